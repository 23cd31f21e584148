import { type EntityManager } from '@mikro-orm/postgresql';
import { type Content, JournalEntry, type Nomination, Revision } from '#store';
import type { Actor } from '#workflow';
import { fileChanges } from '../files/file.reads.js';
import type { Change } from './comparing.js';
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
    changes: [...changesBetween(before.content, nomination.content), ...(await fileChanges(em, before.files, nomination.files))],
  };
}

/** The parts that differ, fields before self-scores. */
export function changesBetween(before: Content, after: Content): Change[] {
  const differing = <T extends string | number>(old: Record<string, T>, now: Record<string, T>): Change[] =>
    [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .map((part) => ({ part, before: old[part] ?? null, after: now[part] ?? null }))
      .filter((change) => change.before !== change.after);
  return [...differing(before.fields, after.fields), ...differing(before.selfScores, after.selfScores)];
}

/** What a revision of a nomination said; null when there is none of that number. Only for who may see the nomination. */
export async function revisionContent(em: EntityManager, nominationId: string, number: number): Promise<Content | null> {
  return (await em.findOne(Revision, { nomination: nominationId, number }))?.content ?? null;
}
