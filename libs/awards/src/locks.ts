import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { AwardDefinition, Cycle, run, Timer } from '#store';
import type { Actor, NominationEvent } from '#workflow';
import { NOW } from './clock.js';
import { NotFound } from './errors.js';
import type { HeldCycle, HeldNomination } from './held.js';
import { isKnown } from './machines.js';
import { VISIBLE } from './nominations/nomination.policy.js';
import { countsIn } from './policy.js';

export interface Locked {
  cycle: HeldCycle;
  nomination: HeldNomination;
  now: Date;
}

interface Row extends Omit<HeldNomination, 'unit' | 'filedBy' | 'supplementDue' | 'submittedAt' | 'confirmedAt'> {
  unit: string;
  filedBy: string | null;
  supplementDue: string | null;
  submittedAt: string | null;
  confirmedAt: string | null;
  cycle: string;
  cycleStatus: HeldCycle['status'];
  cycleStage: HeldCycle['stage'];
  sealed: boolean;
  schedule: HeldCycle['schedule'];
  organiser: string;
  definition: string;
  now: string;
}

/**
 * Locks what an event on a nomination needs, in one statement, always in this order: cycle, reviewing unit, nomination. PostgreSQL takes the locks of a
 * row in the order of the FOR clauses, and reads each of these rows again after it had to wait for it; whatever else is asked must be asked by a later
 * statement. An endorsement counts its unit's quota, a rank is one of its unit's: two at once in one unit must wait for each other. Throws `NotFound` for what this person may not see.
 *
 * The clock does not wait for a nomination that somebody is at work on (`isClock`): it goes on to the next, so that many workers share the timers that are
 * due, and comes back to this one. It does wait for the cycle: at a deadline there is always somebody who has it, and the clock must get its turn.
 */
export async function lockNomination(em: EntityManager, id: string, { type, actor }: NominationEvent, isClock = false): Promise<Locked> {
  const [row] = await run<Row>(em, STATEMENTS[isClock ? 'clock' : type === 'ENDORSE' || type === 'RANK' ? 'endorsement' : 'act'], [
    id,
    actor.role,
    actor.unit,
    actor.cycle ?? null,
  ]);
  if (!row) throw isClock ? new AlreadyRung('Somebody is at work on it') : new NotFound('No such nomination');
  const { cycle: cycleId, cycleStatus, cycleStage, sealed, schedule, organiser, definition, now, ...nomination } = row;
  const cycle: HeldCycle = {
    id: cycleId,
    status: cycleStatus,
    stage: cycleStage,
    sealed,
    schedule,
    organiser: { id: organiser },
    definition: { id: definition },
  };
  if (!isKnown(cycle)) cycle.definition = await em.findOneOrFail(AwardDefinition, definition);
  return { cycle, nomination: heldOf(nomination), now: new Date(Number(now)) };
}

type NominationRow = Omit<Row, 'cycle' | 'cycleStatus' | 'cycleStage' | 'sealed' | 'schedule' | 'organiser' | 'definition' | 'now'>;

const heldOf = ({ unit, filedBy, supplementDue, submittedAt, confirmedAt, ...plain }: NominationRow): HeldNomination => ({
  ...plain,
  unit: { id: unit },
  filedBy: filedBy === null ? null : { id: filedBy },
  supplementDue: instant(supplementDue),
  submittedAt: instant(submittedAt),
  confirmedAt: instant(confirmedAt),
});

const instant = (text: string | null) => (text === null ? null : new Date(text));

/** Locks a cycle alone: no nomination of it can change meanwhile. */
export async function lockCycle(em: EntityManager, id: string, actor: Actor): Promise<Cycle> {
  const cycle = await em.findOne(Cycle, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!cycle || !countsIn(id, actor)) throw new NotFound('No such cycle');
  await em.populate(cycle, ['definition']);
  return cycle;
}

/** The clock's act and the removal of its timer are one: whoever finds the timer gone was not the first. After the locks of the subject: always that order. */
export async function takeTimer(em: EntityManager, timer: string | undefined): Promise<void> {
  if (timer !== undefined && (await em.nativeDelete(Timer, { id: timer })) === 0) throw new AlreadyRung('Another worker was first');
}

/** A timer that another worker has rung or is about to. */
export class AlreadyRung extends Error {
  override readonly name = 'AlreadyRung';
}

/** Columns by name, never "*": a column that a migration adds while we run must not change what a planned statement returns. */
const locking = (
  unit: string,
  rows: string,
) => `select n.id, n.code, n.number, n.unit_id as unit, n.line, n.status, n.stage, n.content, n.files, n.revision, n.returns,
    n.supplement_due as "supplementDue", n.submitted_at as "submittedAt", n.filed_by_id as "filedBy", n.confirmed_at as "confirmedAt", c.id as cycle, c.status as "cycleStatus", c.stage as "cycleStage", c.sealed, c.schedule,
    c.organiser_id as organiser, c.definition_id as definition, ${NOW} as now
  from nomination n join cycle c on c.id = n.cycle_id ${unit}
  where n.id = $1::uuid and ${VISIBLE}
  for share of c ${rows}`;

const STATEMENTS = {
  act: locking('', 'for update of n'),
  endorsement: locking('join unit u on u.id = $3::uuid', 'for no key update of u for update of n'),
  clock: locking('', 'for update of n skip locked'),
};
