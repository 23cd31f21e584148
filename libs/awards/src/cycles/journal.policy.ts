import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, JournalEntry } from '#store';
import type { Actor } from '#workflow';
import type { JournalType } from '../journal.js';
import { isOneOf, type Roles } from '../policy.js';
import { isOfficeOf } from './cycle.policy.js';

/*
 * Who reads the journal.
 *
 * everybody     what happened to a cycle itself, in words that tell of no single nomination (`OPEN`, `OPEN_DATA`); places in the chain as
 *               far as `toldUntil`
 * its office    all of it, and takes it away as a file; single scores once the result is public
 * administrator what happened to units and people, on their pages
 */

/** Who in the office of a cycle reads the whole of its journal. Scorers are not among them: who scored what stays hidden from one another. */
export const READS_WHOLE_JOURNAL: Roles = ['secretariat', 'observer', 'administrator'];

export const readsWholeJournal = async (em: EntityManager, cycle: Cycle, actor: Actor | null): Promise<boolean> =>
  actor !== null && isOneOf(actor, READS_WHOLE_JOURNAL) && isOfficeOf(em, cycle, actor);

/** What anybody may read: what happened to the cycle itself. */
export const OPEN: readonly JournalType[] = [
  'cycle.prepared',
  'cycle.launched',
  'cycle.stage-opened',
  'cycle.stage-closed',
  'cycle.stage-extended',
  'cycle.unit-extended',
  'cycle.unit-merged',
  'cycle.suspended',
  'cycle.resumed',
  'cycle.cancelled',
  'cycle.reminded',
  'cycle.published',
  'cycle.corrected',
];

/** What anybody may read of these. How many nominations stand in a stage is not among it: it tells how many came through the one before. */
const OPEN_DATA = [
  'definition',
  'ceremony',
  'stage',
  'kind',
  'closes',
  'from',
  'until',
  'unit',
  'unitName',
  'reason',
  'since',
  'milliseconds',
  'decision',
  'signedOn',
  'winners',
  'version',
  'withdrawn',
];

/**
 * The last entry whose place in the chain everybody may know; null: all of them. Places count what lies between, so those of a stage are told when it is
 * over: till then they would say how many score sheets and papers have come in.
 */
export async function toldUntil(em: EntityManager, { id, status }: Cycle): Promise<number | null> {
  if (status === 'published') return null;
  const bounds = ['cycle.prepared', 'cycle.launched', 'cycle.stage-opened', 'cycle.stage-closed'];
  const [last] = await em.find(JournalEntry, { subjectId: id, type: { $in: bounds } }, { orderBy: { id: 'desc' }, limit: 1 });
  return last?.id ?? 0;
}

type Data = JournalEntry['data'];

const only = (data: Data, isShown: (key: string) => boolean): Data =>
  Object.fromEntries(Object.entries(data).filter(([key]) => isShown(key)));

/** What this reader may know of an entry. Until the result is public nobody reads single scores, the office included. */
export function shownData({ status }: Cycle, { type, data }: JournalEntry, isWhole: boolean): Data {
  if (!isWhole) return only(data, (key) => OPEN_DATA.includes(key));
  return type.startsWith('sheet.') && status !== 'published' ? {} : data;
}
