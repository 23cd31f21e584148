import { CLOCK, ROLES, type Actor } from './actor.js';
import type { CycleStatus } from './cycle.js';
import type { Definition } from './definition.js';
import type { Standing } from './machine.js';
import { wallMinutes } from './moment.js';
import type { NominationStatus } from './nomination-vocabulary.js';
import { indexOfStage, type Stage } from './pipeline.js';
import type { CycleFacts, NominationFacts } from './rules.js';
import type { Case } from './search.js';
import { timetable } from './timetable.js';

type Given = Pick<Definition, 'pipeline' | 'tiers' | 'form' | 'eligibility' | 'rubric' | 'council' | 'ceremony' | 'holidays'>;

/** The moments of a stage on one scale, in minutes. */
interface Times {
  opens: number;
  closes: number | null;
  returnsUntil: number | null;
}

function timesOf({ pipeline, ceremony, holidays }: Given): Map<string, Times> {
  const { stages } = timetable(pipeline.stages, ceremony.on, holidays);
  const minutes = (wall: Parameters<typeof wallMinutes>[0] | null | undefined) => (wall ? wallMinutes(wall) : null);
  return new Map(
    pipeline.stages.map((stage, index): [string, Times] => {
      const { opens, closes, returnsUntil } = stages[index] ?? {};
      return [stage.code, { opens: minutes(opens) ?? 0, closes: minutes(closes), returnsUntil: minutes(returnsUntil) }];
    }),
  );
}

/** The unit that runs the cycle, wherever it stands. */
const ORGANISER = 'organiser';
const unitOf = (tier: string) => `unit of tier ${tier}`;
const lowest = ({ tiers }: Given) => tiers.at(-1)?.code ?? '';

/** Roles that anybody with a membership can have; the council acts by its seats, the clock as itself. */
const OFFICES = ROLES.filter((role) => role !== 'scorer' && role !== 'chair' && role !== 'clock');

/** One person of every role, where the role belongs: in the nominating unit, in the unit of the stage, and the office of the organiser. */
function cast(definition: Given, stage: Stage | undefined): Actor[] {
  const units = new Set([lowest(definition), stage?.tier ?? lowest(definition)].map(unitOf));
  const seats = definition.council?.seats ?? [];
  return [
    ...[...units].flatMap((unit) => OFFICES.map((role) => ({ id: role, role, unit }))),
    { id: 'office', role: 'secretariat', unit: ORGANISER },
    ...seats.map(({ code, role }) => ({ id: code, role, unit: null })),
    CLOCK,
  ];
}

/** Nothing stands in the way but what the definition itself puts there. */
function openWays(definition: Given): NominationFacts {
  const { form, eligibility, rubric, council, tiers } = definition;
  const selfScore = eligibility.map(({ rule }) => rule).find((rule) => rule?.type === 'selfScoreFrom');
  // A choice without options can never be made.
  const impossible = form
    .flatMap(({ fields }) => fields)
    .filter(({ required, type, options = [] }) => required && type === 'choice' && options.length === 0);
  return {
    cycleStage: null,
    organiser: ORGANISER,
    waiting: false,
    suspended: false,
    within: null,
    now: 0,
    closes: null,
    line: Object.fromEntries(tiers.map(({ code }) => [code, unitOf(code)])),
    unit: unitOf(lowest(definition)),
    missing: impossible.length,
    selfScoreShort: selfScore?.type === 'selfScoreFrom' && selfScore.points > rubric.total,
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
    council: (council?.seats ?? []).map(({ code }) => code),
    ties: [],
    recused: false,
    sheetSubmitted: false,
  };
}

const quotaOf = (stage: Stage | undefined) =>
  stage?.kind === 'review' && stage.quota ? Math.max(stage.quota.perUnit, stage.quota.larger?.perUnit ?? 0) : null;

