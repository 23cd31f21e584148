import { type EntityManager, type EntityName, LockMode } from '@mikro-orm/postgresql';
import { Cycle, Nomination, run, Timer } from '#store';
import type { NominationEvent } from '#workflow';
import { NOW } from './clock.js';
import { NotFound } from './errors.js';
import { isKnown } from './machines.js';
import { VISIBLE } from './nominations/visibility.js';

export interface Locked {
  cycle: Cycle;
  nomination: Nomination;
  now: Date;
}

type Row = Record<string, unknown>;

/**
 * Locks what an event on a nomination needs, in one statement, always in this order: cycle, reviewing unit, nomination. PostgreSQL takes the locks of a
 * row in the order of the FOR clauses, and reads each of these rows again after it had to wait for it; whatever else is asked must be asked by a later
 * statement. An endorsement counts its unit's quota, a rank is one of its unit's: two at once in one unit must wait for each other. Throws `NotFound` for what this person may not see.
 *
 * The clock does not wait for a nomination that somebody is at work on (`isClock`): it goes on to the next, so that many workers share the timers that are
 * due, and comes back to this one. It does wait for the cycle: at a deadline there is always somebody who has it, and the clock must get its turn.
 */
export async function lockNomination(em: EntityManager, id: string, { type, actor }: NominationEvent, isClock = false): Promise<Locked> {
  const { sql, columns } = statementFor(em, isClock ? 'clock' : type === 'ENDORSE' || type === 'RANK' ? 'endorsement' : 'act');
  const [row] = await run<Row>(em, sql, [id, actor.role, actor.unit]);
  if (!row) throw isClock ? new AlreadyRung('Somebody is at work on it') : new NotFound('No such nomination');
  const cycle = em.map(Cycle, part('c', columns.c, row));
  const nomination = em.map(Nomination, part('n', columns.n, row));
  if (!isKnown(cycle)) await em.populate(cycle, ['definition']);
  return { cycle, nomination, now: new Date(Number(row['now'])) };
}

/** Locks a cycle alone: no nomination of it can change meanwhile. */
export async function lockCycle(em: EntityManager, id: string): Promise<Cycle> {
  const cycle = await em.findOne(Cycle, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!cycle) throw new NotFound('No such cycle');
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

interface Statement {
  sql: string;
  columns: Record<'c' | 'n', readonly string[]>;
}

type Purpose = 'act' | 'endorsement' | 'clock';
const statements = new Map<Purpose, Statement>();

/** Made once. Columns by name, never "*": a column that a migration adds while we run must not change what a planned statement returns. */
function statementFor(em: EntityManager, purpose: Purpose): Statement {
  const found = statements.get(purpose);
  const withUnit = purpose === 'endorsement';
  if (found) return found;
  const columns = { c: columnsOf(em, Cycle), n: columnsOf(em, Nomination) };
  const selected = (['c', 'n'] as const).flatMap((alias) => columns[alias].map((column) => `${alias}."${column}" as "${alias}.${column}"`));
  const sql = `select ${selected.join(', ')}, ${NOW} as now
    from nomination n join cycle c on c.id = n.cycle_id ${withUnit ? 'join unit u on u.id = $3::uuid' : ''}
    where n.id = $1::uuid and ${VISIBLE}
    for share of c ${withUnit ? 'for no key update of u' : ''} for update of n ${purpose === 'clock' ? 'skip locked' : ''}`;
  const made = { sql, columns };
  statements.set(purpose, made);
  return made;
}

const columnsOf = (em: EntityManager, entity: EntityName<Cycle | Nomination>): string[] =>
  em.getMetadata(entity).props.flatMap((prop) => (prop.persist === false ? [] : prop.fieldNames));

function part(alias: string, columns: readonly string[], row: Row): Row {
  const own: Row = {};
  for (const column of columns) own[column] = row[`${alias}.${column}`];
  return own;
}
