import * as fc from 'fast-check';
import { aggregate, sheetTotal, type AggregateRules, type CriterionItems, type Sheet } from './index.js';

const criteria: CriterionItems[] = [
  { code: 'TC1', items: ['1.1', '1.2'] },
  { code: 'TC2', items: ['2.1'] },
];
const sheet = (scorer: string, first: number, second: number, third: number): Sheet => ({
  scorer,
  items: { '1.1': first, '1.2': second, '2.1': third },
});
const rules: AggregateRules = { dropExtremesFrom: 5, decimals: 2, spreadAlert: 15 };

describe('the total of a sheet', () => {
  it('adds decimals exactly', () => {
    expect(sheetTotal({ a: 0.1, b: 0.2 })).toBe(0.3);
    expect(sheetTotal({ a: 1.0001, b: 2.0002, c: 3.0003 })).toBe(6.0006);
    expect(sheetTotal(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [String(i), 0.0001])))).toBe(0.1);
  });

  it('is nought without items, and may be lowered by a penalty', () => {
    expect([sheetTotal({}), sheetTotal({ a: 70, penalty: -1.5 })]).toEqual([0, 68.5]);
  });

  it.each([0.000_01, 1 / 3, Number.NaN, Infinity, -Infinity, 1_000_000.5])('refuses %p', (points) => {
    expect(() => sheetTotal({ a: points })).toThrow(new RangeError(`${points} is no score: at most 4 decimals and 1000000 points`));
  });
});

describe('the score of a nomination', () => {
  it('is the mean of all sheets while there are fewer than five', () => {
    const sheets = [sheet('c', 5, 4, 20), sheet('a', 5, 5, 25), sheet('b', 3, 3, 15)];
    expect(aggregate(sheets, criteria, rules)).toEqual({
      score: 28.33,
      byCriterion: { TC1: 8.33, TC2: 20 },
      sheets: 3,
      counted: ['a', 'b', 'c'],
      dropped: [],
      spread: 14,
      alert: false,
    });
  });

  it('leaves out one highest and one lowest from five on, yet shows their spread', () => {
    const sheets = [sheet('e', 5, 5, 25), sheet('d', 4, 4, 20), sheet('c', 4, 4, 19), sheet('b', 4, 4, 18), sheet('a', 2, 2, 16)];
    expect(aggregate(sheets, criteria, rules)).toEqual({
      score: 27,
      byCriterion: { TC1: 8, TC2: 19 },
      sheets: 5,
      counted: ['b', 'c', 'd'],
      dropped: ['a', 'e'],
      spread: 15,
      alert: true,
    });
  });

  it('chooses among equal totals by scorer: the first as the lowest, the last as the highest', () => {
    const sheets = ['d', 'b', 'e', 'a', 'c'].map((scorer, index) => sheet(scorer, index % 2, 1 - (index % 2), 10));
    const { counted, dropped } = aggregate(sheets, criteria, rules);
    expect({ counted, dropped }).toEqual({ counted: ['b', 'c', 'd'], dropped: ['a', 'e'] });
  });

  it.each([
    { decimals: 0, score: 1 },
    { decimals: 1, score: 0.5 },
    { decimals: 2, score: 0.5 },
    { decimals: 3, score: 0.5 },
    { decimals: 4, score: 0.5 },
  ])('rounds a half up at $decimals decimals', ({ decimals, score }) => {
    expect(aggregate([sheet('a', 0, 0, 0), sheet('b', 0.5, 0.5, 0)], criteria, { decimals }).score).toBe(score);
  });

  it('rounds 1.005 to 1.01 and −0.5 to 0, where floats fail', () => {
    const one = (points: number, decimals: number) => aggregate([{ scorer: 'a', items: { x: points } }], [], { decimals }).score;
    expect([one(1.005, 2), one(8.345, 2), one(-0.5, 0), one(-1.5, 0), one(-0.0051, 2)]).toEqual([1.01, 8.35, 0, -1, -0.01]);
  });

  it('never points out a spread without a limit, and does so at exactly the limit', () => {
    const sheets = [sheet('a', 0.1, 0.2, 0), sheet('b', 0, 0, 0)];
    const alert = (spreadAlert?: number) => aggregate(sheets, criteria, { decimals: 2, spreadAlert }).alert;
    expect([alert(), alert(0.3), alert(0.3001)]).toEqual([false, true, false]);
  });

  const broken: [string, Sheet[], AggregateRules][] = [
    ['no score without a sheet: a mean of nothing would rank a nomination nobody scored', [], rules],
    ['scorer a has more than one sheet', [sheet('a', 1, 1, 1), sheet('a', 1, 1, 1)], rules],
    ['the sheet of a has no score for item 1.2', [{ scorer: 'a', items: { '1.1': 1, '2.1': 1 } }], rules],
    ['extremes are dropped from 3 sheets on, not 2: one must remain', [sheet('a', 1, 1, 1)], { ...rules, dropExtremesFrom: 2 }],
    ['a score is rounded at 0 to 4 decimals, not 5', [sheet('a', 1, 1, 1)], { decimals: 5 }],
    ['a score is rounded at 0 to 4 decimals, not 0.5', [sheet('a', 1, 1, 1)], { decimals: 0.5 }],
  ];
  it.each(broken)('refuses: %s', (because, sheets, given) => {
    expect(() => aggregate(sheets, criteria, given)).toThrow(new RangeError(because));
  });
});

