import { type EntityManager } from '@mikro-orm/postgresql';
import { type Content, JournalEntry, type Nomination, Revision } from '#store';
import type { Actor } from '#workflow';
import { fileChanges } from '../files/file.reads.js';
import type { Change } from './comparing.js';
import { isSame, valuesOf } from './content.js';
import { comparesVersions } from './nomination.policy.js';

/** A return that was answered: the stage that sent it back, which time, and what changed since. */
export interface Resubmission {
  stage: string;
  round: number;
  changes: Change[];
}

/** The newest content beside the one that was last sent back. Null when it never was, and for others than its branch while the branch still works on it. */
export async function resubmissionOf(em: EntityManager, nomination: Nomination, actor: Actor): Promise<Resubmission | null> {
  if (!comparesVersions(nomination, actor)) return null;
  const where = { subjectId: nomination.id, type: 'nomination.returned' };
  const [entry] = await em.find(JournalEntry, where, { orderBy: { id: 'desc' }, limit: 1 });
  const number = entry?.data['revision'];
  // Entries of older versions do not say which revision was sent back.
  if (!entry || typeof number !== 'number') return null;
  const before = await em.findOne(Revision, { nomination, number });
  if (!before) return null;
  const round = entry.data['round'];
  return {
    stage: entry.from?.split('/')[0] ?? '',
    round: typeof round === 'number' ? round : 0,
    changes: await differences(em, before, nomination),
  };
}

/** The parts that differ, fields before tables before self-scores before conditions. */
export function changesBetween(before: Content, after: Content): Change[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const kinds = ['fields', 'tables', 'selfScores', 'eligibility'];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((name) => {
      const [kind, part] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
      return { kind, change: { part, before: old[name] ?? null, after: now[name] ?? null } };
    })
    .filter(({ change }) => !isSame(change.before, change.after))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .map(({ change }) => change);
}

/** What differs between two revisions, text and files; null when there is none of a number. Only for who may see the nomination. */
export async function changesOf(em: EntityManager, nominationId: string, from: number, to: number): Promise<Change[] | null> {
  const revisions = await em.find(Revision, { nomination: nominationId, number: { $in: [from, to] } });
  const [before, after] = [from, to].map((number) => revisions.find((one) => one.number === number));
  return before && after ? differences(em, before, after) : null;
}

type Version = Pick<Revision, 'content' | 'files'>;
const differences = async (em: EntityManager, before: Version, after: Version): Promise<Change[]> => [
  ...changesBetween(before.content, after.content),
  ...(await fileChanges(em, before.files, after.files)),
];

/** What a revision of a nomination said; null when there is none of that number. Only for who may see the nomination. */
export async function revisionContent(em: EntityManager, nominationId: string, number: number): Promise<Content | null> {
  return (await em.findOne(Revision, { nomination: nominationId, number }))?.content ?? null;
}
