import { type EntityManager } from '@mikro-orm/postgresql';
import { Cycle, Endorsement, run } from '#store';
import { fold } from '#tables';
import { type Actor, indexOfStage, type NominationStatus, type StageOf, type Text } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { statusName } from '../cycles/cycle.reads.js';
import { rulebookOf } from '../machines.js';
import { selfScoreTotal } from '../nominations/dossier.js';
import { quotaOf } from '../nominations/facts.js';
import { shownStanding } from '../nominations/nomination.policy.js';
import { like } from '../units/unit.reads.js';
import { reviewStageFor } from './review-stage.reads.js';

/** Where a nomination is for the unit that reviews it: with the unit, back with its branch, in the list, sent on, or out. */
export const PLACES = ['waiting', 'returned', 'endorsed', 'forwarded', 'out'] as const;
export type Place = (typeof PLACES)[number];
export const QUEUE_ORDERS = ['code', 'name', 'submitted', 'rank'] as const;
export type QueueOrder = (typeof QUEUE_ORDERS)[number];

export interface QueueFilter {
  place?: Place | undefined;
  /** Only those whose branch has not answered in time. */
  late?: boolean | undefined;
  q?: string | undefined;
  order?: QueueOrder | undefined;
  page?: number | undefined;
}

export interface QueueRow {
  id: string;
  code: string;
  unit: string;
  place: Place;
  status: NominationStatus;
  stage: string | null;
  statusName: Text;
  submittedAt: Date | null;
  supplementDue: Date | null;
  isLate: boolean;
  rank: number | null;
  selfScore: number;
  openThreads: number;
}

export interface Queue {
  stage: StageOf<'review'>;
  rows: QueueRow[];
  total: number;
  page: number;
  size: number;
  counts: Record<Place, number>;
  late: number;
  quota: number | null;
  used: number;
  ranks: number[];
  closes: Date | null;
  unit: string;
}

const PAGE_SIZE = 50;

// An array is asked for first, whatever the planner thinks of a cycle that has just grown: the plan is kept.
/** The nominations that came up to a unit in a stage, each in its place. `$1` cycle, `$2` stage, `$3` the unit, `$4` stages before it, `$5` now. */
const CAME = `select n.id, n.code, n.status, n.stage, n.votes, n.submitted_at, n.supplement_due, n.content, u.name as unit, u.search, e.rank,
    case when n.stage = $2::text and n.status = 'submitted' then 'waiting'
         when n.stage = $2::text and n.status = 'returned' then 'returned'
         when n.stage = $2::text and n.status = 'endorsed' then 'endorsed'
         when n.status in ('declined', 'ineligible', 'withdrawn', 'lapsed') then 'out'
         else 'forwarded' end as place,
    n.stage = $2::text and n.supplement_due < $5::timestamptz and exists (select 1 from return_point r
      where r.nomination_id = n.id and r.stage = n.stage and r.round = n.returns and r.answered_at is null) as is_late
  from nomination n join unit u on u.id = n.unit_id
    left join endorsement e on e.nomination_id = n.id and e.stage = $2::text
  where n.id = any(array(select nomination_id from nomination_line where unit_id = $3::uuid and cycle_id = $1::uuid)) and n.status <> 'draft' and not coalesce(n.stage = any($4::text[]), false)
    and (n.stage is not null or exists (select 1 from journal j where j.subject_id = n.id and j.from_standing like $2::text || '/%'))`;

const HEAD = `with came as (${CAME})
  select place, count(*)::int as count, count(*) filter (where is_late)::int as late,
    (select count(*)::int from unit where parent_id = $3::uuid and merged_into_id is null) as children,
    (select array_agg(rank order by rank) from endorsement where cycle_id = $1::uuid and stage = $2::text and unit_id = $3::uuid) as ranks,
    (select count(*)::int from endorsement where cycle_id = $1::uuid and stage = $2::text and unit_id = $3::uuid) as used,
    (select name from unit where id = $3::uuid) as unit
  from (select place, is_late from came union all select null, false) every group by place`;

/** Numbers in names count by their value, and đ comes after d: the collation of the column. */
const ORDERS: Record<QueueOrder, string> = {
  code: 'code collate "vi_natural"',
  name: 'unit, code collate "vi_natural"',
  submitted: 'submitted_at desc nulls last, code collate "vi_natural"',
  rank: 'rank nulls last, unit, code collate "vi_natural"',
};

const FOUND = `with came as (${CAME}), found as (select * from came
    where ($6::text is null or place = $6::text) and (not $7::boolean or is_late) and ($8::text is null or search like $8::text))`;

interface Came {
  id: string;
  code: string;
  unit: string;
  place: Place;
  status: NominationStatus;
  stage: string | null;
  votes: number | null;
  /** Moments as the database writes them. */
  submitted_at: string | null;
  supplement_due: string | null;
  is_late: boolean;
  rank: number | null;
  self_score: string | null;
  open_threads: number;
  total: number;
}

interface Head {
  place: Place | null;
  count: number;
  late: number;
  children: number;
  ranks: (number | null)[] | null;
  used: number;
  unit: string;
}

