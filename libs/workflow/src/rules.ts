import type { Actor } from './actor.js';
import { indexOfStage, type Pipeline, type Stage } from './pipeline.js';

/** What the rules need to know about one nomination and the person asking, read from rows. Times are epoch milliseconds of the database's clock. */
export interface NominationFacts {
  /** Where its cycle stands; null before the launch and after publication. */
  cycleStage: string | null;
  /** The unit whose secretariat runs its cycle. */
  organiser: string;
  /** The cycle has entered its stage, which has not opened yet. */
  waiting: boolean;
  /** Time stands still: nothing is decided, deadlines wait. */
  suspended: boolean;
  /** The cycle's own act this event is part of. During a closing `cycleStage` is still the stage that closes. */
  within: 'closing' | 'publication' | 'cancellation' | 'correction' | null;
  now: number;
  /** Deadline of the cycle's stage for this nomination: grace and the extensions of its unit line included. */
  closes: number | null;
  /** The nominee's unit line: unit id by tier. */
  line: Readonly<Record<string, string>>;
  unit: string;
  /** The unit that writes it in the place of the nominee's; null when the nominee's own people do. */
  filedBy: string | null;
  /** The nominee's unit has agreed to what was written in its place. */
  confirmed: boolean;
  missing: number;
  selfScoreShort: boolean;
  /** Conditions of the award that it does not meet or has not answered yet; the self-score is a rule of its own. */
  unmet: number;
  unanswered: number;
  /** Required checks of its stage that nobody has ticked. */
  unchecked: number;
  revision: number;
  returns: number;
  supplementDue: number | null;
  /** Between these a return may be due: the working days of its stage, and the close of it for this unit line. */
  dueFrom: number;
  dueUntil: number | null;
  /** Last moment at which its stage sends anything back; null: until it closes. */
  returnsUntil: number | null;
  /** How many more the deciding unit may endorse in this stage; null: no quota. */
  quotaLeft: number | null;
  ranksTaken: readonly number[];
  /** The stage in which it was declined or found ineligible; null when it was not. */
  decidedIn: string | null;
  council: readonly string[];
  /** Units to which the person asking has a tie. */
  ties: readonly string[];
  recused: boolean;
  sheetSubmitted: boolean;
}

export interface CycleFacts {
  /** The unit whose secretariat runs the cycle. */
  organiser: string;
  now: number;
  opens: number | null;
  /** Deadline of the stage for the last of all units, grace included. */
  closes: number | null;
  launchable: boolean;
  undecided: number;
  /** Sheets neither submitted nor recused. */
  sheetsMissing: number;
  /** Nominations with fewer submitted sheets than the minimum. */
  belowMinimum: number;
  openObjections: number;
  council: readonly string[];
  voted: readonly string[];
  quorum: number;
  winnersFinalised: boolean;
}

/** Which state of a dossier somebody has read: its revision, and how often it had been returned. */
export interface Seen {
  revision: number;
  returns: number;
}

export interface Asked {
  type: string;
  actor: Actor;
  rank?: number | undefined;
  due?: number | undefined;
  seen?: Seen | undefined;
}

/** A rule is a named yes/no question. `stage` is the stage of the pipeline in which the question is asked. */
export type Rules<Facts> = Record<string, (facts: Facts, asked: Asked, stage: Stage, pipeline: Pipeline) => boolean>;

/** One installation may serve several districts: the secretariat of one has no say in the award of another. */
const ofOrganiser = ({ organiser }: { organiser: string }, { actor }: Asked) => actor.role === 'secretariat' && actor.unit === organiser;

type NominationQuestion = Rules<NominationFacts>[string];
const isOpen: NominationQuestion = (facts, _, stage) => facts.cycleStage === stage.code && !facts.waiting;
const notPassed: NominationQuestion = (facts, _, stage, pipeline) =>
  facts.cycleStage !== null && indexOfStage(pipeline, facts.cycleStage) <= indexOfStage(pipeline, stage.code);
const isNominator: NominationQuestion = (facts, { actor }) => actor.role === 'nominator' && actor.unit === facts.unit;
const isFiler: NominationQuestion = (facts, { actor }) =>
  actor.role === 'reviewer' && actor.unit !== null && actor.unit === facts.filedBy && Object.values(facts.line).includes(actor.unit);
const tiedTo = (facts: NominationFacts) => Object.values(facts.line).some((unit) => facts.ties.includes(unit));

const isReviewer: NominationQuestion = (facts, { actor }, stage) =>
  stage.kind === 'review' && actor.role === stage.by && actor.unit === facts.line[stage.tier];

