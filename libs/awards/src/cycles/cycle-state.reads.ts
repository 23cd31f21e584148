import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, JournalEntry, textReader, Unit } from '#store';
import { type Actor, stageOf } from '#workflow';
import { rulebookOf } from '../machines.js';
import { lineOf } from '../units/line.js';
import { closingOf } from './deadline.js';

/** That time stands still for a cycle, and why. */
export interface Suspension {
  since: Date;
  reason: string;
}

/** That a cycle was called off: when, why and in which stage; null stage: before its launch. */
export interface Cancellation {
  at: Date;
  reason: string;
  stage: string | null;
}

/** A later deadline of one unit and all below it, in the stage where the cycle stands. */
export interface ExtensionView {
  unit: { code: string; name: string };
  until: string;
  reason: string;
}

/** The deadline of the cycle's stage for the person asking. */
export interface Due {
  at: Date | null;
  /** Later than everybody's, because the person's unit was given more time. */
  isOwn: boolean;
}

const textOf = (data: JournalEntry['data'], key: string): string => (typeof data[key] === 'string' ? data[key] : '');

/** The cancelled ones of these cycles, by id, as the journal has it. */
export async function cancellationsOf(em: EntityManager, cycles: readonly Cycle[]): Promise<Map<string, Cancellation>> {
  const cancelled = cycles.filter(({ status }) => status === 'cancelled').map(({ id }) => id);
  if (cancelled.length === 0) return new Map();
  const entries = await em.find(JournalEntry, { subjectId: { $in: cancelled }, type: 'cycle.cancelled' });
  const read = await textReader(em, entries);
  return new Map(
    entries.map(({ subjectId, at, data }) => [
      subjectId,
      { at, reason: textOf(read(data), 'reason'), stage: textOf(data, 'stage') || null },
    ]),
  );
}

export async function suspensionOf(em: EntityManager, cycle: Cycle): Promise<Suspension | null> {
  if (!cycle.suspendedAt) return null;
  const [entry] = await em.find(JournalEntry, { subjectId: cycle.id, type: 'cycle.suspended' }, { orderBy: { id: 'desc' }, limit: 1 });
  if (!entry) return { since: cycle.suspendedAt, reason: '' };
  const read = await textReader(em, [entry]);
  return { since: cycle.suspendedAt, reason: textOf(read(entry.data), 'reason') };
}

/** The later deadlines in force, the earliest first. Everybody may know them: nobody gets more time in secret. */
export async function extensionsOf(em: EntityManager, cycle: Cycle): Promise<ExtensionView[]> {
  const { extensions = {}, closes } = cycle.schedule[cycle.stage ?? ''] ?? { closes: null };
  const later = Object.entries(extensions).filter(([, { until }]) => !closes || Date.parse(until) > Date.parse(closes));
  if (later.length === 0) return [];
  const units = new Map((await em.find(Unit, { id: { $in: later.map(([id]) => id) } })).map((unit) => [unit.id, unit]));
  return later
    .map(([id, { until, reason }]) => ({ unit: { code: units.get(id)?.code ?? '', name: units.get(id)?.name ?? '' }, until, reason }))
    .sort((a, b) => Date.parse(a.until) - Date.parse(b.until) || (a.unit.code < b.unit.code ? -1 : 1));
}

export async function dueFor(em: EntityManager, cycle: Cycle, actor: Actor | null): Promise<Due> {
  const times = cycle.schedule[cycle.stage ?? ''];
  if (!times?.closes) return { at: null, isOwn: false };
  const line = actor?.unit && times.extensions ? await lineOf(em, { id: actor.unit }) : {};
  const at = closingOf(times, line);
  return { at, isOwn: at !== null && at.getTime() > Date.parse(times.closes) };
}

export interface ActingUnit {
  code: string;
  name: string;
  parent: string;
}

/** The units of the tier that acts in the cycle's stage, of the organiser and below: whom a single extension can be for. */
export async function unitsActing(em: EntityManager, cycle: Cycle): Promise<ActingUnit[]> {
  if (cycle.stage === null || cycle.stage === undefined) return [];
  const { tier } = stageOf(rulebookOf(cycle).definition.pipeline, cycle.stage);
  return em.execute<ActingUnit[]>(
    `with recursive below as (
       select id, code, name, tier, parent_id from unit where id = ?
       union all select u.id, u.code, u.name, u.tier, u.parent_id from unit u join below b on u.parent_id = b.id)
     select b.code, b.name, coalesce(p.name, '') as parent from below b left join unit p on p.id = b.parent_id where b.tier = ? order by b.code`,
    [cycle.organiser.id, tier],
  );
}
