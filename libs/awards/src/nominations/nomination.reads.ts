import { type EntityManager, type FilterQuery } from '@mikro-orm/postgresql';
import { type Content, type Cycle, JournalEntry, Nomination, Person, ReturnPoint, textReader } from '#store';
import type { Actor, NominationEventType, NominationStatus, Text } from '#workflow';
import { statusName } from '../cycles/cycle.reads.js';
import { NotFound } from '../errors.js';
import { rulebookOf } from '../machines.js';
import { type Resubmission, resubmissionOf } from './changes.reads.js';
import { type FileView, filesOf } from '../files/file.reads.js';
import { openParts } from './open-parts.js';
import { type Missing, missingParts, selfScoreTotal } from './dossier.js';
import { nominationFacts } from './facts.js';
import { shownStanding, whereShown } from './shown-standing.js';
import { type NamesThen, namesThen } from '../units/then.js';
import { visibleTo } from './visibility.js';

const PAGE_SIZE = 50;

export interface NominationRow {
  id: string;
  code: string;
  unit: string;
  parent: string;
  /** The unit that has taken the place of its unit or the one above since the cycle ended. */
  nowPartOf: string | null;
  stage: string | null;
  status: NominationStatus;
  statusName: Text;
  submittedAt: Date | null;
  supplementDue: Date | null;
}

export interface NominationPage {
  rows: NominationRow[];
  total: number;
  page: number;
  pages: number;
}

/** The nominations of a cycle that this person may see, a page at a time or all of them, in the order of their codes. */
export async function nominationList(
  em: EntityManager,
  cycle: Cycle,
  actor: Actor,
  { status, page = 1 }: { status?: NominationStatus | undefined; page?: number | 'all' | undefined },
): Promise<NominationPage> {
  const where: FilterQuery<Nomination> = { $and: [{ cycle }, await visibleTo(em, actor), status ? whereShown(cycle, status, actor) : {}] };
  const [found, total] = await em.findAndCount(Nomination, where, {
    populate: ['unit', 'unit.parent'],
    orderBy: { code: 'asc' },
    ...(page !== 'all' && { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }),
  });
  const then = await namesThen(em, cycle, found);
  return {
    rows: found.map((nomination) => rowOf(nomination, cycle, actor, then)),
    total,
    page: page === 'all' ? 1 : page,
    pages: page === 'all' ? 1 : Math.max(1, Math.ceil(total / PAGE_SIZE)),
  };
}

function rowOf(nomination: Nomination, cycle: Cycle, actor: Actor, then: ReadonlyMap<string, NamesThen>): NominationRow {
  const standing = shownStanding(cycle, nomination, actor);
  return {
    id: nomination.id,
    code: nomination.code,
    unit: nomination.unit.name,
    parent: nomination.unit.parent?.name ?? '',
    nowPartOf: null,
    ...then.get(nomination.id),
    ...standing,
    statusName: statusName(cycle, standing),
    submittedAt: nomination.submittedAt ?? null,
    supplementDue: nomination.supplementDue ?? null,
  };
}

export interface HistoryItem {
  type: string;
  at: Date;
  /** Name of the person, null for the system and where it must stay unnamed. */
  who: string | null;
  data: JournalEntry['data'];
}

export interface NominationView extends NominationRow {
  cycle: { id: string; slug: string; name: Text; stage: string | null; timeZone: string };
  content: Content;
  revision: number;
  selfScore: number;
  missing: string[];
  /** The same, with what to do about each. */
  lacking: Missing[];
  /** By the code of the dossier item or rubric item. */
  files: Record<string, FileView[]>;
  /** After a return: the only parts that may change; null: all may. */
  openParts: readonly string[] | null;
  points: ReturnPoint[];
  /** What changed since it was last sent back, for those who compare; null when it never was. */
  resubmission: Resubmission | null;
  /** Score and votes, once results are public; null before. */
  result: { score: number | null; votes: number | null; byCriterion: Record<string, number> } | null;
  history: HistoryItem[];
  actions: NominationEventType[];
  ranksTaken: readonly number[];
  quotaLeft: number | null;
}

