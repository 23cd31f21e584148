import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { addWorkingDays, dateOf, dayNumber, readDefinition, wallTime, workingDaysWithin } from './index.js';

const { holidays } = readDefinition(
  JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')),
);

// The rules themselves never touch Date; here it is the second opinion.
// oxlint-disable-next-line no-restricted-globals
const Calendar = Date;
const DAY = 86_400_000;
const FIRST = Calendar.UTC(1600, 0, 1) / DAY;
const LAST = Calendar.UTC(2400, 11, 31) / DAY;
const anyDay = fc.integer({ min: FIRST, max: LAST });
const isoDate = (day: number) => new Calendar(day * DAY).toISOString().slice(0, 10);
const weekday = (date: string) => new Calendar(`${date}T00:00:00Z`).getUTCDay();

describe('a day and its number', () => {
  it('agree with Date on every day from 1600 to 2400', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect([dateOf(day), dayNumber(isoDate(day))]).toEqual([isoDate(day), day]);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['1900-03-01', -25_508],
    ['2024-02-29', 19_782],
    ['2100-03-01', 47_541],
    ['1600-01-01', -135_140],
    ['2400-12-31', 157_419],
  ])('%s is %i', (date, day) => {
    expect([dayNumber(date), dateOf(day)]).toEqual([day, date]);
  });

  it('has every day from 1600 to 2400 once, in order', () => {
    const wrong = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index).filter((day) => dayNumber(dateOf(day)) !== day);
    expect(wrong).toEqual([]);
  });
});

describe('a wall-clock moment', () => {
  it.each([
    ['on a date', { on: '2024-02-04', at: '23:59' }, { date: '2024-02-04', time: '23:59' }],
    ['78 days before the ceremony', { days: -78, at: '08:00' }, { date: '2024-01-08', time: '08:00' }],
    ['51 days before the ceremony', { days: -51, at: '23:59' }, { date: '2024-02-04', time: '23:59' }],
    ['26 days before the ceremony, on a leap day', { days: -26, at: '17:00' }, { date: '2024-02-29', time: '17:00' }],
    ['on the day of the ceremony', { days: 0, at: '08:00' }, { date: '2024-03-26', time: '08:00' }],
    ['after the ceremony, across the year', { days: 281, at: '00:00' }, { date: '2025-01-01', time: '00:00' }],
    ['29 working days before the ceremony, Tết between', { workingDays: -29, at: '17:00' }, { date: '2024-02-07', time: '17:00' }],
    ['3 working days after the ceremony', { workingDays: 3, at: '17:00' }, { date: '2024-03-29', time: '17:00' }],
  ])('%s', (_, moment, expected) => {
    expect(wallTime(moment, '2024-03-26', holidays)).toEqual(expected);
  });
});

describe('working days', () => {
  it.each([
    // Tuesday 6/2, Wednesday 7/2 is the first; Tết 8/2 to 14/2; Thursday 15/2 is the second.
    ['2024-02-06', 2, '2024-02-15', 'over Tết'],
    // The last day to return, T4: Tuesday 20/2, so Wednesday and Thursday.
    ['2024-02-20', 2, '2024-02-22', 'within a week'],
    ['2024-02-09', 1, '2024-02-15', 'from inside Tết'],
    ['2024-02-23', 1, '2024-02-26', 'over a weekend'],
    ['2024-02-24', 1, '2024-02-26', 'from a Saturday'],
    ['2024-02-25', 1, '2024-02-26', 'from a Sunday'],
    ['2024-03-11', 5, '2024-03-18', 'over a whole week'],
    // Monday 29/4 counts; 30/4 and 1/5 are holidays; Thursday 2/5.
    ['2024-04-26', 2, '2024-05-02', 'over a weekend and two holidays'],
    ['2024-02-07', 0, '2024-02-07', 'none at all'],
    // What falls into Tết is due when the office opens again.
    ['2024-02-10', 0, '2024-02-15', 'none at all from inside Tết'],
    ['2024-02-24', 0, '2024-02-26', 'none at all from a Saturday'],
    // Backwards: Wednesday 7/2 is the first before Tết.
    ['2024-02-15', -1, '2024-02-07', 'back over Tết'],
    ['2024-02-12', -2, '2024-02-06', 'back from inside Tết'],
    ['2024-02-26', -1, '2024-02-23', 'back over a weekend'],
  ])('from %s, %i later is %s (%s)', (date, count, due) => {
    expect(addWorkingDays(date, count, holidays)).toBe(due);
  });

  it('are Monday to Friday where there are no holidays', () => {
    expect([1, 2, 3, 4, 5, 6].map((count) => addWorkingDays('2024-02-02', count, []))).toEqual([
      '2024-02-05',
      '2024-02-06',
      '2024-02-07',
      '2024-02-08',
      '2024-02-09',
      '2024-02-12',
    ]);
  });

  it('are exactly those between the two dates that are neither weekend nor holiday', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 20 }),
        (start, count, closed) => {
          const free = closed.map((offset) => isoDate(start + offset));
          const due = addWorkingDays(isoDate(start), count, free);
          const passed = Array.from({ length: dayNumber(due) - start }, (_, index) => isoDate(start + index + 1));
          const worked = passed.filter((date) => weekday(date) !== 0 && weekday(date) !== 6 && !free.includes(date));
          expect([worked.length, worked.at(-1)]).toEqual([count, due]);
        },
      ),
    );
  });

  it('backwards lead from a working day to where forwards came from', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: -90, max: 90 }), { maxLength: 20 }),
        (day, count, closed) => {
          const free = closed.map((offset) => isoDate(day + offset));
          const start = addWorkingDays(isoDate(day), 0, free);
          expect(addWorkingDays(addWorkingDays(start, count, free), -count, free)).toBe(start);
          expect(addWorkingDays(addWorkingDays(start, -count, free), count, free)).toBe(start);
        },
      ),
    );
  });

  it.each([
    // The notice of the sample: Monday 11/3 to Friday 15/3, both included.
    ['2024-03-11', '08:00', '2024-03-15', '17:00', 5, 'a working week, first and last day included'],
    ['2024-03-10', '23:59', '2024-03-15', '17:00', 5, 'opened the evening before'],
    ['2024-03-11', '12:01', '2024-03-15', '17:00', 4, 'opened after noon'],
    ['2024-03-11', '12:00', '2024-03-15', '11:59', 4, 'closed before noon'],
    ['2024-02-06', '08:00', '2024-02-16', '17:00', 4, 'with Tết in between'],
    ['2024-03-16', '08:00', '2024-03-17', '17:00', 0, 'a weekend'],
    ['2024-03-11', '13:00', '2024-03-11', '17:00', 0, 'an afternoon'],
    ['2024-03-15', '08:00', '2024-03-11', '17:00', 0, 'closed before it opens'],
  ])('from %s %s to %s %s are %i whole ones (%s)', (openDate, openTime, closeDate, closeTime, count) => {
    expect(workingDaysWithin({ date: openDate, time: openTime }, { date: closeDate, time: closeTime }, holidays)).toBe(count);
  });
});
