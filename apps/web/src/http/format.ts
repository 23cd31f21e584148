import type { Language } from '#workflow';

export const DEFAULT_ZONE = 'Asia/Ho_Chi_Minh';

/** A moment as models carry it: a `Date`, its milliseconds, or ISO text. */
export type Instant = Date | string | number | null | undefined;

const PLAIN_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
function cached<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
  const found = (cache.get(key) as T | undefined) ?? make();
  cache.set(key, found);
  return found;
}

const partsOf = (moment: Date, zone: string): Record<string, string> =>
  Object.fromEntries(
    cached(`date ${zone}`, () => clockOf(zone))
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );

const clockOf = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });

function momentOf(value: Instant): Date | null {
  if (value === null || value === undefined || value === '') return null;
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** `25/11/2026` in the award's zone. A date without a time is nobody's midnight: it stays the date it is. */
export function formatDate(value: Instant, zone: string): string {
  const plain = typeof value === 'string' ? PLAIN_DATE.exec(value) : null;
  if (plain) return `${plain[3]}/${plain[2]}/${plain[1]}`;
  const moment = momentOf(value);
  if (!moment) return '';
  const { day, month, year } = partsOf(moment, zone);
  return `${day}/${month}/${year}`;
}

/** `17:00` in the award's zone. */
export function formatTime(value: Instant, zone: string): string {
  const moment = momentOf(value);
  if (!moment) return '';
  const { hour, minute } = partsOf(moment, zone);
  return `${hour}:${minute}`;
}

/** `17:00, 25/11/2026` in the award's zone. */
export function formatDateTime(value: Instant, zone: string): string {
  return momentOf(value) ? `${formatTime(value, zone)}, ${formatDate(value, zone)}` : '';
}

export interface Span {
  isPast: boolean;
  days: number;
  hours: number;
  minutes: number;
}

/** How far a moment is from `now`; null when there is no moment. Never less than a minute. */
export function spanUntil(value: Instant, now: Date): Span | null {
  const moment = momentOf(value);
  if (!moment) return null;
  const difference = moment.getTime() - now.getTime();
  const left = Math.max(Math.abs(difference), MINUTE);
  return {
    isPast: difference < 0,
    days: Math.floor(left / DAY),
    hours: Math.floor((left % DAY) / HOUR),
    minutes: Math.floor((left % HOUR) / MINUTE),
  };
}

/** `1.234,5` in Vietnamese, `1,234.5` in English; at most three decimals unless `decimals` fixes them. */
export function formatNumber(value: unknown, language: Language, decimals?: number): string {
  if (value === null || value === undefined || value === '') return '';
  const number = Number(value);
  if (Number.isNaN(number)) return '';
  const digits = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return cached(`${language} ${decimals}`, () => new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', digits)).format(number);
}
