import * as fc from 'fast-check';
import { selectWinners, type Placed } from './index.js';

/** `2 b thac-gian`: place, id, unit. */
const placed = (...lines: string[]): Placed[] => {
  const all = lines.map((line) => line.split(' ')).map(([place = '', id = '', unit = '']) => ({ place: Number(place), id, unit }));
  return all.map((one) => ({
    ...one,
    tiedWith: all.filter((other) => other !== one && other.place === one.place).map((other) => other.id),
  }));
};

describe('choosing winners', () => {
  it('takes the best while there is room in all and in their ward', () => {
    expect(selectWinners(placed('1 a X', '2 b X', '3 c Y', '4 d Z', '5 e W'), { max: 3, perUnit: 1 })).toEqual({
      winners: ['a', 'c', 'd'],
      undecided: [],
    });
  });

  it('takes everyone when there is room for all, ties included', () => {
    expect(selectWinners(placed('1 b X', '1 a Y', '3 c X'), { max: 8 })).toEqual({ winners: ['a', 'b', 'c'], undecided: [] });
  });

  it('leaves a tie across the cut to the chair', () => {
    expect(selectWinners(placed('1 a X', '2 b Y', '2 c Z', '4 d W'), { max: 2 })).toEqual({ winners: ['a'], undecided: [['b', 'c']] });
  });

  it('has no tie to decide when the cut falls just before or just after it', () => {
    const ranked = placed('1 a X', '2 b Y', '2 c Z', '4 d W');
    expect([selectWinners(ranked, { max: 1 }), selectWinners(ranked, { max: 3 })]).toEqual([
      { winners: ['a'], undecided: [] },
      { winners: ['a', 'b', 'c'], undecided: [] },
    ]);
  });

  it('keeps the room of a tie inside one ward, and goes on below it', () => {
    expect(selectWinners(placed('1 a X', '1 b X', '3 c Y', '4 d X', '5 e Z'), { max: 2, perUnit: 1 })).toEqual({
      winners: ['c'],
      undecided: [['a', 'b']],
    });
  });

  it('tells a tie inside one ward from the others of the same place', () => {
    expect(selectWinners(placed('1 a X', '1 b Y', '1 c X', '4 d Y'), { max: 3, perUnit: 1 })).toEqual({
      winners: ['b'],
      undecided: [['a', 'c']],
    });
  });

  it('passes over the tied of a ward that is full already', () => {
    expect(selectWinners(placed('1 a X', '2 b X', '2 c Y', '4 d Z'), { max: 2, perUnit: 1 })).toEqual({
      winners: ['a', 'c'],
      undecided: [],
    });
  });

  it('makes one group of a tie that is both across the cut and inside a ward', () => {
    expect(selectWinners(placed('1 a X', '1 b X', '1 c Y'), { max: 1, perUnit: 1 })).toEqual({ winners: [], undecided: [['a', 'b', 'c']] });
  });

  it('chooses nobody when nobody may win or nobody stands', () => {
    expect([selectWinners(placed('1 a X', '1 b Y'), { max: 0 }), selectWinners([], { max: 8 })]).toEqual([
      { winners: [], undecided: [] },
      { winners: [], undecided: [] },
    ]);
  });

  it('does not mind a tie with somebody who no longer stands', () => {
    expect(selectWinners([{ id: 'a', place: 1, unit: 'X', tiedWith: ['gone'] }], { max: 1 })).toEqual({ winners: ['a'], undecided: [] });
  });

  it.each([
    ['1.5 is no number of winners', [], { max: 1.5 }],
    ['-1 is no number of winners', [], { max: 1, perUnit: -1 }],
    ['a is ranked twice', placed('1 a X', '2 a X'), { max: 1 }],
    [
      'a is tied with b but has another place',
      [
        { id: 'a', place: 1, unit: 'X', tiedWith: ['b'] },
        { id: 'b', place: 2, unit: 'X', tiedWith: [] },
      ],
      { max: 1 },
    ],
  ] as [string, Placed[], { max: number; perUnit?: number }][])('refuses: %s', (because, ranked, rules) => {
    expect(() => selectWinners(ranked, rules)).toThrow(new RangeError(because));
  });
});

describe('for any ranking and limits', () => {
  const anyPlaced = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('X', 'Y', 'Z')), { maxLength: 6 })
    .map((rows) => placed(...rows.map(([place, unit], index) => `${place} n${index} ${unit}`)));
  const anyRules = fc.record({
    max: fc.integer({ min: 0, max: 6 }),
    perUnit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  });
  type Rules = { max: number; perUnit?: number | undefined };

  const permutations = <T>(list: readonly T[]): T[][] =>
    list.length === 0 ? [[]] : list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map((rest) => [one, ...rest]));
  /** Every strict order that breaks the ties of these places. */
  const orders = (ranked: Placed[]): Placed[][] =>
    [1, 2, 3]
      .map((place) => permutations(ranked.filter((one) => one.place === place)))
      .reduce<Placed[][]>((before, next) => before.flatMap((head) => next.map((tail) => [...head, ...tail])), [[]]);
  /** Who wins in a strict order. */
  const walk = (order: Placed[], { max, perUnit = Infinity }: Rules) =>
    order.reduce<Placed[]>(
      (won, one) => (won.length < max && won.filter((other) => other.unit === one.unit).length < perUnit ? [...won, one] : won),
      [],
    );

  it('winners are those who win however ties are broken, undecided those who win in some way only', () => {
    fc.assert(
      fc.property(anyPlaced, anyRules, (ranked, rules) => {
        const outcomes = orders(ranked).map((order) => new Set(walk(order, rules).map(({ id }) => id)));
        const always = ranked.filter(({ id }) => outcomes.every((won) => won.has(id)));
        const sometimes = ranked.filter(({ id }) => outcomes.some((won) => won.has(id)) && !outcomes.every((won) => won.has(id)));
        const { winners, undecided } = selectWinners(ranked, rules);
        const ids = (list: Placed[]) => list.map(({ id }) => id).sort();
        expect({ winners: winners.toSorted(), undecided: undecided.flat().sort() }).toEqual({
          winners: ids(always),
          undecided: ids(sometimes),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('winners never exceed the limits and do not depend on the order read', () => {
    fc.assert(
      fc.property(anyPlaced, anyRules, (ranked, rules) => {
        const result = selectWinners(ranked, rules);
        expect(result.winners.length <= rules.max).toBe(true);
        for (const unit of ['X', 'Y', 'Z']) {
          const won = ranked.filter((one) => one.unit === unit && result.winners.includes(one.id));
          expect(won.length <= (rules.perUnit ?? Infinity)).toBe(true);
        }
        expect(selectWinners(ranked.toReversed(), rules)).toEqual(result);
        for (const group of result.undecided) {
          expect(group.length > 1 && new Set(ranked.filter(({ id }) => group.includes(id)).map(({ place }) => place)).size === 1).toBe(
            true,
          );
        }
      }),
    );
  });
});
