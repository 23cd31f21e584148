import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import {
  buildNominationMachine,
  CLOCK,
  indexOfStage,
  NOMINATION_EVENTS,
  readDefinition,
  Refusal,
  ROLES,
  type Actor,
  type NominationEvent,
  type NominationFacts,
  type Pipeline,
} from './index.js';

const pipelineOf = (sample: string) =>
  readDefinition(JSON.parse(readFileSync(new URL(`../../../samples/${sample}.json`, import.meta.url), 'utf8'))).pipeline;
const PIPELINES: [string, Pipeline][] = ['four-stages', 'chi-doan-khu-dan-cu'].map((sample) => [sample, pipelineOf(sample)]);

const ACTORS: Actor[] = [...['B', 'W', 'D'].flatMap((unit) => ROLES.map((role) => ({ id: 'member', role, unit }))), CLOCK];
const NOW = 1000;

/** Nothing stands in the way but what the test changes. */
const facts = (changed: Partial<NominationFacts>): NominationFacts => ({
  cycleStage: null,
  organiser: 'D',
  waiting: false,
  suspended: false,
  within: null,
  now: NOW,
  closes: null,
  line: { city: 'C', district: 'D', ward: 'W', branch: 'B' },
  unit: 'B',
  missing: 0,
  selfScoreShort: false,
  unmet: 0,
  filedBy: null,
  confirmed: false,
  unanswered: 0,
  unchecked: 0,
  revision: 1,
  dueFrom: 0,
  dueUntil: null,
  returns: 0,
  supplementDue: null,
  returnsUntil: null,
  decidedIn: null,
  quotaLeft: null,
  ranksTaken: [],
  council: ['member'],
  ties: [],
  recused: false,
  sheetSubmitted: false,
  ...changed,
});

describe.each(PIPELINES)('an end (%s)', (_, pipeline) => {
  it('is left only by the cycle’s own acts, by revoking, and by taking a decision back', () => {
    const leaving = buildNominationMachine(pipeline)
      .edges()
      .filter(({ from }) => from.stage === null);
    expect([
      ...new Set(leaving.map(({ from, type, to }) => `${from.status} ${type} ${to.stage === null ? to.status : 'its stage'}`)),
    ]).toEqual([
      'declined REOPEN its stage',
      'ineligible REOPEN its stage',
      'eliminated PASS_OVER notAwarded',
      'eliminated CANCEL lapsed',
      'awarded REVOKE revoked',
      'awarded REISSUE awarded',
      'awarded PASS_OVER notAwarded',
      'notAwarded AWARD awarded',
    ]);
  });
});

describe.each(PIPELINES)('a whole season (%s)', (_, pipeline) => {
  const workflow = buildNominationMachine(pipeline);
  const last = pipeline.stages.length - 1;

  // Any event of any person in any circumstances, as long as it is no act of the cycle itself.
  const circumstances = fc.record({
    now: fc.constantFrom(NOW, NOW + 2),
    closes: fc.constantFrom(null, NOW + 1),
    missing: fc.constantFrom(0, 1),
    unanswered: fc.constantFrom(0, 1),
    returns: fc.integer({ min: 0, max: 3 }),
    supplementDue: fc.constantFrom(null, NOW + 1),
    quotaLeft: fc.constantFrom(null, 0, 1),
    ties: fc.subarray(['W']),
    recused: fc.boolean(),
  });
  const deed = fc.record({ type: fc.constantFrom(...NOMINATION_EVENTS), actor: fc.constantFrom(...ACTORS), changed: circumstances });
  const season = fc.tuple(...pipeline.stages.map(() => fc.record({ deeds: fc.array(deed, { maxLength: 15 }), goesOn: fc.boolean() })));

  /** The standing after the event; the same one when it is refused. */
  const after = (at: (typeof workflow.standings)[number], given: NominationFacts, event: NominationEvent) => {
    try {
      return workflow.decide(at, given, event);
    } catch (error) {
      if (error instanceof Refusal) return at;
      throw error;
    }
  };

  it('ends for every nomination, whoever did what or nothing at all', () => {
    fc.assert(
      fc.property(season, (weeks) => {
        let at = workflow.standings[0] ?? { status: 'draft', stage: null };
        for (const [index, { deeds, goesOn }] of weeks.entries()) {
          const cycleStage = pipeline.stages[index]?.code ?? null;
          for (const { type, actor, changed } of deeds) at = after(at, facts({ ...changed, cycleStage }), { type, actor, rank: 1 });
          const close = facts({ cycleStage, within: index === last ? 'publication' : 'closing' });
          const wanted =
            index === last ? [goesOn ? 'AWARD' : 'PASS_OVER', 'PASS_OVER', 'EXPIRE'] : ['CLOSE', goesOn ? 'ADVANCE' : 'ELIMINATE'];
          const type = workflow.allowed(at, close, CLOCK).find((one) => wanted.includes(one));
          if (type) at = workflow.decide(at, close, { type, actor: CLOCK });
          // Only where the award holds back what nobody decided does anything stay behind the cycle.
          const stage = pipeline.stages[at.stage === null ? -1 : indexOfStage(pipeline, at.stage)];
          if (stage && indexOfStage(pipeline, stage.code) <= index) expect(stage).toMatchObject({ kind: 'review', undecided: 'hold' });
        }
        expect(at).toMatchObject({ stage: null, status: expect.not.stringMatching('eliminated') as string });
      }),
      { numRuns: 500 },
    );
  });
});
