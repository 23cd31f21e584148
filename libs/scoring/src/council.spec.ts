import * as fc from 'fast-check';
import { passMark, quorumOf, tally, type TallyRules } from './index.js';

const twoThirds = { numerator: 2, denominator: 3 };
const share = fc
  .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }))
  .map(([a, b]) => ({ numerator: Math.min(a, b), denominator: Math.max(a, b) }));
const members = fc.integer({ min: 1, max: 500 });

describe('quorum and pass mark', () => {
  it('are those of the regulation’s own table', () => {
    const row = (size: number) => [
      size,
      quorumOf(twoThirds, size),
      passMark(twoThirds, size),
      passMark({ numerator: 80, denominator: 100 }, size),
      passMark({ numerator: 9, denominator: 10 }, size),
    ];
    expect([9, 7, 11].map(row)).toEqual([
      // members, quorum, 2/3, 80 %, 90 %
      [9, 6, 6, 8, 9],
      [7, 5, 5, 6, 7],
      [11, 8, 8, 9, 10],
    ]);
  });

  it('are the smallest number that is enough', () => {
    fc.assert(
      fc.property(share, members, (fraction, size) => {
        const enough = (votes: number) => votes * fraction.denominator >= fraction.numerator * size;
        const needed = passMark(fraction, size);
        expect([enough(needed), enough(needed - 1), quorumOf(fraction, size)]).toEqual([true, false, needed]);
        expect(needed >= 1 && needed <= size).toBe(true);
      }),
    );
  });

  it('stay exact where products leave the safe integers', () => {
    const huge = Number.MAX_SAFE_INTEGER;
    expect(passMark({ numerator: huge - 1, denominator: huge }, huge)).toBe(huge - 1);
  });

  it.each([
    ['a share of 3/2 is more than everybody', { numerator: 3, denominator: 2 }, 9],
    ['members must be a whole number from 1 on, not 0', twoThirds, 0],
    ['members must be a whole number from 1 on, not 8.5', twoThirds, 8.5],
    ['numerator must be a whole number from 1 on, not 0', { numerator: 0, denominator: 3 }, 9],
    ['denominator must be a whole number from 1 on, not NaN', { numerator: 1, denominator: Number.NaN }, 9],
  ])('refuse: %s', (because, fraction, size) => {
    expect(() => passMark(fraction, size)).toThrow(new RangeError(because));
    expect(() => quorumOf(fraction, size)).toThrow(new RangeError(because));
  });
});

