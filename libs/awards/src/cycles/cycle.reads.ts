import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { Cycle, Nomination } from '#store';
import {
  type Actor,
  type CycleEventType,
  indexOfStage,
  type NominationStatus,
  type StageKind,
  type Standing,
  STATUS_NAMES,
  type Text,
} from '#workflow';
import { NotFound } from '../errors.js';
import { isOfficeOf } from './cycle.policy.js';
import { rulebookOf } from '../machines.js';
import { type JournalState, journalState } from './journal.reads.js';
import { countsIn } from '../policy.js';
import { type SheetProgress, sheetProgress } from '../scoring/progress.reads.js';
import { hidesIdentity, shownStanding, visibleTo } from '../nominations/nomination.policy.js';
import {
  type Cancellation,
  cancellationsOf,
  type Due,
  dueFor,
  type ExtensionView,
  extensionsOf,
  type Suspension,
  suspensionOf,
} from './cycle-state.reads.js';
import { cycleFacts } from './facts.js';

export interface StageView {
  code: string;
  kind: StageKind;
  name: Text;
  /** `stopped`: the cycle was called off here. */
  state: 'done' | 'now' | 'stopped' | 'next';
  opens: string | null;
  closes: string | null;
}

export interface CycleSummary {
  id: string;
  slug: string;
  name: Text;
  shortName: Text;
  year: number;
  timeZone: string;
  status: Cycle['status'];
  stage: string | null;
  organiser: string;
  publishedAt: Date | null;
  cancelled: Cancellation | null;
  stages: StageView[];
}

export interface CycleView extends CycleSummary {
  /** What the person asking may do with it now. Empty for the public. */
  actions: CycleEventType[];
  suspended: Suspension | null;
  extensions: ExtensionView[];
  /** The deadline of the present stage for the person asking. */
  due: Due;
  /** Nominations that the person asking may see, by standing. */
  counts: { stage: string | null; status: NominationStatus; name: Text; count: number }[];
  /** The person asking must not know yet whose dossiers these are. */
  isBlind: boolean;
  /** How far scoring has come; null for who must not know. */
  sheets: SheetProgress | null;
  journal: JournalState;
}

/** The stages of a cycle as its own machine orders them, with what is behind and what is ahead. */
function stagesOf(cycle: Cycle, cancelled: Cancellation | null): StageView[] {
  const { definition, cycles } = rulebookOf(cycle);
  const at = cycle.status === 'published' ? Infinity : indexOfStage(definition.pipeline, cancelled?.stage ?? cycle.stage ?? '');
  const here = cancelled ? 'stopped' : 'now';
  // A cycle stands in each stage in several ways.
  const order = [...new Set(cycles.standings.flatMap(({ stage }) => stage ?? []))];
  return order.flatMap((code, index) => {
    const stage = definition.pipeline.stages.find((one) => one.code === code);
    if (!stage) return [];
    const { opens = null, closes = null } = cycle.schedule[stage.code] ?? {};
    return [
      { code: stage.code, kind: stage.kind, name: stage.name, state: index < at ? 'done' : index === at ? here : 'next', opens, closes },
    ];
  });
}

function summaryOf(cycle: Cycle, cancelled: Cancellation | null): CycleSummary {
  const { definition } = rulebookOf(cycle);
  const { name, shortName, year, timeZone } = definition;
  const { id, slug, status, stage, publishedAt } = cycle;
  return {
    id,
    slug,
    name,
    shortName,
    year,
    timeZone,
    status,
    stage: stage ?? null,
    organiser: cycle.organiser.name,
    publishedAt: publishedAt ?? null,
    cancelled,
    stages: stagesOf(cycle, cancelled),
  };
}

