import type { Actor } from '#workflow';
import { RUN_BY } from '../cycles/cycle.policy.js';
import { NotFound } from '../errors.js';
import { isOneOf, type Roles } from '../policy.js';

/*
 * Who sees letters and jobs, with the addresses in them: whoever can do something about one that failed, and the observer, who sees what the
 * secretariat sees. The administrator looks after the whole installation, an office after its own cycles, through a
 * membership limited to one of them after that one.
 */
export const READS_JOBS: Roles = ['administrator', 'secretariat', 'observer'];
export const DECIDES_ON_JOBS: Roles = ['administrator', 'secretariat'];
/** All letters of an installation in development, where they are kept instead of sent; in production there is no such page. */
export const READS_OUTBOX: Roles = ['administrator', 'secretariat'];

/** Which entries `j` of the journal somebody looks after: those of `:unit`'s cycles, or of `:cycle` alone, or all. */
export const REACH = `(:unit::uuid is null or j.cycle_id in (${RUN_BY})) and (:cycle::uuid is null or j.cycle_id = :cycle::uuid)`;

/** For `REACH`. Throws `NotFound` for who looks after none. */
export function reachOf(actor: Actor): { unit: string | null; cycle: string | null } {
  if (!isOneOf(actor, READS_JOBS)) throw new NotFound('No such page');
  if (actor.role === 'administrator') return { unit: null, cycle: null };
  if (actor.unit === null) throw new NotFound('No such page');
  return { unit: actor.unit, cycle: actor.cycle ?? null };
}
