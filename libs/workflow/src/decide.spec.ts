import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import {
  buildCycleMachine,
  buildNominationMachine,
  CYCLE_EVENTS,
  NOMINATION_EVENTS,
  readDefinition,
  Refusal,
  ROLES,
  type Actor,
  type CycleEventType,
  type CycleFacts,
  type NominationEventType,
  type NominationFacts,
  type Pipeline,
  type Standing,
} from './index.js';

const pipelineOf = (sample: string) =>
  readDefinition(JSON.parse(readFileSync(new URL(`../../../samples/${sample}.json`, import.meta.url), 'utf8'))).pipeline;
const PIPELINES: [string, Pipeline][] = ['four-stages', 'chi-doan-khu-dan-cu'].map((sample) => [sample, pipelineOf(sample)]);

// Few units, people and moments, so that chance often meets the rules.
const LINE = { city: 'C', district: 'D', ward: 'W', branch: 'B' };
const unit = fc.constantFrom('B', 'W', 'D', 'W2', null);
const actor: fc.Arbitrary<Actor> = fc.record({ id: fc.constantFrom('p1', 'p2'), role: fc.constantFrom(...ROLES), unit });
const moment = fc.integer({ min: 0, max: 3 });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const small = fc.constantFrom(0, 0, 1);
const people = fc.subarray(['p1', 'p2']);
const stageCode = (pipeline: Pipeline) => fc.constantFrom(null, ...pipeline.stages.map((stage) => stage.code));

const nominationFacts = (pipeline: Pipeline): fc.Arbitrary<NominationFacts> =>
  fc.record({
    cycleStage: stageCode(pipeline),
    organiser: fc.constantFrom('D', 'W2'),
    waiting: fc.boolean(),
    suspended: fc.boolean(),
    within: maybe(fc.constantFrom('closing' as const, 'publication' as const, 'cancellation' as const, 'correction' as const)),
    decidedIn: stageCode(pipeline),
    now: moment,
    closes: maybe(moment),
    line: fc.constant(LINE),
    unit: fc.constant('B'),
    missing: small,
    selfScoreShort: fc.boolean(),
    unmet: fc.nat(1),
    filedBy: fc.constantFrom(null, 'W'),
    confirmed: fc.boolean(),
    unanswered: small,
    unchecked: small,
    revision: small,
    dueFrom: moment,
    dueUntil: maybe(moment),
    returns: fc.integer({ min: 0, max: 3 }),
    supplementDue: maybe(moment),
    returnsUntil: maybe(moment),
    quotaLeft: maybe(fc.integer({ min: -1, max: 2 })),
    ranksTaken: fc.subarray([1, 2]),
    council: people,
    ties: fc.subarray(['W', 'W2']),
    recused: fc.boolean(),
    sheetSubmitted: fc.boolean(),
  });

const cycleFacts: fc.Arbitrary<CycleFacts> = fc.record({
  organiser: fc.constantFrom('D', 'W2'),
  now: moment,
  opens: maybe(moment),
  closes: maybe(moment),
  launchable: fc.boolean(),
  undecided: small,
  sheetsMissing: small,
  belowMinimum: small,
  openObjections: small,
  council: people,
  voted: people,
  quorum: fc.integer({ min: 0, max: 2 }),
  winnersFinalised: fc.boolean(),
});

/** How far an event goes in the order of the standings: in each stage waiting, open, suspended. */
const STEPS: Record<string, number> = { LAUNCH: 1, OPEN: 1, CLOSE: 2, PUBLISH: 2, SUSPEND: 1, RESUME: -1 };

/** Also what no page ever sends: words of the machinery, and none at all. */
const JUNK = ['', '*', 'submit', 'xstate.init', 'xstate.stop', 'constructor', '__proto__'];
const rank = fc.constantFrom(undefined, 0, 1, 2, 3, 1.5, Number.NaN);

