import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, type EvidenceFile, type Files, type Nomination, run } from '#store';
import type { Actor } from '#workflow';
import { comparesVersions, hidesIdentity } from '../nominations/nomination.policy.js';

/*
 * Who sees a file of a dossier. Always only of a nomination they see.
 *
 * everybody     what is in the dossier as it stands
 * who compares versions
 *               also what was in it whenever it was handed in or sent back (`comparesVersions`)
 * nominator     all of the own unit, taken out again or not
 * council (scorer, chair) while the cycle is sealed
 *               only of places that the definition calls neutral, and of those what they show: an image, or the drawn pages of a PDF. Not the name, the
 *               caption or the file itself, which may say who made it. Then everything
 * the public    none
 *
 * Who puts files into a dossier, captions, moves and takes them out: whoever may save it (`nominationRules`).
 */

/** Whether this person sees of files only what neutral ones show. */
export const seesOnlyNeutral = (cycle: Pick<Cycle, 'sealed'>, actor: Actor): boolean => hidesIdentity(cycle, actor);

/** The files that a dossier names, each once in its place. */
export const idsIn = (...all: Files[]): string[] =>
  all.flatMap((files) => Object.values(files).flatMap((places) => places.map(({ id }) => id)));

/** Whether the file is for this person, who sees the nomination. */
export async function seesFile(em: EntityManager, nomination: Nomination, file: EvidenceFile, actor: Actor): Promise<boolean> {
  if (seesOnlyNeutral(nomination.cycle, actor)) return file.neutral && idsIn(nomination.files).includes(file.id);
  if (actor.role === 'nominator' || idsIn(nomination.files).includes(file.id)) return true;
  return comparesVersions(nomination, actor) && (await wasHandedIn(em, nomination.id, file.id));
}

/** Whether a version that went from hand to hand had this file. */
async function wasHandedIn(em: EntityManager, nomination: string, file: string): Promise<boolean> {
  const found = await run<{ id: string }>(
    em,
    `select r.id from journal j join revision r on r.nomination_id = j.subject_id and r.number = (j.data ->> 'revision')::int
      where j.subject_id = $1::uuid and j.type in ('nomination.submitted', 'nomination.resubmitted', 'nomination.returned')
        and jsonb_path_exists(r.files, '$.*[*] ? (@.id == $file)', jsonb_build_object('file', $2::text)) limit 1`,
    [nomination, file],
  );
  return found.length > 0;
}
