import * as fc from 'fast-check';
import { TORTURE_SEED } from '#testing';
import {
  CLOCK,
  CYCLE_EVENTS,
  indexOfStage,
  NOMINATION_EVENTS,
  ROLES,
  type Actor,
  type CycleFacts,
  type NominationEventType,
} from '../src/index.js';
import { anyPipeline } from './arbitrary-pipeline.js';
import { BRANCHES, lineOf, modelOf, quotaOf, type Accepted, type Circumstances } from './model.js';

const RUNS = 2_000;
const UNITS = ['C', 'D', 'W0', 'W1', ...BRANCHES];
const SECRETARIAT: Actor = { id: 'office', role: 'secretariat', unit: 'D' };

const anyone = fc.oneof(
  fc.constant(CLOCK),
  fc.record({ id: fc.constantFrom('member', 'chair', 'stranger'), role: fc.constantFrom(...ROLES), unit: fc.constantFrom(...UNITS) }),
);
const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  now: fc.constantFrom(1_000, 1_002),
  closes: fc.constantFrom(null, null, 1_001),
  missing: fc.constantFrom(0, 0, 1),
  unmet: fc.constantFrom(0, 0, 0, 1),
  unanswered: fc.constantFrom(0, 0, 1),
  supplementDue: fc.constantFrom(null, 1_001),
  ties: fc.subarray(['W0']),
  recused: fc.boolean(),
});
/** On the right people the events do something; on anyone they must not. */
const deed = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('fitting') },
    { weight: 3, arbitrary: fc.constant('nomination') },
    { weight: 1, arbitrary: fc.constantFrom('cycle', 'close') },
  ),
  index: fc.nat({ max: BRANCHES.length - 1 }),
  type: fc.constantFrom(...NOMINATION_EVENTS),
  cycleType: fc.constantFrom(...CYCLE_EVENTS),
  actor: anyone,
  rank: fc.integer({ min: 1, max: 4 }),
  given: circumstances,
  goesOn: fc.array(fc.boolean(), { minLength: BRANCHES.length, maxLength: BRANCHES.length }),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Nothing stands in the way of the cycle. */
const ripe = (now: number): CycleFacts => ({
  organiser: 'D',
  now,
  opens: null,
  closes: 0,
  launchable: true,
  undecided: 0,
  sheetsMissing: 0,
  belowMinimum: 0,
  openObjections: 0,
  council: ['member', 'chair'],
  voted: [],
  quorum: 0,
  winnersFinalised: true,
});

class Season {
  readonly season;
  constructor(
    pipeline: Parameters<typeof modelOf>[0],
    private readonly seen: Set<NominationEventType>,
  ) {
    this.season = modelOf(pipeline);
    this.season.askCycle('LAUNCH', SECRETARIAT, ripe(1));
    this.season.askCycle('OPEN', CLOCK, ripe(1));
  }

  private get here() {
    return this.season.model.cycle;
  }

  do({ kind, index, type, cycleType, actor, rank, given, goesOn }: Deed): void {
    const one = this.season.model.nominations[index];
    if (!one) return;
    if (kind === 'close') return this.close(goesOn);
    if (kind === 'cycle') return this.act(cycleType, actor, goesOn);
    if (kind === 'nomination') return this.check(this.season.ask(one, { type, actor, rank }, given));
    const possible = this.season.possible(one.at);
    const likely = possible[NOMINATION_EVENTS.indexOf(type) % Math.max(1, possible.length)] ?? type;
    this.check(this.season.ask(one, { type: likely, actor: this.whoever(likely, one.branch, one.at.stage), rank }, given));
  }

  /** Somebody who might be entitled to it. */
  private whoever(type: NominationEventType, branch: string, code: string | null): Actor {
    if (['SAVE', 'CONFIRM', 'SUBMIT', 'WITHDRAW'].includes(type)) return { id: 'n', role: 'nominator', unit: branch };
    if (['SCORE', 'RECUSE'].includes(type)) return { id: 'member', role: 'scorer', unit: 'D' };
    if (type === 'LAPSE') return CLOCK;
    const stage = this.season.stageAt(code);
    if (stage?.kind !== 'review') return SECRETARIAT;
    return { id: 'r', role: stage.by, unit: lineOf(branch)[stage.tier as keyof ReturnType<typeof lineOf>] };
  }

  /** Anybody's event on the cycle in ripe circumstances; whatever it means for the nominations happens with it. */
  private act(type: Deed['cycleType'], actor: Actor, goesOn: readonly boolean[]): void {
    if (['CLOSE', 'PUBLISH', 'CANCEL', 'CORRECT'].includes(type))
      return actor.role === 'clock' && type === 'CLOSE' ? this.close(goesOn) : undefined;
    const before = this.here;
    const to = this.season.askCycle(type, actor, ripe(1_000));
    // None of these leads to another stage.
    if (to && before.stage !== null && to.stage !== before.stage) throw new Error(`${type} led from ${before.stage} to ${to.stage}`);
  }

