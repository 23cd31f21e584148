import { type EntityManager, type FilterQuery } from '@mikro-orm/postgresql';
import { type Cycle, JournalEntry, JournalSeal, Nomination, Person } from '#store';
import type { Actor, Role } from '#workflow';
import type { JournalType } from '../journal.js';

const PAGE_SIZE = 100;

/** Who reads the whole journal of a cycle. Scorers are not among them: who scored what stays hidden from one another. */
const OFFICE: readonly Role[] = ['secretariat', 'observer', 'administrator'];

/** What anybody may read: what happened to the cycle itself. */
const OPEN: readonly JournalType[] = [
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

export const JOURNAL_GROUPS = ['cycle', 'nomination', 'sheet', 'ballot', 'objection'] as const;
export type JournalGroup = (typeof JOURNAL_GROUPS)[number];

export interface JournalRow {
  id: number;
  /** Place in the chain and hash; null while the entry waits to be sealed. */
  number: number | null;
  hash: string | null;
  type: string;
  at: Date;
  /** Name of the person; null for the system and the public. */
  who: string | null;
  role: string;
  /** Code of the nomination concerned; null for the cycle itself. */
  subject: string | null;
  from: string | null;
  to: string | null;
  reason: string | null;
}

export interface JournalPage {
  rows: JournalRow[];
  total: number;
  page: number;
  pages: number;
  isWhole: boolean;
}

export const readsWholeJournal = (actor: Actor | null): boolean => actor !== null && OFFICE.includes(actor.role);

/** The journal of a cycle as this person may read it, newest first. */
export async function journalPage(
  em: EntityManager,
  cycle: Cycle,
  actor: Actor | null,
  { group, page = 1 }: { group?: JournalGroup | undefined; page?: number | undefined },
): Promise<JournalPage> {
  const isWhole = readsWholeJournal(actor);
  const where: FilterQuery<JournalEntry> = {
    $and: [{ cycle }, isWhole ? {} : { type: { $in: [...OPEN] } }, group ? { type: { $like: `${group}.%` } } : {}],
  };
  const [entries, total] = await em.findAndCount(JournalEntry, where, {
    orderBy: { id: 'desc' },
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  });
  return { rows: await rowsOf(em, entries), total, page, pages: Math.max(1, Math.ceil(total / PAGE_SIZE)), isWhole };
}

/** The whole journal of a cycle, oldest first, as records that anybody can check against the chain. */
export async function journalExport(em: EntityManager, cycle: Cycle): Promise<(JournalRow & { data: JournalEntry['data'] })[]> {
  const entries = await em.find(JournalEntry, { cycle }, { orderBy: { id: 'asc' } });
  const rows = await rowsOf(em, entries);
  // Until the result is public nobody reads single scores, the office included.
  const isClosed = (type: string) => type.startsWith('sheet.') && cycle.status !== 'published';
  return rows.map((row, index) => ({ ...row, data: isClosed(row.type) ? {} : (entries[index]?.data ?? {}) }));
}

async function rowsOf(em: EntityManager, entries: readonly JournalEntry[]): Promise<JournalRow[]> {
  const isUuid = (id: string) => /^[0-9a-f-]{36}$/.test(id);
  const people = new Map(
    (await em.find(Person, { id: { $in: [...new Set(entries.map(({ actorId }) => actorId).filter(isUuid))] } })).map(({ id, name }) => [
      id,
      name,
    ]),
  );
  const codes = new Map(
    (await em.find(Nomination, { id: { $in: [...new Set(entries.map(({ subjectId }) => subjectId))] } }, { fields: ['code'] })).map(
      ({ id, code }) => [id, code],
    ),
  );
  const seals = new Map(
    (await em.find(JournalSeal, { entryId: { $in: entries.map(({ id }) => id) } })).map((seal) => [seal.entryId, seal]),
  );
  return entries.map(({ id, type, at, actorId, actorRole, subjectId, from, to, data }) => ({
    id,
    number: seals.get(id)?.number ?? null,
    hash: seals.get(id)?.hash ?? null,
    type,
    at,
    who: people.get(actorId) ?? null,
    role: actorRole,
    subject: codes.get(subjectId) ?? null,
    from: from ?? null,
    to: to ?? null,
    reason: typeof data['reason'] === 'string' ? data['reason'] : null,
  }));
}
