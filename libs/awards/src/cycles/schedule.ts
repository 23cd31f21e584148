import type { StageTimes } from '#store';
import { type Definition, scheduleFaults, timetable, type Wall } from '#workflow';
import { Invalid } from '../errors.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than using it a hundred times. */
function format(timeZone: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(style)}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...style });
  formats.set(key, found);
  return found;
}

/** The instant at which a wall clock in that zone shows this date and time. A time skipped by a zone change moves on by the gap. */
export function instantOf(date: string, time: string, timeZone: string): Date {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(guess, timeZone));
}

/** The calendar date that clocks in that zone show at an instant, as year-month-day. */
export const dateIn = (instant: Date, timeZone: string): string => format(timeZone, { dateStyle: 'short' }).format(instant);

/** The wall-clock time in that zone, HH:mm. */
export const timeIn = (instant: Date, timeZone: string): string => format(timeZone, { hour: '2-digit', minute: '2-digit' }).format(instant);

/** How far ahead of UTC that zone is at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  const local = format(timeZone, { dateStyle: 'short', timeStyle: 'medium' }).format(whole);
  return Date.parse(`${local.replace(' ', 'T')}Z`) - whole;
}

/**
 * When each stage opens and closes, for a ceremony on that day. A stage without an opening opens when the one before it closes. Throws
 * `Invalid` when this ceremony, unlike the definition's own, leaves the stages no order.
 */
export function scheduleOf(definition: Definition, ceremony: string): Record<string, StageTimes> {
  const faults = scheduleFaults(definition, ceremony);
  if (faults.length > 0) throw new Invalid(faults);
  const at = (wall: Wall | null | undefined) => (wall ? instantOf(wall.date, wall.time, definition.timeZone).toISOString() : null);
  const { stages } = timetable(definition.pipeline.stages, ceremony, definition.holidays);
  return Object.fromEntries(
    definition.pipeline.stages.map((stage, index) => {
      const { opens, closes, returnsUntil } = stages[index] ?? {};
      return [stage.code, { opens: at(opens), closes: at(closes), ...(returnsUntil && { returnsUntil: at(returnsUntil) }) }];
    }),
  );
}