/** Every cycle that was launched, the running ones first. */
export async function cycleList(em: EntityManager): Promise<CycleSummary[]> {
  const cycles = await em.find(
    Cycle,
    { status: { $ne: 'prepared' } },
    { populate: ['definition', 'organiser'], orderBy: { publishedAt: 'desc nulls first', launchedAt: 'desc' }, limit: 100 },
  );
  const cancelled = await cancellationsOf(em, cycles);
  return cycles.map((cycle) => summaryOf(cycle, cancelled.get(cycle.id) ?? null));
}

/** A cycle by its address. What is not launched exists for its own office only. */
export async function findCycle(em: EntityManager, slug: string, actor: Actor | null): Promise<Cycle> {
  const cycle = await em.findOne(Cycle, { slug }, { populate: ['definition', 'organiser'] });
  if (!cycle || (cycle.status === 'prepared' && !(await isOfficeOf(em, cycle, actor)))) throw new NotFound('No such cycle');
  return cycle;
}

/** A cycle for what goes on in its office only. For others there is no such page. */
export async function officeCycle(em: EntityManager, slug: string, actor: Actor): Promise<Cycle> {
  const cycle = await findCycle(em, slug, actor);
  if (!(await isOfficeOf(em, cycle, actor))) throw new NotFound('No such page');
  return cycle;
}

export async function cycleView(em: EntityManager, slug: string, actor: Actor | null, now: Date): Promise<CycleView> {
  const cycle = await findCycle(em, slug, actor);
  const rulebook = rulebookOf(cycle);
  const facts = await cycleFacts(em, cycle, rulebook, now);
  const actions =
    actor && countsIn(cycle.id, actor) ? rulebook.cycles.allowed({ status: cycle.status, stage: cycle.stage ?? null }, facts, actor) : [];
  const cancelled = (await cancellationsOf(em, [cycle])).get(cycle.id) ?? null;
  return {
    ...summaryOf(cycle, cancelled),
    actions,
    suspended: await suspensionOf(em, cycle),
    extensions: await extensionsOf(em, cycle),
    due: await dueFor(em, cycle, actor),
    counts: actor ? await countsFor(em, cycle, actor) : [],
    isBlind: actor !== null && hidesIdentity(cycle, actor),
    sheets: await sheetProgress(em, cycle, actor),
    journal: await journalState(em, cycle, actor),
  };
}

async function countsFor(em: EntityManager, cycle: Cycle, actor: Actor): Promise<CycleView['counts']> {
  const query = em
    .createQueryBuilder(Nomination, 'n')
    .select([raw('n.stage as stage'), raw('n.status as status'), raw('min(n.votes) as votes'), raw('count(*)::int as count')])
    .where({ $and: [{ cycle }, await visibleTo(em, actor)] } as never)
    .groupBy(raw('n.stage, n.status, n.votes is null'));
  const rows: Grouped[] = await query.execute('all', false);
  const { nominations } = rulebookOf(cycle);
  const order = nominations.standings.map(({ stage, status }) => `${stage}/${status}`);
  const place = ({ stage, status }: Standing) => order.indexOf(`${stage}/${status}`);
  const shown = Map.groupBy(
    rows.map((row) => ({ ...shownStanding(cycle, row, actor), count: row.count })),
    ({ stage, status }) => `${stage}/${status}`,
  );
  return [...shown.values()]
    .flatMap(([first, ...others]) => (first ? [{ ...first, count: others.reduce((sum, { count }) => sum + count, first.count) }] : []))
    .map((one) => ({ ...one, name: statusName(cycle, one) }))
    .sort((a, b) => place(a) - place(b));
}

interface Grouped {
  stage: string | null;
  status: NominationStatus;
  votes: number | null;
  count: number;
}

/** The name of a standing in the award's own words. */
export function statusName(cycle: Pick<Cycle, 'definition'>, { stage, status }: { stage: string | null; status: NominationStatus }): Text {
  const { statuses } = rulebookOf(cycle).definition;
  return statuses[`${stage}/${status}`] ?? statuses[status] ?? STATUS_NAMES[status];
}
