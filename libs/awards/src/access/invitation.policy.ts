import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';
import { powersOf } from '../people/acting.js';

/** Who asks others to come in: a reviewer the nominators below, the administrator everybody; through a standing membership. */
export const MAY_INVITE = ['administrator', 'reviewer'] as const;

/**
 * Below which unit this actor invites; null for everywhere. An invitation lets its bearer in as the person with all they are, so everything
 * they are, and may do in the place of others, has to be below: `REACHED`.
 */
export function reachOf({ role, unit, cycle }: Actor): string | null {
  if (cycle !== undefined) throw new NotFound('No such page');
  if (role === 'administrator') return null;
  if (role === 'reviewer' && unit !== null) return unit;
  throw new NotFound('No such page');
}

/** Whether person `p` is within the reach `$1`, with `below` as the units strictly below it. */
export const REACHED = `p.removed_at is null and exists (select 1 from membership m where m.person_id = p.id)
  and ($1::uuid is null or not exists (
    select 1 from ${powersOf('p.id')} a where a.role <> 'nominator' or a.unit_id not in (select id from below)))`;
