import type { StageTimes } from '#store';
import { type Definition, type Moment, wallTime } from '#workflow';

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

/** When each stage opens and closes, for a ceremony on that day. A stage without an opening opens when the one before it closes. */
export function scheduleOf(definition: Definition, ceremony: string): Record<string, StageTimes> {
  const at = (moment: Moment | undefined): string | null => {
    if (!moment) return null;
    const { date, time } = wallTime(moment, ceremony);
    return instantOf(date, time, definition.timeZone).toISOString();
  };
  let before: string | null = null;
  const schedule: Record<string, StageTimes> = {};
  for (const stage of definition.pipeline.stages) {
    const closes = at(stage.closes);
    const returnsUntil = stage.kind === 'review' ? at(stage.returnsUntil) : null;
    schedule[stage.code] = { opens: at(stage.opens) ?? before, closes, ...(returnsUntil && { returnsUntil }) };
    before = closes ?? before;
  }
  return schedule;
}
