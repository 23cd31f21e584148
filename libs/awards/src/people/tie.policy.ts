import type { EntityManager } from '@mikro-orm/postgresql';
import { run } from '#store';
import type { Actor } from '#workflow';
import { isOneOf, only, type Roles } from '../policy.js';

/*
 * Who sees and declares a conflict of interest.
 *
 * A member of a council declares their own, and sees no other. The secretariat declares and lifts those of its own unit's council, the administrator
 * everybody's; the observer reads what the secretariat reads. Nobody lifts their own.
 *
 * What a tie does, whatever path is taken: no score sheet (trigger `score_sheet_without_tie`, rule `noTie`), no vote where the ballot bars it (trigger
 * `ballot_paper_without_tie`), and a sheet handed in before is kept, marked by a recusal and left out of the result (`scoring/results.ts`).
 */
export const COUNCIL: Roles = ['scorer', 'chair'];
export const LIFTS_TIES: Roles = ['secretariat', 'administrator'];
export const DECLARES_TIES: Roles = [...COUNCIL, ...LIFTS_TIES];
export const READS_TIES: Roles = [...DECLARES_TIES, 'observer'];

const NOWHERE = '00000000-0000-0000-0000-000000000000';

/**
 * Members of councils whose ties this person may see and declare: everybody's for the administrator, those of the own unit's council for the
 * secretariat, their own for a member. Throws `NotFound` for who may see none.
 */
export async function councilMembers(em: EntityManager, actor: Actor): Promise<{ id: string; name: string }[]> {
  const isMember = isOneOf(actor, COUNCIL);
  if (!isMember) only(READS_TIES, actor);
  const isOfUnit = !isMember && actor.role !== 'administrator';
  return run(
    em,
    `select p.id, p.name from person p where p.removed_at is null and ($1::uuid is null or p.id = $1)
        and exists (select 1 from membership m where m.person_id = p.id and m.role in ('scorer', 'chair') and ($2::uuid is null or m.unit_id = $2))
      order by p.sort_name, p.id`,
    [isMember ? actor.id : null, isOfUnit ? (actor.unit ?? NOWHERE) : null],
  );
}

/** Whether this person looks after the ties of that one. */
export const looksAfterTies = async (em: EntityManager, actor: Actor, person: string): Promise<boolean> =>
  (await councilMembers(em, actor)).some(({ id }) => id === person);
