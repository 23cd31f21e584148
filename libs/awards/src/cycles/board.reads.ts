import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run } from '#store';
import { type Actor, type NominationStatus, type Stage, stageOf, type Text } from '#workflow';
import { rulebookOf } from '../machines.js';
import { quotaOf } from '../nominations/facts.js';
import { shownStanding } from '../nominations/nomination.policy.js';
import { statusName } from './cycle.reads.js';
import { closingOf } from './deadline.js';
import { dateIn } from './schedule.js';

const PAGE_SIZE = 100;
const SOON_MS = 48 * 3_600_000;

export interface BoardColumn {
  /** `ward-review/returned`. */
  standing: string;
  status: NominationStatus;
  name: Text;
  total: number;
}

export interface BoardRow {
  unit: { id: string; code: string; name: string };
  /** Units below it that may nominate, and how many of them have handed something in. */
  nominators: number;
  handedIn: number;
  /** Nominations by standing, in the order of the columns. */
  counts: number[];
  /** What it has put forward and may put forward in its review; null where nothing limits it. */
  quota: { used: number; limit: number } | null;
  /** What this unit, or those below it, still have to do in the present stage. */
  open: number;
  /** Answers to a return that did not come in time. */
  overdue: number;
  /** Its own deadline in the present stage. */
  closes: Date | null;
  /** `late`: the deadline has passed and something is open. `soon`: within 48 hours. */
  state: 'late' | 'soon' | null;
}

export interface Board {
  rows: BoardRow[];
  columns: BoardColumn[];
  /** Of all units, not only those of this page. */
  totals: { units: number; nominators: number; handedIn: number; open: number; overdue: number };
  page: number;
  size: number;
}

const UNITS = `with recursive below as (
    select id, code, name, tier, case when tier = $2 then id end as row from unit where id = $1::uuid
    union all
    select u.id, u.code, u.name, u.tier, case when u.tier = $2 then u.id else b.row end from unit u join below b on u.parent_id = b.id
     where u.merged_into_id is null and (u.valid_to is null or u.valid_to >= $5::date)),
  held as (select distinct (line ->> $2)::uuid as id from nomination where cycle_id = $4::uuid and submitted_at is not null),
  shown as (select id, code, name from below where tier = $2 union select u.id, u.code, u.name from held join unit u on u.id = held.id)
  select s.id, s.code, s.name, (select count(*)::int from unit where parent_id = s.id and merged_into_id is null) as children,
         count(b.id) filter (where b.tier = $3)::int as nominators
    from shown s left join below b on b.row = s.id group by s.id, s.code, s.name order by s.name, s.code`;

const COUNTS = `select line ->> $2 as unit, stage, status, min(votes) as votes, count(*)::int as count,
    count(*) filter (where status = 'returned' and supplement_due < $3::timestamptz)::int as overdue
  from nomination where cycle_id = $1::uuid and submitted_at is not null group by 1, 2, 3, votes is null`;

const USED = 'select unit_id as unit, count(*)::int as used from endorsement where cycle_id = $1::uuid and stage = $2 group by 1';

interface UnitFound {
  id: string;
  code: string;
  name: string;
  children: number;
  nominators: number;
}

interface Counted {
  unit: string;
  stage: string | null;
  status: NominationStatus;
  votes: number | null;
  count: number;
  overdue: number;
}

/** The stage whose units are the rows: the first review, for a pipeline without one the nomination itself. */
const rowStage = (stages: readonly Stage[]): Stage | undefined => stages.find(({ kind }) => kind === 'review') ?? stages[0];

/**
 * A cycle at a glance, of what was handed in: each reviewing unit, what stands where below it and who is late. For the cycle's office only; a page of 100 units at a
 * time, and three queries however many there are.
 */
