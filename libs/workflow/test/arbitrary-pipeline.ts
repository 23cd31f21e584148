import * as fc from 'fast-check';
import type { Pipeline } from '../src/index.js';

export const TIERS = ['city', 'district', 'ward', 'branch'] as const;

const text = { vi: 'Bước', en: 'Stage' };
const common = { name: fc.constant(text), graceMinutes: fc.integer({ min: 0, max: 1440 }) };
const tier = fc.constantFrom(...TIERS.slice(0, 3));
const quota = fc.record(
  {
    perUnit: fc.integer({ min: 1, max: 3 }),
    larger: fc.record({ children: fc.integer({ min: 1, max: 4 }), perUnit: fc.integer({ min: 1, max: 4 }) }),
  },
  { requiredKeys: ['perUnit'] },
);
const fraction = fc.record({
  of: fc.constantFrom('all' as const, 'present' as const),
  numerator: fc.integer({ min: 1, max: 3 }),
  denominator: fc.constant(3),
});

const review = fc.record(
  {
    kind: fc.constant('review' as const),
    ...common,
    tier,
    by: fc.constantFrom('reviewer' as const, 'secretariat' as const),
    quota,
    ranked: fc.boolean(),
    maxReturns: fc.integer({ min: 0, max: 3 }),
    supplementDays: fc.integer({ min: 1, max: 60 }),
    petition: fc.boolean(),
    undecided: fc.constantFrom('hold' as const, 'forward' as const, 'decline' as const),
  },
  { requiredKeys: ['kind', 'name', 'graceMinutes', 'tier', 'by', 'ranked', 'maxReturns', 'supplementDays', 'petition', 'undecided'] },
);
const scoring = fc.record({
  kind: fc.constant('scoring' as const),
  ...common,
  tier,
  minimumSheets: fc.integer({ min: 1, max: 3 }),
  decimals: fc.integer({ min: 0, max: 4 }),
  blind: fc.boolean(),
});
const notice = fc.record({ kind: fc.constant('notice' as const), ...common, tier, workingDays: fc.integer({ min: 1, max: 60 }) });
const ballot = fc.record({
  kind: fc.constant('ballot' as const),
  ...common,
  tier,
  chooseAtMost: fc.integer({ min: 1, max: 9 }),
  quorum: fraction,
  pass: fraction,
  tiedMembersVote: fc.boolean(),
});

/** Any pipeline that the definition's schema accepts: every kind, any number of times, at any tier, in any order between the first and the last. */
export const anyPipeline: fc.Arbitrary<Pipeline> = fc
  .array(fc.oneof(review, review, scoring, notice, ballot), { maxLength: 7 })
  .map((inner) => {
    const first = { kind: 'nomination' as const, name: text, graceMinutes: 0, tier: 'branch' };
    const last = { kind: 'announcement' as const, name: text, graceMinutes: 0, tier: 'district', winnersMax: 3, tieBreak: [] };
    return { stages: [first, ...inner, last].map((stage, index) => ({ ...stage, code: `stage-${index}` })) };
  });
