import { type EntityManager } from '@mikro-orm/postgresql';
import { JournalEntry, run, textReader, Unit, UnitPast } from '#store';
import { fold } from '#tables';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';
import { cycleNameSql } from '../people/acting.js';
import { only } from '../policy.js';
import { READS_UNITS } from './unit.policy.js';

const PAGE_SIZE = 50;

export interface UnitListRow {
  id: string;
  code: string;
  name: string;
  tier: string;
  /** Name of the unit above. */
  parent: string | null;
  validTo: string | null;
  /** How many units belong to it. */
  children: number;
}

export interface UnitPage {
  rows: UnitListRow[];
  total: number;
  page: number;
  size: number;
}

/** A folded text as a pattern for any place within another. */
export const like = (folded: string): string => `%${folded.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

const LIST = `select u.id, u.code, u.name, u.tier, p.name as parent, u.valid_to::text as "validTo",
    (select count(*)::int from unit c where c.parent_id = u.id) as children, s.total
  from (select id, count(*) over ()::int as total from unit where %WHERE% order by name, code limit ${PAGE_SIZE} offset $2) s
  join unit u on u.id = s.id left join unit p on p.id = u.parent_id order by u.name, u.code`;

/** The units directly below one, or at the top: a page at a time. With `q`, all whose code or name contains it, with or without marks. One query. */
export async function unitPage(
  em: EntityManager,
  actor: Actor,
  { q = '', parent = null, page = 1 }: { q?: string; parent?: string | null; page?: number },
): Promise<UnitPage> {
  only(READS_UNITS, actor);
  const wanted = fold(q.trim());
  const where = wanted ? 'search like $1' : parent === null ? 'parent_id is null and $1::text is null' : 'parent_id = $1::uuid';
  const found = await run<UnitListRow & { total: number }>(em, LIST.replace('%WHERE%', where), [
    wanted ? like(wanted) : parent,
    (page - 1) * PAGE_SIZE,
  ]);
  return {
    rows: found.map(({ id, code, name, tier, parent: above, validTo, children }) => ({
      id,
      code,
      name,
      tier,
      parent: above,
      validTo,
      children,
    })),
    total: found[0]?.total ?? 0,
    page,
    size: PAGE_SIZE,
  };
}

export interface UnitView {
  unit: Unit;
  /** From the top down, without the unit itself. */
  above: { id: string; name: string }[];
  past: UnitPast[];
  merged: { id: string; code: string; name: string; validTo: string | null }[];
  history: { type: string; at: Date; data: JournalEntry['data'] }[];
  /** Who is what there, for those who look after that unit: of the same unit, of one above, or the administrator. */
  people: { role: string; name: string; cycle: string | null }[];
}

const PEOPLE = `select m.role, p.name, ${cycleNameSql()} as cycle from membership m join person p on p.id = m.person_id
  where m.unit_id = $1::uuid order by m.role, p.sort_name, cycle nulls first limit 50`;

/** One unit with what it was and what became of it. */
export async function unitView(em: EntityManager, actor: Actor, id: string): Promise<UnitView> {
  only(READS_UNITS, actor);
  const unit = await em.findOne(Unit, id, { populate: ['parent', 'mergedInto'] });
  if (!unit) throw new NotFound('No such unit');
  const above = await run<{ id: string; name: string }>(
    em,
    `with recursive line as (select parent_id as id, 1 as depth from unit where id = $1::uuid
       union all select u.parent_id, l.depth + 1 from unit u join line l on u.id = l.id)
     select u.id, u.name from line l join unit u on u.id = l.id order by l.depth desc`,
    [id],
  );
  const merged = await run<UnitView['merged'][number]>(
    em,
    'select id, code, name, valid_to::text as "validTo" from unit where merged_into_id = $1::uuid order by name',
    [id],
  );
  const isTheirs = actor.role === 'administrator' || actor.unit === id || above.some((one) => one.id === actor.unit);
  const people = isTheirs ? await run<UnitView['people'][number]>(em, PEOPLE, [id]) : [];
  const history = await em.find(JournalEntry, { subjectId: id }, { orderBy: { id: 'desc' }, limit: 50 });
  const read = await textReader(em, history);
  return {
    unit,
    above,
    past: await em.find(UnitPast, { unit }, { orderBy: { until: 'desc' }, populate: ['parent'] }),
    merged,
    people,
    history: history.map(({ type, at, data }) => ({ type, at, data: read(data) })),
  };
}