export const nominationRules = {
  nominatorOfUnit: isNominator,
  reviewerOfUnit: isReviewer,
  reviewerOrClock: (...question) => isReviewer(...question) || question[1].actor.role === 'clock',
  partyToReview: (...question) => isNominator(...question) || isReviewer(...question),
  // Whoever writes in the place of a branch stops when the branch has agreed: it agreed to what it read.
  writerOfUnit: (facts, ...asked) => isNominator(facts, ...asked) || (!facts.confirmed && isFiler(facts, ...asked)),
  filerOfUnit: (facts, ...asked) => isNominator(facts, ...asked) || isFiler(facts, ...asked),
  awaitsBranch: (facts) => facts.filedBy !== null && !facts.confirmed,
  confirmedByBranch: (facts) => facts.filedBy === null || facts.confirmed,
  secretariat: ofOrganiser,
  councilMember: (facts, { actor }) => (actor.role === 'scorer' || actor.role === 'chair') && facts.council.includes(actor.id),
  clock: (_, { actor }) => actor.role === 'clock',
  // Of its own stage: a nomination that is already further on is not decided by the close of a stage behind it.
  partOfClosing: (facts, _, stage) => facts.within === 'closing' && facts.cycleStage === stage.code,
  partOfPublication: (facts) => facts.within === 'publication',
  partOfCancellation: (facts) => facts.within === 'cancellation',
  partOfCorrection: (facts) => facts.within === 'correction',
  notSuspended: (facts) => !facts.suspended,
  nominationsOpen: isOpen,
  inTime: (facts, _, stage) => facts.suspended || facts.cycleStage !== stage.code || facts.closes === null || facts.now <= facts.closes,
  complete: (facts) => facts.missing === 0,
  eligible: (facts) => facts.unmet === 0,
  selfScoreReached: (facts) => !facts.selfScoreShort,
  // Reviewers may work as soon as a nomination is in, even while earlier stages are open.
  reviewOpen: notPassed,
  stageNotOver: notPassed,
  decidedHere: (facts, _, stage) => facts.decidedIn === stage.code,
  returnsLeft: (facts, _, stage) => stage.kind === 'review' && facts.returns < stage.maxReturns,
  returnInTime: (facts) => facts.returnsUntil === null || facts.now <= facts.returnsUntil,
  pointsAnswered: (facts) => facts.unanswered === 0,
  supplementInTime: (facts) => facts.suspended || facts.supplementDue === null || facts.now <= facts.supplementDue,
  supplementOver: (facts) => facts.supplementDue !== null && facts.now > facts.supplementDue,
  dueFits: (facts, { due }) => due === undefined || (due >= facts.dueFrom && (facts.dueUntil === null || due <= facts.dueUntil)),
  checklistDone: (facts) => facts.unchecked === 0,
  asSeen: (facts, { seen }) => seen === undefined || (seen.revision === facts.revision && seen.returns === facts.returns),
  quotaLeft: (facts) => facts.quotaLeft === null || facts.quotaLeft > 0,
  rankGiven: (_, { rank }, stage) => stage.kind !== 'review' || !stage.ranked || (Number.isSafeInteger(rank) && Number(rank) >= 1),
  rankFree: (facts, { rank }) => rank === undefined || !facts.ranksTaken.includes(rank),
  scoringOpen: isOpen,
  noTie: (facts) => !tiedTo(facts),
  notRecused: (facts) => !facts.recused,
  sheetOpen: (facts) => !facts.sheetSubmitted,
  // Once the window is over, so is objecting: every objection must be answered before the notice can close.
  noticeOpen: (facts, asked, stage, pipeline) =>
    isOpen(facts, asked, stage, pipeline) && (facts.closes === null || facts.now <= facts.closes),
} satisfies Rules<NominationFacts>;

const isDue = (facts: CycleFacts) => facts.closes !== null && facts.now > facts.closes;

export const cycleRules = {
  secretariat: ofOrganiser,
  secretariatOrClock: (facts, asked) => ofOrganiser(facts, asked) || asked.actor.role === 'clock',
  // Which branches lie below a reviewer's unit is a matter of the branches, not of the cycle.
  remindsBranches: (facts, asked) => ofOrganiser(facts, asked) || asked.actor.role === 'reviewer' || asked.actor.role === 'clock',
  chair: (facts, { actor }) => actor.role === 'chair' && facts.council.includes(actor.id),
  councilMember: (facts, { actor }) => (actor.role === 'scorer' || actor.role === 'chair') && facts.council.includes(actor.id),
  launchable: (facts) => facts.launchable,
  // A person may open and close early; the clock never does.
  openDue: (facts, { actor }) => actor.role !== 'clock' || facts.opens === null || facts.now >= facts.opens,
  due: (facts, { actor }) => actor.role !== 'clock' || isDue(facts),
  decidedOrDue: (facts) => facts.undecided === 0 || isDue(facts),
  scoredOrDue: (facts) => (facts.sheetsMissing === 0 || isDue(facts)) && facts.belowMinimum === 0,
  // The public keeps its whole window: nobody, the secretariat included, closes a notice early.
  noticeOver: (facts) => isDue(facts),
  noObjectionOpen: (facts) => facts.openObjections === 0,
  ballotOpen: (facts) => facts.closes === null || facts.now <= facts.closes,
  notVoted: (facts, { actor }) => !facts.voted.includes(actor.id),
  quorumReached: (facts) => facts.voted.length >= facts.quorum,
  winnersFinalised: (facts) => facts.winnersFinalised,
} satisfies Rules<CycleFacts>;

export type NominationRule = keyof typeof nominationRules;
export type CycleRule = keyof typeof cycleRules;
export type RuleName = NominationRule | CycleRule;
