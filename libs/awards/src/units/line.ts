import { type EntityManager } from '@mikro-orm/postgresql';
import type { Unit } from '#store';

/** The unit and everything above it, as unit id by tier. */
export async function lineOf(em: EntityManager, unit: Pick<Unit, 'id'>): Promise<Record<string, string>> {
  const rows = await em.execute<{ tier: string; id: string }[]>(
    `with recursive line as (
       select id, tier, parent_id from unit where id = ?
       union all select u.id, u.tier, u.parent_id from unit u join line l on u.id = l.parent_id)
     select tier, id from line`,
    [unit.id],
  );
  return Object.fromEntries(rows.map(({ tier, id }) => [tier, id]));
}