describe('a secret ballot', () => {
  const rules: TallyRules = { members: 9, chooseAtMost: 2, pass: { of: 'all', ...twoThirds } };
  const papers = [['A', 'B'], ['A', 'B'], ['A', 'C'], ['A'], ['A'], ['B', 'A'], []];

  it('passes whoever has two thirds of all members, absent ones included', () => {
    expect(tally(papers, ['A', 'B', 'C'], rules)).toEqual({
      cast: 7,
      valid: 7,
      invalid: 0,
      votes: { A: 6, B: 3, C: 1 },
      needed: 6,
      passed: ['A'],
    });
  });

  it('asks for less when only those present are counted', () => {
    expect(tally(papers, ['C', 'B', 'A'], { ...rules, pass: { of: 'present', numerator: 2, denominator: 5 } })).toEqual({
      cast: 7,
      valid: 7,
      invalid: 0,
      votes: { A: 6, B: 3, C: 1 },
      needed: 3,
      passed: ['B', 'A'],
    });
  });

  it.each([
    ['too many names', ['A', 'B', 'C']],
    ['a name twice', ['A', 'A']],
    ['a name that does not stand', ['A', 'Z']],
    ['a name nobody could stand by', ['A', '__proto__']],
  ])('throws away the whole paper with %s, but counts it as cast', (_, paper) => {
    expect(tally([paper, ['B']], ['A', 'B', 'C'], { ...rules, pass: { of: 'present', numerator: 1, denominator: 1 } })).toEqual({
      cast: 2,
      valid: 1,
      invalid: 1,
      votes: { A: 0, B: 1, C: 0 },
      needed: 2,
      passed: [],
    });
  });

  it('passes nobody when no paper was cast', () => {
    expect(tally([], ['A'], { ...rules, pass: { of: 'present', ...twoThirds } })).toEqual({
      cast: 0,
      valid: 0,
      invalid: 0,
      votes: { A: 0 },
      needed: 1,
      passed: [],
    });
  });

  it('keeps a candidate with an odd name apart from the machinery', () => {
    const { votes, passed } = tally([['__proto__'], ['constructor']], ['__proto__', 'constructor'], {
      ...rules,
      members: 2,
      pass: { of: 'all', numerator: 1, denominator: 2 },
    });
    expect([Object.entries(votes), passed]).toEqual([
      [
        ['__proto__', 1],
        ['constructor', 1],
      ],
      ['__proto__', 'constructor'],
    ]);
  });

  it.each([
    ['3 papers from 2 members', [[], [], []], ['A'], { ...rules, members: 2 }],
    ['candidate A stands twice', [[]], ['A', 'B', 'A'], rules],
    ['chooseAtMost must be a whole number from 1 on, not 0', [[]], ['A'], { ...rules, chooseAtMost: 0 }],
  ] as [string, string[][], string[], TallyRules][])('refuses: %s', (because, given, candidates, with_) => {
    expect(() => tally(given, candidates, with_)).toThrow(new RangeError(because));
  });

  const names = ['A', 'B', 'C', 'D'];
  const anyPaper = fc.array(fc.constantFrom(...names, 'nobody'), { maxLength: 5 });
  const anyBallot = fc.record({
    papers: fc.array(anyPaper, { maxLength: 9 }),
    rules: fc.record({
      members: fc.integer({ min: 9, max: 12 }),
      chooseAtMost: fc.integer({ min: 1, max: 4 }),
      pass: fc.tuple(fc.constantFrom('all' as const, 'present' as const), share).map(([of, fraction]) => ({ of, ...fraction })),
    }),
  });

  it('loses no paper and invents no vote', () => {
    fc.assert(
      fc.property(anyBallot, ({ papers: given, rules: with_ }) => {
        const result = tally(given, names, with_);
        const isValid = (paper: string[]) =>
          paper.length <= with_.chooseAtMost && new Set(paper).size === paper.length && !paper.includes('nobody');
        const counted = given.filter(isValid);
        expect([result.cast, result.valid, result.invalid]).toEqual([given.length, counted.length, given.length - counted.length]);
        expect(Object.values(result.votes).reduce((a, b) => a + b, 0)).toBe(counted.flat().length);
        expect(Object.keys(result.votes)).toEqual(names);
        expect(result.passed).toEqual(names.filter((name) => (result.votes[name] ?? 0) >= result.needed));
        expect(Math.max(...Object.values(result.votes)) <= result.valid).toBe(true);
      }),
    );
  });

  it('does not depend on the order of papers or of the names on one', () => {
    fc.assert(
      fc.property(anyBallot, ({ papers: given, rules: with_ }) => {
        expect(tally(given.map((paper) => paper.toReversed()).toReversed(), names, with_)).toEqual(tally(given, names, with_));
      }),
    );
  });

  it('never lowers a candidate who gets one more vote', () => {
    fc.assert(
      fc.property(anyBallot, fc.constantFrom(...names), fc.nat({ max: 8 }), ({ papers: given, rules: with_ }, name, at) => {
        const before = tally(given, names, with_);
        const valid = (paper: string[]) => tally([paper], names, with_).valid === 1;
        const more = given.map((paper, index) => (index === at && valid(paper) && valid([...paper, name]) ? [...paper, name] : paper));
        const after = tally(more, names, with_);
        for (const one of names) expect((after.votes[one] ?? 0) >= (before.votes[one] ?? 0)).toBe(true);
        expect(before.passed.every((one) => after.passed.includes(one))).toBe(true);
      }),
    );
  });
});
