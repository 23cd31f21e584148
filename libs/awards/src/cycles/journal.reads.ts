import { type EntityManager, type FilterQuery } from '@mikro-orm/postgresql';
import { type Cycle, GENESIS, JournalEntry, journalHead, JournalSeal, Nomination, Person, textReader, wholly } from '#store';
import { type Actor, dateOf, dayNumber, type Role } from '#workflow';
import { NotFound } from '../errors.js';
import { OPEN, readsWholeJournal, shownData, toldUntil } from './journal.policy.js';
import { rulebookOf } from '../machines.js';
import { instantOf } from './schedule.js';

/** Entries on a page. */
export const JOURNAL_PAGE_SIZE = 100;

export const JOURNAL_GROUPS = ['cycle', 'nomination', 'sheet', 'ballot', 'objection'] as const;
export type JournalGroup = (typeof JOURNAL_GROUPS)[number];

/** Which entries are wanted; all of them where nothing is said. */
export interface JournalFilter {
  group?: JournalGroup | undefined;
  /** Code of a nomination. */
  nomination?: string | undefined;
  /** As what the person acted. */
  role?: Role | undefined;
  /** First and last day, year-month-day in the award's zone, both included. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface JournalRow {
  /** Null for who does not read all of them: it counts those in between. */
  id: number | null;
  /** Place in the chain and hash; null while the entry waits to be sealed, and while it must not be told. */
  number: number | null;
  hash: string | null;
  type: string;
  at: Date;
  /** Name of the person; null for the system and the public. */
  who: string | null;
  role: string;
  /** Name of the person for whom it was done; null for one's own acts. */
  onBehalfOf: string | null;
  /** Code of the nomination concerned; null for the cycle itself. */
  subject: string | null;
  from: string | null;
  to: string | null;
  /** What matters of it, as far as the reader may know. */
  data: JournalEntry['data'];
  /** Name of the member whom the entry concerns beside the one who acted. */
  member: string | null;
  request: string | null;
  rules: string | null;
}

export interface JournalPage {
  rows: JournalRow[];
  total: number;
  page: number;
  isWhole: boolean;
}

export interface JournalState {
  /** How many entries the chain has up to its head. */
  entries: number;
  head: string;
  /** Entries that have no place in the chain yet; 0 for who does not read them. */
  unsealed: number;
}

/** The head of a cycle's chain, as far as this person may know it. */
export async function journalState(em: EntityManager, cycle: Cycle, actor: Actor | null): Promise<JournalState> {
  if (!(await readsWholeJournal(em, cycle, actor))) {
    const until = await toldUntil(em, cycle);
    if (until !== null) {
      const [last] = await em.find(JournalSeal, { chain: cycle.id, entryId: { $lte: until } }, { orderBy: { number: 'desc' }, limit: 1 });
      return { entries: last?.number ?? 0, head: last?.hash ?? GENESIS, unsealed: 0 };
    }
  }
  const { number, hash } = await journalHead(em, cycle.id);
  const [row] = await wholly(() =>
    em.execute<{ count: number }[]>(
      'select count(*)::int as count from journal_unsealed u join journal j on j.id = u.entry_id where j.cycle_id = ?',
      [cycle.id],
    ),
  );
  return { entries: number, head: hash, unsealed: row?.count ?? 0 };
}

/** The journal of a cycle as this person may read it, newest first: a page of it, or all. */
export async function journalPage(
  em: EntityManager,
  cycle: Cycle,
  actor: Actor | null,
  { page = 1, ...filter }: JournalFilter & { page?: number | 'all' | undefined },
): Promise<JournalPage> {
  const isWhole = await readsWholeJournal(em, cycle, actor);
  const where: FilterQuery<JournalEntry> = { $and: [...(await wanted(em, cycle, filter)), isWhole ? {} : { type: { $in: [...OPEN] } }] };
  const [entries, total] = await em.findAndCount(JournalEntry, where, {
    orderBy: { id: 'desc' },
    ...(page !== 'all' && { limit: JOURNAL_PAGE_SIZE, offset: (page - 1) * JOURNAL_PAGE_SIZE }),
  });
  return { rows: await rowsOf(em, cycle, entries, isWhole), total, page: page === 'all' ? 1 : page, isWhole };
}

