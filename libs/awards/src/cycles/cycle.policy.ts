import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run } from '#store';
import { type Actor } from '#workflow';
import type { HeldCycle } from '../held.js';
import { countsIn, isOneOf, type Roles } from '../policy.js';
import { OPEN_CYCLES } from '../units/open-work.js';

/*
 * Who sees a cycle.
 *
 * everybody     every cycle that was launched: its stages, deadlines, extensions and what happened to it
 * its office    it before the launch, too, and the page on which its winners are settled
 *
 * Its office are secretariat, observer and chair of its organiser or a unit above, and the administrator. How many nominations stand where is counted
 * among those that somebody sees (`nominations/nomination.policy.ts`). What the office does with it: `cycleRules` in libs/workflow/src/rules.ts.
 */
export const OFFICE: Roles = ['administrator', 'secretariat', 'observer', 'chair'];
/** Who works on the announcement, or watches it. */
export const SEES_ANNOUNCEMENT: Roles = ['chair', 'secretariat', 'observer'];
/** Who sees at a glance what stands where: the office without the chair, who scores. */
export const SEES_BOARD: Roles = ['secretariat', 'observer', 'administrator'];
export const PUBLISHES_DEFINITIONS: Roles = ['administrator', 'secretariat'];

/** The unit whose secretariat runs a cycle: its organiser. A cycle that is over keeps its own, and whoever took that one's place speaks for it. */
export async function organiserOf(em: EntityManager, { status, organiser }: Pick<HeldCycle, 'status' | 'organiser'>): Promise<string> {
  if ((OPEN_CYCLES as readonly string[]).includes(status)) return organiser.id;
  const [row] = await run<{ id: string }>(
    em,
    `with recursive now as (select id, merged_into_id from unit where id = $1::uuid
       union select u.id, u.merged_into_id from unit u join now n on u.id = n.merged_into_id)
     select id from now where merged_into_id is null`,
    [organiser.id],
  );
  return row?.id ?? organiser.id;
}

/** Units a cycle is run by and those above, who look over its shoulder. */
const ABOVE = `with recursive line as (select id, parent_id from unit where id = $1::uuid
    union select u.id, u.parent_id from unit u join line l on u.id = l.parent_id)
  select 1 from line where id = $2::uuid`;

/** Whether this person belongs to the office of that cycle: of its organiser or a unit above it. The administrator looks after the whole installation. */
export async function isOfficeOf(em: EntityManager, cycle: Cycle, actor: Actor | null): Promise<boolean> {
  if (!countsIn(cycle.id, actor)) return false;
  if (actor?.role === 'administrator') return true;
  if (actor === null || !isOneOf(actor, OFFICE)) return false;
  return (await run(em, ABOVE, [await organiserOf(em, cycle), actor.unit])).length > 0;
}

/** The cycles run by the unit `:unit`, as SQL: its own, and those of units it took the place of. */
export const RUN_BY = `select c.id from cycle c where c.organiser_id in (
  with recursive own as (select :unit::uuid as id union select u.id from unit u join own o on u.merged_into_id = o.id) select id from own)`;