function parametersOf(cycle: Cycle, stage: StageOf<'review'>, { unit }: Actor, now: Date): unknown[] {
  const { pipeline } = rulebookOf(cycle).definition;
  const before = pipeline.stages.slice(0, indexOfStage(pipeline, stage.code)).map(({ code }) => code);
  return [cycle.id, stage.code, unit, before, now.toISOString()];
}

const wantedBy = ({ place, late = false, q = '' }: QueueFilter) => [place ?? null, late, q.trim() ? like(fold(q.trim())) : null];

/** What a reviewing unit has before it in a stage: a page of it, and how it stands on the whole. Three queries, however many nominations there are. */
export async function reviewQueue(
  em: EntityManager,
  cycle: Cycle,
  code: string,
  actor: Actor,
  now: Date,
  filter: QueueFilter,
): Promise<Queue> {
  const stage = await reviewStageFor(em, cycle, code, actor);
  const given = parametersOf(cycle, stage, actor, now);
  const heads = await run<Head>(em, HEAD, given);
  const { page = 1, order = 'code' } = filter;
  const rows = await run<Came>(
    em,
    `${FOUND}, shown as (select *, count(*) over ()::int as total from found order by ${ORDERS[order]} limit ${PAGE_SIZE} offset $9)
      select s.*, (select sum(value::numeric) from jsonb_each_text(s.content -> 'selfScores')) as self_score,
        (select count(*)::int from thread t where t.nomination_id = s.id and t.resolved_at is null and (t.audience = 'branch' or t.unit_id = $3::uuid)) as open_threads
      from shown s order by ${ORDERS[order].replaceAll('code', 's.code')}`,
    [...given, ...wantedBy(filter), (page - 1) * PAGE_SIZE],
  );
  const [head] = heads;
  const count = (place: Place) => heads.find((one) => one.place === place)?.count ?? 0;
  return {
    stage,
    rows: rows.map((row) => rowOf(row, cycle, actor)),
    total: rows[0]?.total ?? 0,
    page,
    size: PAGE_SIZE,
    counts: Object.fromEntries(PLACES.map((place) => [place, count(place)])) as Record<Place, number>,
    late: heads.reduce((sum, { late }) => sum + late, 0),
    quota: quotaOf(stage, head?.children ?? 0),
    used: head?.used ?? 0,
    ranks: (head?.ranks ?? []).filter((rank) => rank !== null),
    closes: closingOf(cycle.schedule[stage.code], { [stage.tier]: actor.unit ?? '' }),
    unit: head?.unit ?? '',
  };
}

const momentOf = (text: string | null) => (text === null ? null : new Date(text));

function rowOf(row: Came, cycle: Cycle, actor: Actor): QueueRow {
  const standing = shownStanding(cycle, { status: row.status, stage: row.stage, votes: row.votes }, actor);
  return {
    id: row.id,
    code: row.code,
    unit: row.unit,
    place: row.place,
    ...standing,
    statusName: statusName(cycle, standing),
    submittedAt: momentOf(row.submitted_at),
    supplementDue: momentOf(row.supplement_due),
    isLate: row.is_late,
    rank: row.rank,
    selfScore: Number(row.self_score ?? 0),
    openThreads: row.open_threads,
  };
}

export interface Beside {
  previous: { id: string; unit: string } | null;
  next: { id: string; unit: string } | null;
  position: number;
  total: number;
}

/** What comes before and after a nomination in the queue as it was filtered; null when it is not in it (any more). One query. */
export async function besideInQueue(
  em: EntityManager,
  cycle: Cycle,
  stage: StageOf<'review'>,
  actor: Actor,
  now: Date,
  { id, ...filter }: QueueFilter & { id: string },
): Promise<Beside | null> {
  const order = ORDERS[filter.order ?? 'code'];
  const [row] = await run<
    Record<'before_id' | 'before_unit' | 'after_id' | 'after_unit', string | null> & { position: number; total: number }
  >(
    em,
    `${FOUND} select * from (select id, lag(id) over w as before_id, lag(unit) over w as before_unit, lead(id) over w as after_id, lead(unit) over w as after_unit,
        row_number() over w::int as position, count(*) over ()::int as total from found window w as (order by ${order})) placed where id = $9::uuid`,
    [...parametersOf(cycle, stage, actor, now), ...wantedBy(filter), id],
  );
  if (!row) return null;
  const one = (to: string | null, unit: string | null) => (to === null ? null : { id: to, unit: unit ?? '' });
  return {
    previous: one(row.before_id, row.before_unit),
    next: one(row.after_id, row.after_unit),
    position: row.position,
    total: row.total,
  };
}

/** What a unit has endorsed in a stage and not forwarded yet, in its order. */
export async function endorsedList(em: EntityManager, cycle: Cycle, { code }: StageOf<'review'>, { unit }: Actor) {
  const listed = await em.find(
    Endorsement,
    { cycle, stage: code, unit: unit ?? '', petition: null },
    { orderBy: { rank: 'asc', nomination: { code: 'asc' } }, populate: ['nomination', 'nomination.unit'] },
  );
  return listed.map(({ rank, nomination }) => ({
    rank: rank ?? null,
    code: nomination.code,
    unit: nomination.unit.name,
    selfScore: selfScoreTotal(nomination.content),
  }));
}