/** The journal of a cycle for its office, oldest first, as records that anybody can check against the chain. For others `NotFound`. */
export async function journalExport(em: EntityManager, cycle: Cycle, actor: Actor, filter: JournalFilter = {}): Promise<JournalRow[]> {
  if (!(await readsWholeJournal(em, cycle, actor))) throw new NotFound('No such page');
  const entries = await em.find(JournalEntry, { $and: await wanted(em, cycle, filter) }, { orderBy: { id: 'asc' } });
  return rowsOf(em, cycle, entries, true);
}

async function wanted(em: EntityManager, cycle: Cycle, filter: JournalFilter): Promise<FilterQuery<JournalEntry>[]> {
  const { timeZone } = rulebookOf(cycle).definition;
  const { group, nomination, role, from, to } = filter;
  return [
    { cycle },
    ...(group ? [{ type: { $like: `${group}.%` } }] : []),
    ...(nomination ? [{ subjectId: await subjectOf(em, cycle, nomination) }] : []),
    ...(role ? [{ actorRole: role }] : []),
    ...(from ? [{ at: { $gte: instantOf(from, '00:00', timeZone) } }] : []),
    ...(to ? [{ at: { $lt: instantOf(dateOf(dayNumber(to) + 1), '00:00', timeZone) } }] : []),
  ];
}

/** No entry is about nothing. */
const NOTHING = '00000000-0000-0000-0000-000000000000';

async function subjectOf(em: EntityManager, cycle: Cycle, code: string): Promise<string> {
  const found = await wholly(() => em.findOne(Nomination, { cycle, code: code.toUpperCase() }, { fields: ['id'] }));
  return found?.id ?? NOTHING;
}

const isUuid = (id: unknown): id is string => typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id);

async function rowsOf(em: EntityManager, cycle: Cycle, entries: readonly JournalEntry[], isWhole: boolean): Promise<JournalRow[]> {
  const ids = entries.flatMap(({ actorId, onBehalfOf, data }) => [actorId, onBehalfOf, data['scorer']].filter(isUuid));
  const people = new Map((await em.find(Person, { id: { $in: [...new Set(ids)] } })).map(({ id, name }) => [id, name]));
  const subjects = [...new Set(entries.map(({ subjectId }) => subjectId))];
  // Drafts, too: that somebody writes one stands in the journal.
  const nominations = await wholly(() => em.find(Nomination, { id: { $in: subjects } }, { fields: ['code'] }));
  const codes = new Map(nominations.map(({ id, code }) => [id, code]));
  const found = await em.find(JournalSeal, { entryId: { $in: entries.map(({ id }) => id) } });
  const seals = new Map(found.map((seal) => [seal.entryId, seal]));
  const read = await textReader(em, entries);
  const until = isWhole ? null : await toldUntil(em, cycle);
  const sealOf = ({ id }: JournalEntry) => (until === null || id <= until ? seals.get(id) : undefined);
  const nameOf = (id: unknown) => (isUuid(id) ? (people.get(id) ?? null) : null);
  return entries.map((entry) => ({
    id: isWhole ? entry.id : null,
    number: sealOf(entry)?.number ?? null,
    hash: sealOf(entry)?.hash ?? null,
    type: entry.type,
    at: entry.at,
    who: nameOf(entry.actorId),
    role: entry.actorRole,
    onBehalfOf: nameOf(entry.onBehalfOf),
    subject: codes.get(entry.subjectId) ?? null,
    from: entry.from ?? null,
    to: entry.to ?? null,
    data: read(shownData(cycle, entry, isWhole)),
    member: isWhole ? nameOf(entry.data['scorer']) : null,
    request: isWhole ? (entry.requestId ?? null) : null,
    rules: entry.rules ?? null,
  }));
}