export async function cycleBoard(em: EntityManager, cycle: Cycle, actor: Actor, now: Date, wanted: number | 'all' = 1): Promise<Board> {
  const { definition, nominations } = rulebookOf(cycle);
  const { stages } = definition.pipeline;
  const stage = rowStage(stages);
  const tier = stage?.tier ?? '';
  const units = await run<UnitFound>(em, UNITS, [
    cycle.organiser.id,
    tier,
    stages[0]?.tier ?? '',
    cycle.id,
    dateIn(now, definition.timeZone),
  ]);
  const counted = (await run<Counted>(em, COUNTS, [cycle.id, tier, now])).map((row) => ({ ...row, ...shownStanding(cycle, row, actor) }));
  const used = new Map(
    (await run<{ unit: string; used: number }>(em, USED, [cycle.id, stage?.code ?? ''])).map((row) => [row.unit, row.used]),
  );
  const order = nominations.standings.map((one) => standingOf(one));
  const columns = columnsOf(cycle, counted).sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing));
  const byUnit = Map.groupBy(counted, ({ unit }) => unit);
  const all = units.map((unit) =>
    rowOf(cycle, { unit, counted: byUnit.get(unit.id) ?? [], columns, now, tier, stage, used: used.get(unit.id) ?? 0 }),
  );
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = wanted === 'all' ? 1 : Math.min(wanted, pages);
  return {
    rows: wanted === 'all' ? all : all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    columns,
    totals: {
      units: all.length,
      nominators: sum(all, 'nominators'),
      handedIn: sum(all, 'handedIn'),
      open: sum(all, 'open'),
      overdue: sum(all, 'overdue'),
    },
    page,
    size: PAGE_SIZE,
  };
}

const standingOf = ({ stage, status }: { stage: string | null; status: string }) => (stage === null ? status : `${stage}/${status}`);

const sum = <K extends string>(rows: readonly Record<K, number>[], key: K) => rows.reduce((total, row) => total + row[key], 0);

function columnsOf(cycle: Cycle, counted: readonly Counted[]): BoardColumn[] {
  return Array.from(Map.groupBy(counted, standingOf), ([standing, rows]) => {
    const { status, stage } = rows[0] ?? { status: 'draft', stage: null };
    return { standing, status, name: statusName(cycle, { status, stage }), total: sum(rows, 'count') };
  });
}

interface Found {
  unit: UnitFound;
  counted: Counted[];
  columns: readonly BoardColumn[];
  now: Date;
  tier: string;
  stage: Stage | undefined;
  used: number;
}

function rowOf(cycle: Cycle, { unit, counted, columns, now, tier, stage, used }: Found): BoardRow {
  const { id, code, name, nominators } = unit;
  const handedIn = sum(counted, 'count');
  const limit = quotaOf(stage ?? null, unit.children);
  const closes = closingOf(cycle.schedule[cycle.stage ?? ''], { [tier]: id });
  const open = openIn(cycle, tier, { counted, nominators, handedIn });
  const left = closes && cycle.status === 'open' && open > 0 ? closes.getTime() - now.getTime() : null;
  return {
    unit: { id, code, name },
    nominators,
    handedIn,
    counts: columns.map(({ standing }) =>
      sum(
        counted.filter((row) => standingOf(row) === standing),
        'count',
      ),
    ),
    quota: limit === null ? null : { used, limit },
    open,
    overdue: sum(counted, 'overdue'),
    closes,
    state: left === null ? null : left < 0 ? 'late' : left < SOON_MS ? 'soon' : null,
  };
}

/** While branches write, those that have handed nothing in; while the unit itself reviews, what it has not decided. Later nothing waits for it. */
function openIn(
  cycle: Cycle,
  tier: string,
  { counted, nominators, handedIn }: { counted: Counted[]; nominators: number; handedIn: number },
): number {
  if (cycle.stage === null || cycle.stage === undefined) return 0;
  const { pipeline } = rulebookOf(cycle).definition;
  const stage = stageOf(pipeline, cycle.stage);
  if (stage.code === pipeline.stages[0]?.code) return Math.max(0, nominators - handedIn);
  if (stage.kind !== 'review' || stage.tier !== tier) return 0;
  return sum(
    counted.filter((row) => row.stage === stage.code && (row.status === 'submitted' || row.status === 'returned')),
    'count',
  );
}