describe('for any sheets', () => {
  const points = fc.integer({ min: 0, max: 10_000_000 }).map((units) => units / 10_000);
  const anySheets = fc
    .array(fc.tuple(points, points, points), { minLength: 1, maxLength: 12 })
    .map((rows) => rows.map(([a, b, c], index) => sheet(`s${index}`, a, b, c)));
  const anyRules = fc.record({
    decimals: fc.integer({ min: 0, max: 4 }),
    dropExtremesFrom: fc.option(fc.integer({ min: 3, max: 8 }), { nil: undefined }),
    spreadAlert: fc.option(points, { nil: undefined }),
  });
  const units = (value: number) => BigInt(Math.round(value * 10_000));
  const totals = (sheets: Sheet[]) => sheets.map(({ items }) => Object.values(items).reduce((sum, value) => sum + units(value), 0n));

  it('the order of sheets and of their items does not matter', () => {
    const turned = ({ scorer, items }: Sheet): Sheet => ({ scorer, items: Object.fromEntries(Object.entries(items).toReversed()) });
    fc.assert(
      fc.property(
        anySheets.chain((sheets) => fc.tuple(fc.constant(sheets), fc.shuffledSubarray(sheets, { minLength: sheets.length }))),
        anyRules,
        ([sheets, shuffled], given) => {
          expect(aggregate(shuffled.map(turned), criteria, given)).toEqual(aggregate(sheets, criteria, given));
        },
      ),
    );
  });

  it('the score lies between the lowest and the highest counted total, dropped extremes or not', () => {
    fc.assert(
      fc.property(anySheets, anyRules, (sheets, given) => {
        const result = aggregate(sheets, criteria, { ...given, decimals: 4 });
        const counted = totals(sheets.filter(({ scorer }) => result.counted.includes(scorer))).sort((a, b) => Number(a - b));
        const all = totals(sheets).sort((a, b) => Number(a - b));
        const [low = 0n, high = 0n, score] = [counted.at(0), counted.at(-1), units(result.score)];
        expect(low <= score && score <= high).toBe(true);
        expect((all.at(0) ?? 0n) <= low && high <= (all.at(-1) ?? 0n)).toBe(true);
        expect(result.dropped.length).toBe(given.dropExtremesFrom !== undefined && sheets.length >= given.dropExtremesFrom ? 2 : 0);
        expect([...result.counted, ...result.dropped].sort()).toEqual(sheets.map(({ scorer }) => scorer).sort());
      }),
    );
  });

  it('every number is the exact fraction, rounded half up once', () => {
    // r is n/d rounded half up at 10^-p exactly when 2r − 1 ≤ 2·(n/d)·10^p < 2r + 1, in integers throughout.
    const isRounded = (rounded: number, sum: bigint, count: number, decimals: number) => {
      const r = BigInt(rounded.toFixed(decimals).replace('.', ''));
      const [over, under] = [2n * sum * 10n ** BigInt(decimals), BigInt(count) * 10_000n];
      return (2n * r - 1n) * under <= over && over < (2n * r + 1n) * under && rounded === Number(rounded.toFixed(decimals));
    };
    fc.assert(
      fc.property(anySheets, anyRules, (sheets, given) => {
        const result = aggregate(sheets, criteria, given);
        const kept = sheets.filter(({ scorer }) => result.counted.includes(scorer));
        const sum = (items: readonly string[]) =>
          kept.flatMap((one) => items.map((code) => units(one.items[code] ?? 0))).reduce((a, b) => a + b, 0n);
        const everything = criteria.flatMap(({ items }) => items);
        expect(isRounded(result.score, sum(everything), kept.length, given.decimals)).toBe(true);
        for (const { code, items } of criteria) {
          expect(isRounded(result.byCriterion[code] ?? Number.NaN, sum(items), kept.length, given.decimals)).toBe(true);
        }
        const all = totals(sheets);
        const spread = all.reduce((a, b) => (a > b ? a : b)) - all.reduce((a, b) => (a < b ? a : b));
        expect(result.spread).toBe(Number(spread) / 10_000);
        expect(result.alert).toBe(given.spreadAlert !== undefined && spread >= units(given.spreadAlert));
      }),
    );
  });
});
