import { buildMachine, checked, needs, workflow, type On, type States, type Workflow } from './machine.js';
import type { ENDS, NominationEvent, NominationStatus } from './nomination-vocabulary.js';
import type { Pipeline, Stage, StageOf } from './pipeline.js';
import { nominationRules, type NominationFacts } from './rules.js';

export type NominationWorkflow = Workflow<NominationFacts, NominationEvent, NominationStatus>;

/** The life of a nomination in this pipeline: draft → … → awarded or not. Pure; build it once per definition. */
export function buildNominationMachine(pipeline: Pipeline): NominationWorkflow {
  const stages = Object.fromEntries(
    pipeline.stages.map((stage, index) => [stage.code, cancellable(states(stage, pipeline.stages[index + 1]), stage.code)]),
  );
  const reviews = pipeline.stages.filter(({ kind }) => kind === 'review');
  const judged = pipeline.stages.filter(({ kind }) => kind !== 'nomination');
  const last = pipeline.stages.at(-1)?.code ?? '';
  const ends: Record<(typeof ENDS)[number], States[string]> = {
    declined: { on: { REOPEN: reviews.map(reopening) } },
    ineligible: { on: { REOPEN: judged.map(reopening) } },
    withdrawn: {},
    lapsed: {},
    eliminated: { on: { PASS_OVER: to('notAwarded', needs(last, 'partOfPublication')), ...cancellation(last) } },
    awarded: {
      on: {
        REVOKE: to('revoked', needs(last, 'secretariat')),
        REISSUE: stay(needs(last, 'partOfCorrection')),
        PASS_OVER: to('notAwarded', needs(last, 'partOfCorrection')),
      },
    },
    notAwarded: { on: { AWARD: to('awarded', needs(last, 'partOfCorrection')) } },
    revoked: {},
  };
  const machine = buildMachine('nomination', pipeline.stages[0]?.code ?? '', { ...stages, ...ends });
  return workflow<NominationFacts, NominationEvent, NominationStatus>('nomination', pipeline, machine, nominationRules);
}

const to = (end: string, guard: On['guard']): On => ({ target: `#nomination.${end}`, guard });
const stay = (guard: On['guard']): On => ({ guard });
const cancellation = (code: string) => ({ CANCEL: to('lapsed', needs(code, 'partOfCancellation')) });

/** A decision made by mistake is taken back into the stage that made it, as long as that stage is not over. */
const reopening = (stage: Stage): On =>
  to(`${stage.code}.${ENTRY[stage.kind]}`, needs(stage.code, 'decidedHere', 'secretariat', 'stageNotOver', 'notSuspended'));

const cancellable = ({ initial, states: inner = {} }: States[string], code: string): States[string] => ({
  ...(initial !== undefined && { initial }),
  states: Object.fromEntries(Object.entries(inner).map(([status, { on }]) => [status, { on: { ...on, ...cancellation(code) } }])),
});

const ENTRY: Record<Stage['kind'], NominationStatus> = {
  nomination: 'draft',
  review: 'submitted',
  scoring: 'scoring',
  notice: 'listed',
  ballot: 'balloting',
  announcement: 'finalist',
};

/** Where a nomination arrives that goes on from a stage. */
const entry = (next: Stage | undefined) => (next ? `${next.code}.${ENTRY[next.kind]}` : 'lapsed');

function states(stage: Stage, next: Stage | undefined): States[string] {
  const on = entry(next);
  switch (stage.kind) {
    case 'nomination':
      return { initial: 'draft', states: { draft: draft(stage.code, on) } };
    case 'review':
      return { initial: 'submitted', states: review(stage, on) };
    case 'scoring':
      return { initial: 'scoring', states: { scoring: scoring(stage.code, on) } };
    case 'notice':
      return {
        initial: 'listed',
        states: { listed: { on: { OBJECT: stay(needs(stage.code, 'noticeOpen', 'notSuspended')), ...goingOn(stage.code, on) } } },
      };
    case 'ballot':
      return { initial: 'balloting', states: { balloting: { on: selection(stage.code, on) } } };
    case 'announcement':
      return { initial: 'finalist', states: { finalist: { on: announcement(stage.code) } } };
  }
}

const draft = (code: string, next: string): States[string] => ({
  on: {
    SAVE: stay(needs(code, 'writerOfUnit', 'nominationsOpen', 'inTime')),
    CONFIRM: stay(needs(code, 'nominatorOfUnit', 'nominationsOpen', 'notSuspended', 'inTime', 'awaitsBranch')),
    SUBMIT: to(
      next,
      needs(
        code,
        'filerOfUnit',
        'nominationsOpen',
        'notSuspended',
        'inTime',
        'confirmedByBranch',
        'complete',
        'eligible',
        'selfScoreReached',
      ),
    ),
    CLOSE: to('lapsed', needs(code, 'partOfClosing')),
  },
});