  /** The clock opens what waits, goes on with what was suspended, and closes; publication ends the last stage. */
  close(goesOn: readonly boolean[]): void {
    const { askCycle, model } = this.season;
    if (this.here.status === 'suspended') askCycle('RESUME', SECRETARIAT, ripe(1));
    if (this.here.status === 'waiting') askCycle('OPEN', CLOCK, ripe(1));
    if (this.here.status !== 'open') return;
    const isLast = this.here.stage === model.pipeline.stages.at(-1)?.code;
    for (const [index, one] of model.nominations.entries()) {
      const wanted: NominationEventType[] = isLast
        ? [goesOn[index] ? 'AWARD' : 'PASS_OVER', 'PASS_OVER', 'EXPIRE']
        : // Only scores and votes eliminate: what stands in a notice goes on.
          ['CLOSE', goesOn[index] ? 'ADVANCE' : 'ELIMINATE', 'ADVANCE'];
      for (const type of wanted) {
        const accepted = this.season.ask(one, { type, actor: CLOCK }, { ...FREE }, isLast ? 'publication' : 'closing');
        this.check(accepted);
        if (accepted) break;
      }
    }
    const before = this.here.stage;
    const to = isLast ? askCycle('PUBLISH', SECRETARIAT, ripe(1)) : askCycle('CLOSE', CLOCK, ripe(1));
    if (!to || to.stage === before) throw new Error(`The cycle could not leave ${before}`);
    // The next stage opens at once, or waits until somebody opens it.
    if (goesOn[0]) askCycle('OPEN', CLOCK, ripe(1));
  }

  private check(accepted: Accepted | null): void {
    if (!accepted) return;
    const { model } = this.season;
    const { type, from } = accepted;
    this.seen.add(type);
    const wrong = misplaced(accepted, (code) => indexOfStage(model.pipeline, code ?? ''));
    if (wrong) throw new Error(`${wrong}: ${JSON.stringify(accepted)}`);
    if (from.stage === null && !LEAVES_AN_END.includes(`${from.status} ${type}`)) throw new Error(`${from.status} is no end: ${type}`);
    if (type === 'ENDORSE') this.countPlaces(from.stage);
  }

  private countPlaces(code: string | null): void {
    const here = this.season.model.endorsed.filter(({ stage }) => stage === code);
    for (const [unit, own] of Map.groupBy(here, (one) => one.unit)) {
      if (own.length > (quotaOf(this.season.stageAt(code), unit) ?? Infinity)) throw new Error(`${unit} put ${own.length} forward`);
      if (new Set(own.map(({ rank }) => rank)).size < own.length) throw new Error(`${unit} gave a rank twice`);
    }
  }
}

const FREE: Circumstances = { now: 1, closes: null, missing: 0, unmet: 0, unanswered: 0, supplementDue: null, ties: [], recused: false };

const LEAVES_AN_END = ['eliminated PASS_OVER', 'eliminated CANCEL', 'declined REOPEN', 'ineligible REOPEN', 'awarded REVOKE'];
const OF_THE_CYCLE = ['CLOSE', 'ADVANCE', 'ELIMINATE', 'AWARD', 'PASS_OVER', 'EXPIRE'];
const IN_ITS_OWN_STAGE = ['CLOSE', 'ADVANCE', 'ELIMINATE', 'SCORE', 'RECUSE', 'OBJECT', 'AWARD'];

/** Why this should not have been accepted where the cycle stands; null when it may. Written from the handbook, not from the rules. */
function misplaced({ type, from, to, cycle }: Accepted, place: (code: string | null) => number): string | null {
  if (type === 'REVOKE') return cycle.status === 'published' ? null : 'revoked before the publication';
  if (cycle.stage === null) return 'the cycle is in no stage';
  if (cycle.status === 'suspended' && type !== 'SAVE') return 'the cycle is suspended';
  if (IN_ITS_OWN_STAGE.includes(type) && cycle.stage !== from.stage) return 'the cycle stands in another stage';
  if (['SCORE', 'RECUSE', 'OBJECT'].includes(type) && cycle.status !== 'open') return 'the stage is not open';
  if (from.status === 'draft' && (cycle.stage !== from.stage || (cycle.status !== 'open' && type !== 'SAVE')))
    return 'nominations are not open';
  if (type === 'REOPEN') return place(cycle.stage) <= place(to.stage) ? null : 'that stage is over';
  // The time to supplement ends when it ends, even of what was held back when its stage closed.
  if (type === 'LAPSE') return null;
  if (['submitted', 'returned', 'endorsed'].includes(from.status) && !OF_THE_CYCLE.includes(type) && place(cycle.stage) > place(from.stage))
    return 'that review is over';
  return null;
}

it(`keeps its promises in ${RUNS} random pipelines, whoever does what (seed ${TORTURE_SEED})`, () => {
  const seen = new Set<NominationEventType>();
  fc.assert(
    fc.property(
      anyPipeline,
      fc.array(deed, { minLength: 20, maxLength: 100, size: 'max' }),
      fc.array(deed, { maxLength: 10 }),
      (pipeline, deeds, afterwards) => {
        const season = new Season(pipeline, seen);
        for (const one of deeds) season.do(one);
        const rest = deeds[0]?.goesOn ?? BRANCHES.map(() => true);
        for (const _ of pipeline.stages) season.close(rest);
        const { model } = season.season;
        expect(model.cycle).toEqual({ status: 'published', stage: null });
        for (const { at } of model.nominations) {
          expect(at.stage).toBeNull();
          expect(at.status).not.toBe('eliminated');
        }
        const ends = model.nominations.map(({ at }) => at.status);
        for (const one of afterwards) if (one.kind !== 'close') season.do(one);
        // Published is published: from then on an award can be taken away, and nothing else.
        for (const [index, { at }] of model.nominations.entries())
          expect([ends[index], ends[index] === 'awarded' ? 'revoked' : '']).toContain(at.status);
      },
    ),
    { numRuns: RUNS, seed: TORTURE_SEED },
  );
  // Chance that never lets anything through would prove nothing.
  expect(NOMINATION_EVENTS.filter((type) => !seen.has(type))).toEqual(['REISSUE', 'CANCEL']);
});
