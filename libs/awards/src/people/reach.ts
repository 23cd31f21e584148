import type { EntityManager } from '@mikro-orm/postgresql';
import { run } from '#store';
import type { Actor, Role } from '#workflow';

/** Whether this person looks after who is what in a unit: the administrator does everywhere, a reviewer for the nominators of units below. */
export async function looksAfter(em: EntityManager, actor: Actor, unit: string, role: Role): Promise<boolean> {
  if (actor.role === 'administrator') return true;
  if (actor.role !== 'reviewer' || role !== 'nominator' || actor.unit === null) return false;
  const [row] = await run<{ below: boolean }>(
    em,
    `with recursive line as (select parent_id from unit where id = $1::uuid
       union select u.parent_id from unit u join line l on u.id = l.parent_id)
     select exists (select 1 from line where parent_id = $2::uuid) as below`,
    [unit, actor.unit],
  );
  return row?.below ?? false;
}