function review(stage: StageOf<'review'>, next: string): States {
  const { code, petition, undecided } = stage;
  // Where nothing is ever sent back, nothing can stand as sent back.
  const returns = stage.maxReturns > 0;
  const decision = (...rules: Parameters<typeof needs>[1][]) =>
    needs(code, 'reviewerOfUnit', 'reviewOpen', 'notSuspended', 'inTime', ...rules);
  const talk = { COMMENT: stay(needs(code, 'partyToReview', 'reviewOpen')) };
  const work = { CHECK: stay(needs(code, 'reviewerOfUnit', 'reviewOpen')), ...talk };
  const endings = {
    DISQUALIFY: to('ineligible', checked(decision(), 'asSeen')),
    WITHDRAW: to('withdrawn', needs(code, 'nominatorOfUnit', 'reviewOpen', 'notSuspended')),
    ...closing(undecided, next, code),
  };
  return {
    submitted: {
      on: {
        ...(returns && { RETURN: to(`${code}.returned`, checked(decision('returnsLeft', 'returnInTime'), 'asSeen', 'dueFits')) }),
        ...work,
        ENDORSE: to(
          petition ? `${code}.endorsed` : next,
          checked(decision('quotaLeft'), 'asSeen', 'checklistDone', 'rankGiven', 'rankFree'),
        ),
        DECLINE: to('declined', checked(decision(), 'asSeen')),
        ...endings,
      },
    },
    ...(returns && { returned: { on: { ...supplement(code), ...work, ...endings } } }),
    // What a unit endorsed goes on even if its list was never forwarded: the decision was made in time.
    ...(petition && {
      endorsed: {
        on: {
          ...talk,
          ...(stage.ranked && { RANK: stay(checked(decision(), 'rankGiven')) }),
          FORWARD: to(next, decision()),
          WITHDRAW: endings.WITHDRAW,
          CLOSE: to(next, needs(code, 'partOfClosing')),
        },
      },
    }),
  };
}

const supplement = (code: string) => ({
  SAVE: stay(needs(code, 'nominatorOfUnit', 'reviewOpen', 'supplementInTime')),
  SUBMIT: to(
    `${code}.submitted`,
    needs(
      code,
      'nominatorOfUnit',
      'reviewOpen',
      'notSuspended',
      'supplementInTime',
      'pointsAnswered',
      'complete',
      'eligible',
      'selfScoreReached',
    ),
  ),
  // Once the time is over there is nothing left to remind of.
  REMIND: stay(needs(code, 'reviewerOrClock', 'reviewOpen', 'notSuspended', 'supplementInTime')),
  LAPSE: to(`${code}.submitted`, needs(code, 'clock', 'notSuspended', 'supplementOver')),
});

/** What nobody decided is decided by the close, or held until the publication ends it. */
function closing(undecided: StageOf<'review'>['undecided'], next: string, code: string): Record<string, On> {
  if (undecided === 'hold') return { EXPIRE: to('lapsed', needs(code, 'partOfPublication')) };
  return { CLOSE: to(undecided === 'forward' ? next : 'declined', needs(code, 'partOfClosing')) };
}

const goingOn = (code: string, next: string) => ({
  ADVANCE: to(next, needs(code, 'partOfClosing')),
  DISQUALIFY: to('ineligible', needs(code, 'secretariat', 'notSuspended')),
});
const selection = (code: string, next: string) => ({ ...goingOn(code, next), ELIMINATE: to('eliminated', needs(code, 'partOfClosing')) });

const scoring = (code: string, next: string): States[string] => ({
  on: {
    SCORE: stay(needs(code, 'councilMember', 'scoringOpen', 'notSuspended', 'inTime', 'noTie', 'notRecused', 'sheetOpen')),
    RECUSE: stay(needs(code, 'councilMember', 'scoringOpen', 'notSuspended', 'inTime', 'notRecused')),
    WITHDRAW: to('withdrawn', needs(code, 'nominatorOfUnit', 'notSuspended')),
    ...selection(code, next),
  },
});

const announcement = (code: string) => ({
  AWARD: to('awarded', needs(code, 'partOfPublication')),
  PASS_OVER: to('notAwarded', needs(code, 'partOfPublication')),
  DISQUALIFY: to('ineligible', needs(code, 'secretariat', 'notSuspended')),
});