/** The standing after the event, or the refusal; anything else is a failure of the test. */
function attempt<T>(decide: () => T): T | Refusal {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

describe.each(PIPELINES)('whatever is asked of a nomination (%s)', (_, pipeline) => {
  const workflow = buildNominationMachine(pipeline);
  const due = fc.constantFrom(undefined, 0, 2, 9);
  const seen = fc.constantFrom(undefined, { revision: 0, returns: 0 });
  const event = fc.record({ type: fc.constantFrom(...NOMINATION_EVENTS, ...JUNK), actor, rank, due, seen });

  it('stays within its vocabulary, and only a Refusal is thrown', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(nominationFacts(pipeline), event), { maxLength: 40 }), (steps) => {
        let at = workflow.standings[0] ?? { status: 'draft', stage: null };
        for (const [facts, asked] of steps) {
          const offered = workflow.allowed(at, facts, asked.actor);
          const next = attempt(() => workflow.decide(at, facts, { ...asked, type: asked.type as NominationEventType }));
          if (next instanceof Refusal) {
            expect([next.subject, next.status, next.event]).toEqual(['nomination', at.status, asked.type]);
            continue;
          }
          expect(offered).toContain(asked.type);
          expect(workflow.standings).toContainEqual(next);
          at = next;
        }
      }),
    );
  });

  it('every button offered works, from every standing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...workflow.standings), nominationFacts(pipeline), actor, (at, facts, person) => {
        for (const type of workflow.allowed(at, facts, person)) {
          const free = type === 'ENDORSE' || type === 'RANK' ? { rank: 3 } : {};
          expect(workflow.standings).toContainEqual(workflow.decide(at, { ...facts, unchecked: 0 }, { type, actor: person, ...free }));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('an unknown standing offers nothing and refuses everything', () => {
    const unknown = fc.constantFrom<Standing>(
      { status: 'submitted', stage: null },
      { status: 'draft', stage: 'ward-review' },
      { status: 'nonsense', stage: 'nomination' },
      { status: 'submitted', stage: 'constructor' },
    );
    fc.assert(
      fc.property(unknown, nominationFacts(pipeline), event, (at, facts, asked) => {
        const standing = at as (typeof workflow.standings)[number];
        expect(workflow.allowed(standing, facts, asked.actor)).toEqual([]);
        expect(attempt(() => workflow.decide(standing, facts, { ...asked, type: asked.type as NominationEventType }))).toMatchObject({
          because: 'wrongStatus',
        });
      }),
    );
  });

  it('the same question always has the same answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...workflow.standings), nominationFacts(pipeline), event, (at, facts, asked) => {
        const given = { ...asked, type: asked.type as NominationEventType };
        const again = buildNominationMachine(structuredClone(pipeline));
        expect(attempt(() => again.decide(at, facts, given))).toEqual(attempt(() => workflow.decide(at, facts, given)));
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(PIPELINES)('whatever is asked of a cycle (%s)', (_, pipeline) => {
  const workflow = buildCycleMachine(pipeline);

  it('only ever goes on to the next stage, and only a Refusal is thrown', () => {
    const asked = fc.tuple(cycleFacts, fc.constantFrom(...CYCLE_EVENTS, ...JUNK), actor);
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), (steps) => {
        let at = 0;
        for (const [facts, type, person] of steps) {
          const from = workflow.standings[at];
          if (!from) throw new Error('left the vocabulary');
          const next = attempt(() => workflow.decide(from, facts, { type: type as CycleEventType, actor: person }));
          expect(workflow.allowed(from, facts, person).includes(type as CycleEventType)).toBe(!(next instanceof Refusal));
          if (next instanceof Refusal) continue;
          const to = workflow.standings.findIndex((one) => one.status === next.status && one.stage === next.stage);
          expect(to).toBe(type === 'CANCEL' ? workflow.standings.length - 1 : at + (STEPS[type] ?? 0));
          at = to;
        }
      }),
    );
  });
});
