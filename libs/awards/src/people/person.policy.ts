import type { EntityManager, ObjectQuery } from '@mikro-orm/postgresql';
import { type Cycle, type Membership, run } from '#store';
import type { Actor, Role } from '#workflow';
import { isOneOf, isStanding, only, type Roles } from '../policy.js';
import { lineOf } from '../units/line.js';
import { OPEN_CYCLES } from '../units/open-work.js';

/*
 * Who sees and changes people, their addresses and what they are.
 *
 * administrator  everybody, with addresses; also imports, exports and removals
 * reviewer       the nominators of the units below, without addresses
 * everybody      themselves (`access/`), and those in whose place they act
 *
 * Who helps somebody to sign in again: `access/recovery.policy.ts`. Ties: `tie.policy.ts`.
 */
export const LOOKS_AFTER_PEOPLE: Roles = ['administrator'];
export const LOOKS_AFTER_MEMBERS: Roles = ['administrator', 'reviewer'];

/** Seats of a council are personal; whoever administers or watches does so in their own name. */
export const DELEGABLE: readonly Role[] = ['nominator', 'reviewer', 'secretariat'];

/** The member lets somebody act in their place, or the administrator does; who acts for another cannot pass it on. */
export const mayDelegate = (actor: Actor, { person }: Membership): boolean =>
  isOneOf(actor, LOOKS_AFTER_PEOPLE) || (actor.id === person.id && actor.onBehalfOf === undefined);

/** Whether this person looks after who is what in a unit: the administrator does everywhere, a reviewer for the nominators of units below. */
export async function looksAfter(em: EntityManager, actor: Actor, unit: string, role: Role): Promise<boolean> {
  if (isOneOf(actor, LOOKS_AFTER_PEOPLE)) return true;
  if (!isStanding(actor, LOOKS_AFTER_MEMBERS) || role !== 'nominator' || actor.unit === null) return false;
  const [row] = await run<{ below: boolean }>(
    em,
    `with recursive line as (select parent_id from unit where id = $1::uuid
       union select u.parent_id from unit u join line l on u.id = l.parent_id)
     select exists (select 1 from line where parent_id = $2::uuid) as below`,
    [unit, actor.unit],
  );
  return row?.below ?? false;
}

/**
 * The cycles to which this person may limit a membership: those in which something can still happen; for a reviewer the ones they take part in, which
 * everybody knows of.
 */
export async function cyclesToJoin(em: EntityManager, actor: Actor): Promise<ObjectQuery<Cycle>> {
  only(LOOKS_AFTER_MEMBERS, actor);
  if (isOneOf(actor, LOOKS_AFTER_PEOPLE)) return { status: { $in: [...OPEN_CYCLES] } };
  const line = actor.unit === null ? {} : await lineOf(em, { id: actor.unit });
  return { status: { $in: OPEN_CYCLES.filter((status) => status !== 'prepared') }, organiser: { $in: Object.values(line) } };
}