/** What only the scorer concerned and the office may read in a nomination's history. */
const CONFIDENTIAL = ['sheet.saved', 'sheet.submitted', 'nomination.recused', 'nomination.objected', 'objection.answered'];
/** Of a result: whose sheets were left out, and how far apart they were. */
const COUNCIL_ONLY = ['dropped', 'spread', 'alert'];
const QUIET = [
  'nomination.saved',
  'nomination.answered',
  'nomination.started',
  'nomination.files-added',
  'nomination.file-removed',
  'nomination.file-captioned',
  'nomination.file-moved',
];

/** One nomination with everything its page shows and the buttons its reader has. Not visible: `NotFound`. */
export async function nominationView(em: EntityManager, id: string, actor: Actor, now: Date): Promise<NominationView> {
  const nomination = await em.findOne(
    Nomination,
    { $and: [{ id }, await visibleTo(em, actor)] },
    { populate: ['unit', 'unit.parent', 'cycle', 'cycle.definition'] },
  );
  if (!nomination) throw new NotFound('No such nomination');
  const { cycle } = nomination;
  const { definition, nominations } = rulebookOf(cycle);
  const facts = await nominationFacts(em, { cycle, nomination, definition, actor, now });
  const lacking = missingParts(definition, nomination.content, nomination.files);
  return {
    ...rowOf(nomination, cycle, actor, await namesThen(em, cycle, [nomination])),
    cycle: { id: cycle.id, slug: cycle.slug, name: definition.name, stage: cycle.stage ?? null, timeZone: definition.timeZone },
    content: nomination.content,
    revision: nomination.revision,
    selfScore: selfScoreTotal(nomination.content),
    lacking,
    missing: lacking.map(({ part }) => part),
    files: await filesOf(em, nomination),
    openParts: await openParts(em, nomination),
    points: await em.find(ReturnPoint, { nomination }, { orderBy: { round: 'desc', field: 'asc' } }),
    resubmission: await resubmissionOf(em, nomination, actor),
    result: cycle.status === 'published' ? await resultOf(em, nomination) : null,
    history: await historyOf(em, nomination, actor),
    actions: nominations.allowed({ status: nomination.status, stage: nomination.stage ?? null }, facts, actor),
    ranksTaken: facts.ranksTaken,
    quotaLeft: facts.quotaLeft,
  };
}

async function resultOf(em: EntityManager, nomination: Nomination): Promise<NominationView['result']> {
  const entries = await em.find(JournalEntry, {
    subjectId: nomination.id,
    type: { $in: ['nomination.advanced', 'nomination.eliminated'] },
  });
  const scored = entries.find(({ data }) => data['byCriterion']);
  return {
    score: nomination.score === null || nomination.score === undefined ? null : Number(nomination.score),
    votes: nomination.votes ?? null,
    byCriterion: (scored?.data['byCriterion'] ?? {}) as Record<string, number>,
  };
}

async function historyOf(em: EntityManager, nomination: Nomination, { role }: Actor): Promise<HistoryItem[]> {
  const isOffice = role === 'secretariat' || role === 'observer' || role === 'administrator' || role === 'chair';
  const hidden = [...QUIET, ...(isOffice ? ['sheet.saved', 'sheet.submitted'] : CONFIDENTIAL)];
  const entries = await em.find(
    JournalEntry,
    { subjectId: nomination.id, type: { $nin: hidden } },
    { orderBy: { id: 'desc' }, limit: 100 },
  );
  const isPublished = nomination.cycle.status === 'published';
  const shown = entries.filter(
    ({ type }) => isPublished || isOffice || (type !== 'nomination.advanced' && type !== 'nomination.eliminated'),
  );
  const people = new Map(
    (await em.find(Person, { id: { $in: shown.map(({ actorId }) => actorId).filter(isUuid) } })).map(({ id, name }) => [id, name]),
  );
  const read = await textReader(em, shown);
  const told = (data: JournalEntry['data']) => (isOffice ? data : without(data, COUNCIL_ONLY));
  return shown.map(({ type, at, actorId, data }) => ({ type, at, who: people.get(actorId) ?? null, data: told(read(data)) }));
}

const without = (data: JournalEntry['data'], names: readonly string[]) =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));

const isUuid = (text: string) => /^[0-9a-f-]{36}$/.test(text);
