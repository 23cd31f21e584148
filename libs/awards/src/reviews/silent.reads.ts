import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run, wholly } from '#store';
import type { Definition, StageOf } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { dateIn } from '../cycles/schedule.js';
import { lineOf } from '../units/line.js';

/** A branch from which something is still to come. */
export interface Silent {
  /** Of the branch where it has not handed in, of its nomination where it has not answered. */
  id: string;
  code: string;
  name: string;
  due: Date | null;
  remindedAt: Date | null;
  /** How many people get the letter. */
  people: number;
}

interface Row {
  id: string;
  code: string;
  name: string;
  people: number;
  /** Moments as the database writes them. */
  reminded_at: string | null;
}

const PEOPLE = (unit: string, cycle: string) => `(select count(distinct m.person_id)::int from membership m
  where m.unit_id = ${unit} and m.role = 'nominator' and (m.cycle_id is null or m.cycle_id = ${cycle}::uuid)
    and (m.valid_from is null or m.valid_from <= $1::date) and (m.valid_to is null or m.valid_to >= $1::date))`;

const NOT_HANDED_IN = `with recursive below as (
    select id, array[id] as path from unit where id = $2::uuid
    union all select u.id, b.path || u.id from unit u join below b on u.parent_id = b.id)
  select u.id, u.code, u.name, b.path, ${PEOPLE('u.id', '$3')} as people,
    (select max(j.at) from journal j where j.subject_id = $3::uuid and j.type = 'branch.reminded' and jsonb_exists(j.data -> 'units', u.id::text)) as reminded_at
  from below b join unit u using (id)
  where u.tier = $4 and u.merged_into_id is null and (u.valid_from is null or u.valid_from <= $1::date) and (u.valid_to is null or u.valid_to >= $1::date)
    and not exists (select 1 from nomination n where n.cycle_id = $3::uuid and n.unit_id = u.id and n.status <> 'draft')
  order by u.name, u.code`;

/** The branches below a unit that have not handed in while they still can, each with its own deadline. Two queries; nobody's draft is looked at. */
export async function notHandedIn(
  em: EntityManager,
  cycle: Cycle,
  { timeZone, tiers, pipeline }: Definition,
  unit: string,
  now: Date,
): Promise<Silent[]> {
  const [first] = pipeline.stages;
  if (cycle.stage !== first?.code || cycle.status !== 'open') return [];
  const rows = await wholly(() =>
    run<Row & { path: string[] }>(em, NOT_HANDED_IN, [dateIn(now, timeZone), unit, cycle.id, tiers.at(-1)?.code ?? '']),
  );
  const above = Object.values(await lineOf(em, { id: unit }));
  return rows
    .map(({ path, ...row }) => {
      const line = Object.fromEntries([...above, ...path].map((id) => [id, id]));
      return silentOf(row, closingOf(cycle.schedule[first.code], line));
    })
    .filter(({ due }) => due === null || due >= now);
}

const NOT_ANSWERED = `select n.id, n.code, u.name, n.supplement_due as due, ${PEOPLE('u.id', '$2')} as people,
    (select max(j.at) from journal j where j.subject_id = n.id and j.type = 'branch.reminded') as reminded_at
  from nomination n join unit u on u.id = n.unit_id
  where n.cycle_id = $2::uuid and n.stage = $3 and n.status = 'returned' and n.line ->> $4 = $5 and n.supplement_due >= $6
  order by u.name, n.code`;

/** The branches that still have time to answer what that unit returned. One query. */
export async function notAnswered(
  em: EntityManager,
  cycle: Cycle,
  { timeZone }: Definition,
  { code, tier }: StageOf<'review'>,
  unit: string,
  now: Date,
): Promise<Silent[]> {
  const rows = await run<Row & { due: string }>(em, NOT_ANSWERED, [dateIn(now, timeZone), cycle.id, code, tier, unit, now]);
  return rows.map(({ due, ...row }) => silentOf(row, new Date(due)));
}

const silentOf = ({ id, code, name, people, reminded_at: remindedAt }: Row, due: Date | null): Silent => ({
  id,
  code,
  name,
  due,
  remindedAt: remindedAt === null ? null : new Date(remindedAt),
  people,
});

/** A branch gets one letter a day at most from those who remind it. */
export const isRemindedOn = ({ remindedAt }: Pick<Silent, 'remindedAt'>, now: Date, { timeZone }: Definition): boolean =>
  remindedAt !== null && dateIn(remindedAt, timeZone) === dateIn(now, timeZone);
