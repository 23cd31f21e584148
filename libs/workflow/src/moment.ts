import { z } from 'zod';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'clock');
export const CalendarDate = z.iso.date('date');

/** A wall-clock moment in the award's time zone: on a date, or so many days from the ceremony (negative: before it; ten years at most). */
export const Moment = z.union(
  [z.strictObject({ on: CalendarDate, at: Clock }), z.strictObject({ days: z.int().min(-3660).max(3660), at: Clock })],
  'moment',
);
export type Moment = z.infer<typeof Moment>;

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

/** The wall-clock date and time of a moment, given the day of the ceremony. */
export function wallTime(moment: Moment, ceremony: string): { date: string; time: string } {
  return { date: 'on' in moment ? moment.on : dateOf(dayNumber(ceremony) + moment.days), time: moment.at };
}

/** Minutes on the award's own wall clock: enough to put moments of one award in order. */
export function wallMinutes(moment: Moment, ceremony: string): number {
  const { date, time } = wallTime(moment, ceremony);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return dayNumber(date) * 1440 + hours * 60 + minutes;
}

/** 0 is Sunday. 1970-01-01 was a Thursday; `%` keeps the sign of days before it. */
const weekday = (day: number) => (((day + 4) % 7) + 7) % 7;

/** Not Saturday, Sunday or in the holiday table. */
const isWorkingDay = (day: number, holidays: ReadonlySet<string>) => weekday(day) !== 0 && weekday(day) !== 6 && !holidays.has(dateOf(day));

/** The date `count` working days after `date`; the day itself does not count. */
export function addWorkingDays(date: string, count: number, holidays: readonly string[]): string {
  const closed = new Set(holidays);
  let day = dayNumber(date);
  for (let left = count; left > 0;) {
    day += 1;
    if (isWorkingDay(day, closed)) left -= 1;
  }
  return dateOf(day);
}
