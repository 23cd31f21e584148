import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run } from '#store';
import { rulebookOf } from '../machines.js';
import { dateIn } from '../cycles/schedule.js';

/** How a nomination's unit and the one above it were called when its cycle ended. */
export interface NamesThen {
  unit: string;
  parent: string;
  /** The unit that has taken its place or that of its parent since; null when none has. */
  nowPartOf: string | null;
}

const SQL = `with recursive asked as (
    select n.id, n.unit_id as unit, coalesce((n.line ->> $3)::uuid, u.parent_id) as parent
      from nomination n join unit u on u.id = n.unit_id where n.id = any($1::uuid[])),
  chain as (
    select id as start, id, name, merged_into_id, 0 as depth from unit where id in (select unit from asked union select parent from asked)
    union all select c.start, u.id, u.name, u.merged_into_id, c.depth + 1 from chain c join unit u on u.id = c.merged_into_id),
  named as (
    select c.start as id, coalesce((select p.name from unit_past p where p.unit_id = c.start and p.until >= $2::date order by p.until limit 1),
        max(c.name) filter (where c.depth = 0)) as name,
      max(c.name) filter (where c.depth > 0 and c.merged_into_id is null) as now
    from chain c group by c.start)
  select a.id, u.name as unit, coalesce(p.name, '') as parent, coalesce(u.now, p.now) as "nowPartOf"
    from asked a join named u on u.id = a.unit left join named p on p.id = a.parent`;

/** The names as they were, by nomination; empty for a cycle that goes on: there everything has the names of today. One query. */
export async function namesThen(em: EntityManager, cycle: Cycle, nominations: readonly { id: string }[]): Promise<Map<string, NamesThen>> {
  const { tiers, timeZone } = rulebookOf(cycle).definition;
  if (!cycle.publishedAt || nominations.length === 0) return new Map();
  const rows = await run<NamesThen & { id: string }>(em, SQL, [
    nominations.map(({ id }) => id),
    dateIn(cycle.publishedAt, timeZone),
    tiers.at(-2)?.code ?? '',
  ]);
  return new Map(rows.map(({ id, unit, parent, nowPartOf }) => [id, { unit, parent, nowPartOf }]));
}