/** The situations of a nomination while its cycle is in step with it: at the first and the last moment of its stage, at its close, at the publication. */
export function nominationCases(definition: Given): (standing: Standing<NominationStatus>) => Case<NominationFacts>[] {
  const { pipeline } = definition;
  const times = timesOf(definition);
  const last = pipeline.stages.at(-1)?.code ?? null;
  const open = openWays(definition);
  return (standing) => {
    const stage = pipeline.stages[indexOfStage(pipeline, standing.stage ?? '')];
    const { opens, closes, returnsUntil } = times.get(standing.stage ?? '') ?? { opens: 0, closes: null, returnsUntil: null };
    const here = { ...open, cycleStage: standing.stage, closes, returnsUntil, quotaLeft: quotaOf(stage) };
    const moments = [opens, closes ?? opens].flatMap((now) => [-1, 1].map((due) => ({ ...here, now, supplementDue: now + due })));
    const after = { ...here, now: (closes ?? opens) + 1 };
    const acts: NominationFacts[] = [
      // Written in the branch's place by whoever is above it.
      { ...here, now: opens, filedBy: Object.values(open.line).at(-2) ?? open.unit },
      { ...after, within: 'closing' },
      { ...after, cycleStage: last, within: 'publication' },
      { ...after, within: 'cancellation' },
      { ...after, within: 'correction' },
    ];
    // What ended by a decision may have been decided in any stage, and be taken back while that stage goes on.
    const decided = standing.stage === null ? pipeline.stages.map(({ code }) => ({ ...here, cycleStage: code, decidedIn: code })) : [];
    return [...moments, ...decided, ...acts].flatMap((facts) => cast(definition, stage).map((actor) => ({ facts, actor })));
  };
}

/**
 * The situations of a cycle in which neither nominators nor reviewers do anything, before and after the deadline. The council scores and
 * votes where `nominations` and the stage let it.
 */
export function cycleCases(
  definition: Given,
  nominations: ReadonlySet<string>,
): (standing: Standing<CycleStatus>, possible: ReadonlySet<string>) => Case<CycleFacts>[] {
  const { pipeline, council } = definition;
  const seats = (council?.seats ?? []).map(({ code }) => code);
  const times = timesOf(definition);
  return ({ stage: code }, possible) => {
    const stage = pipeline.stages[indexOfStage(pipeline, code ?? '')];
    const { opens, closes } = times.get(code ?? '') ?? { opens: 0, closes: null };
    const facts: CycleFacts = {
      organiser: ORGANISER,
      now: opens,
      opens,
      closes,
      launchable: true,
      undecided: isIdle(stage, nominations) ? 1 : 0,
      ...sheetsOf(stage, seats.length, nominations),
      openObjections: 0,
      council: seats,
      voted: [],
      quorum: stage?.kind === 'ballot' ? Math.ceil((seats.length * stage.quorum.numerator) / stage.quorum.denominator) : 0,
      winnersFinalised: possible.has('FINALISE'),
    };
    const moments = closes === null ? [opens] : [opens, closes + 1];
    const votes = possible.has('CAST') ? [[], seats] : [[]];
    const actors = cast(definition, stage).filter(({ role }) => role !== 'nominator' && role !== 'reviewer');
    return moments.flatMap((now) => votes.flatMap((voted) => actors.map((actor) => ({ facts: { ...facts, now, voted }, actor }))));
  };
}

/** Reviewers may decide nothing at all; the secretariat does where it reviews itself and the rules let it. */
const isIdle = (stage: Stage | undefined, nominations: ReadonlySet<string>) =>
  stage?.kind === 'review' && (stage.by === 'reviewer' || !nominations.has(`${stage.code}/submitted DECLINE`));

function sheetsOf(stage: Stage | undefined, seats: number, nominations: ReadonlySet<string>) {
  const isScored = stage?.kind !== 'scoring' || nominations.has(`${stage.code}/scoring SCORE`);
  return { sheetsMissing: isScored ? 0 : 1, belowMinimum: isScored && (stage?.kind !== 'scoring' || seats >= stage.minimumSheets) ? 0 : 1 };
}
