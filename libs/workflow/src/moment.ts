import { z } from 'zod';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'clock');
export const CalendarDate = z.iso.date('date');

/** What a moment is counted from: the day of the ceremony, or the day on which a stage opens or closes. */
const Anchor = z.string().regex(/^(ceremony|[a-z][a-z0-9-]{0,31}\.(opens|closes))$/, 'anchor');

/**
 * A wall-clock moment in the award's time zone: on a date, or so many days or working days from the day of its anchor (negative: before it;
 * ten years at most). The anchor gives the day only; the time is always the moment's own.
 */
export const Moment = z.union(
  [
    z.strictObject({ on: CalendarDate, at: Clock }),
    z.strictObject({ days: z.int().min(-3660).max(3660), from: Anchor.optional(), at: Clock }),
    z.strictObject({ workingDays: z.int().min(-2600).max(2600), from: Anchor.optional(), at: Clock }),
  ],
  'moment',
);
export type Moment = z.infer<typeof Moment>;

/** A date and a time on the award's own wall clock. */
export interface Wall {
  date: string;
  time: string;
}

/** Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `dayNumber`. */
export function dateOf(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day1 = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex + (monthIndex < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day1).padStart(2, '0')}`;
}

/** The wall-clock date and time of a moment, given the day it is counted from. */
export function wallTime(moment: Moment, anchor: string, holidays: readonly string[] = []): Wall {
  if ('on' in moment) return { date: moment.on, time: moment.at };
  const date = 'days' in moment ? dateOf(dayNumber(anchor) + moment.days) : addWorkingDays(anchor, moment.workingDays, holidays);
  return { date, time: moment.at };
}

/** Minutes on the award's own wall clock: enough to put moments of one award in order. */
export function wallMinutes({ date, time }: Wall): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return dayNumber(date) * 1440 + hours * 60 + minutes;
}

/** 0 is Sunday. 1970-01-01 was a Thursday; `%` keeps the sign of days before it. */
const weekday = (day: number) => (((day + 4) % 7) + 7) % 7;

/** Not Saturday, Sunday or in the holiday table. */
const isWorkingDay = (day: number, holidays: ReadonlySet<string>) => weekday(day) !== 0 && weekday(day) !== 6 && !holidays.has(dateOf(day));

/**
 * The date `count` working days after `date`, or before it where `count` is negative; the day itself does not count. None at all is the day
 * itself, or the next working day where it is none: what falls on a holiday is due when the office opens again.
 */
export function addWorkingDays(date: string, count: number, holidays: readonly string[]): string {
  const closed = new Set(holidays);
  const step = count < 0 ? -1 : 1;
  let day = dayNumber(date);
  if (count === 0) while (!isWorkingDay(day, closed)) day += 1;
  for (let left = Math.abs(count); left > 0;) {
    day += step;
    if (isWorkingDay(day, closed)) left -= 1;
  }
  return dateOf(day);
}

const NOON = 12 * 60;

/**
 * Whole working days of a window that is open from `opens` to `closes`, first and last day included. The first day counts when the window
 * opens by noon, the last when it closes at noon or later: a window opened at 23:59 gives nobody that day.
 */
export function workingDaysWithin(opens: Wall, closes: Wall, holidays: readonly string[]): number {
  const closed = new Set(holidays);
  const first = Math.ceil((wallMinutes(opens) - NOON) / 1440);
  const last = Math.floor((wallMinutes(closes) - NOON) / 1440);
  let count = 0;
  for (let day = first; day <= last; day += 1) if (isWorkingDay(day, closed)) count += 1;
  return count;
}
