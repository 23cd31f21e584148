import {
  CLOCK,
  type Actor,
  type CycleEventType,
  type CycleFacts,
  type CycleRule,
  type NominationEvent,
  type NominationEventType,
  type NominationFacts,
  type NominationRule,
} from '../src/index.js';

export const NOMINATOR: Actor = { id: 'n', role: 'nominator', unit: 'B' };
export const REVIEWER: Actor = { id: 'r', role: 'reviewer', unit: 'W' };
export const SECRETARIAT: Actor = { id: 's', role: 'secretariat', unit: 'D' };
export const SCORER: Actor = { id: 'c', role: 'scorer', unit: 'D' };
export const CHAIR: Actor = { id: 'h', role: 'chair', unit: 'D' };
const NOW = 1000;

export const nominationFacts: NominationFacts = {
  cycleStage: null,
  organiser: 'D',
  waiting: false,
  suspended: false,
  decidedIn: 'ward-review',
  within: null,
  now: NOW,
  closes: NOW,
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
  dueFrom: NOW,
  dueUntil: null,
  returns: 1,
  supplementDue: NOW,
  returnsUntil: NOW,
  quotaLeft: 1,
  ranksTaken: [2],
  council: ['c', 'h'],
  ties: ['W2'],
  recused: false,
  sheetSubmitted: false,
};
export const cycleFacts: CycleFacts = {
  organiser: 'D',
  now: NOW,
  opens: NOW,
  closes: NOW,
  launchable: true,
  undecided: 0,
  sheetsMissing: 0,
  belowMinimum: 0,
  openObjections: 0,
  council: ['c', 'h'],
  voted: ['h'],
  quorum: 1,
  winnersFinalised: true,
};

/** A question that is allowed, and what about it breaks the rule: other facts, or another person or rank. */
interface Case<Type, Facts, Breaks> {
  at: string;
  asks: [Type, Actor];
  given?: Partial<Facts>;
  breaks: Breaks;
}
type NominationCase = Case<
  NominationEventType,
  NominationFacts,
  Partial<NominationFacts & Pick<NominationEvent, 'actor' | 'rank' | 'due' | 'seen'>>
>;
type CycleCase = Case<CycleEventType, CycleFacts, Partial<CycleFacts> & { actor?: Actor }>;

export const nominationCases: Record<NominationRule, NominationCase> = {
  nominatorOfUnit: { at: 'ward-review/submitted', asks: ['WITHDRAW', NOMINATOR], breaks: { actor: { ...NOMINATOR, unit: 'B2' } } },
  writerOfUnit: { at: 'nomination/draft', asks: ['SAVE', REVIEWER], given: { filedBy: 'W' }, breaks: { confirmed: true } },
  filerOfUnit: { at: 'nomination/draft', asks: ['SUBMIT', NOMINATOR], breaks: { actor: { ...NOMINATOR, unit: 'B2' } } },
  awaitsBranch: { at: 'nomination/draft', asks: ['CONFIRM', NOMINATOR], given: { filedBy: 'W' }, breaks: { filedBy: null } },
  confirmedByBranch: {
    at: 'nomination/draft',
    asks: ['SUBMIT', REVIEWER],
    given: { filedBy: 'W', confirmed: true },
    breaks: { confirmed: false },
  },
  notSuspended: { at: 'ward-review/submitted', asks: ['DECLINE', REVIEWER], breaks: { suspended: true } },
  decidedHere: { at: 'declined', asks: ['REOPEN', SECRETARIAT], given: { cycleStage: 'ward-review' }, breaks: { decidedIn: 'scoring' } },
  stageNotOver: { at: 'declined', asks: ['REOPEN', SECRETARIAT], given: { cycleStage: 'ward-review' }, breaks: { cycleStage: 'scoring' } },
  partOfCancellation: {
    at: 'ward-review/submitted',
    asks: ['CANCEL', SECRETARIAT],
    given: { within: 'cancellation' },
    breaks: { within: null },
  },
  partOfCorrection: { at: 'notAwarded', asks: ['AWARD', CHAIR], given: { within: 'correction' }, breaks: { within: null } },
  nominationsOpen: { at: 'nomination/draft', asks: ['SAVE', NOMINATOR], breaks: { cycleStage: 'ward-review' } },
  inTime: { at: 'nomination/draft', asks: ['SUBMIT', NOMINATOR], breaks: { now: NOW + 1 } },
  complete: { at: 'nomination/draft', asks: ['SUBMIT', NOMINATOR], breaks: { missing: 1 } },
  eligible: { at: 'nomination/draft', asks: ['SUBMIT', NOMINATOR], breaks: { unmet: 1 } },
  selfScoreReached: { at: 'nomination/draft', asks: ['SUBMIT', NOMINATOR], breaks: { selfScoreShort: true } },
  reviewerOfUnit: { at: 'ward-review/submitted', asks: ['DECLINE', REVIEWER], breaks: { actor: { ...REVIEWER, unit: 'W2' } } },
  reviewOpen: { at: 'ward-review/submitted', asks: ['DECLINE', REVIEWER], breaks: { cycleStage: 'eligibility' } },
  returnsLeft: { at: 'ward-review/submitted', asks: ['RETURN', REVIEWER], breaks: { returns: 2 } },
  returnInTime: { at: 'ward-review/submitted', asks: ['RETURN', REVIEWER], breaks: { returnsUntil: NOW - 1 } },
  dueFits: { at: 'ward-review/submitted', asks: ['RETURN', REVIEWER], breaks: { due: NOW - 1 } },
  asSeen: { at: 'ward-review/submitted', asks: ['DECLINE', REVIEWER], breaks: { seen: { revision: 1, returns: 0 } } },
  checklistDone: { at: 'ward-review/submitted', asks: ['ENDORSE', REVIEWER], breaks: { unchecked: 1 } },
  reviewerOrClock: { at: 'ward-review/returned', asks: ['REMIND', CLOCK], breaks: { actor: SECRETARIAT } },
  partyToReview: { at: 'ward-review/returned', asks: ['COMMENT', NOMINATOR], breaks: { actor: { ...REVIEWER, unit: 'W2' } } },
  quotaLeft: { at: 'ward-review/submitted', asks: ['ENDORSE', REVIEWER], breaks: { quotaLeft: 0 } },
  rankGiven: { at: 'ward-review/submitted', asks: ['ENDORSE', REVIEWER], breaks: { rank: undefined } },
  rankFree: { at: 'ward-review/submitted', asks: ['ENDORSE', REVIEWER], breaks: { rank: 2 } },
  pointsAnswered: { at: 'ward-review/returned', asks: ['SUBMIT', NOMINATOR], breaks: { unanswered: 1 } },
  supplementInTime: { at: 'ward-review/returned', asks: ['SUBMIT', NOMINATOR], breaks: { supplementDue: NOW - 1 } },
  supplementOver: { at: 'ward-review/returned', asks: ['LAPSE', CLOCK], given: { supplementDue: NOW - 1 }, breaks: { supplementDue: NOW } },
  clock: { at: 'ward-review/returned', asks: ['LAPSE', CLOCK], given: { supplementDue: NOW - 1 }, breaks: { actor: SECRETARIAT } },
  councilMember: { at: 'scoring/scoring', asks: ['SCORE', CHAIR], breaks: { council: ['c'] } },
  scoringOpen: { at: 'scoring/scoring', asks: ['SCORE', SCORER], breaks: { cycleStage: 'eligibility' } },
  noTie: { at: 'scoring/scoring', asks: ['SCORE', SCORER], breaks: { ties: ['W'] } },
  notRecused: { at: 'scoring/scoring', asks: ['RECUSE', SCORER], breaks: { recused: true } },
  sheetOpen: { at: 'scoring/scoring', asks: ['SCORE', SCORER], breaks: { sheetSubmitted: true } },
  // The same office of another district is as little this one as the chair is.
  secretariat: { at: 'scoring/scoring', asks: ['DISQUALIFY', SECRETARIAT], breaks: { organiser: 'D2' } },
  noticeOpen: { at: 'notice/listed', asks: ['OBJECT', CLOCK], breaks: { now: NOW + 1 } },
  partOfClosing: { at: 'ballot/balloting', asks: ['ADVANCE', CLOCK], given: { within: 'closing' }, breaks: { within: null } },
  partOfPublication: {
    at: 'announcement/finalist',
    asks: ['AWARD', SECRETARIAT],
    given: { within: 'publication' },
    breaks: { within: 'closing' },
  },
};

export const due = { now: NOW + 1 };
export const cycleCases: Record<CycleRule, CycleCase> = {
  secretariat: { at: 'prepared', asks: ['LAUNCH', SECRETARIAT], breaks: { organiser: 'D2' } },
  openDue: { at: 'scoring/waiting', asks: ['OPEN', CLOCK], breaks: { now: NOW - 1 } },
  launchable: { at: 'prepared', asks: ['LAUNCH', SECRETARIAT], breaks: { launchable: false } },
  due: { at: 'nomination/open', asks: ['CLOSE', CLOCK], given: due, breaks: { now: NOW } },
  secretariatOrClock: { at: 'nomination/open', asks: ['CLOSE', SECRETARIAT], breaks: { organiser: 'D2' } },
  remindsBranches: { at: 'nomination/open', asks: ['REMIND_BRANCHES', REVIEWER], breaks: { actor: SCORER } },
  decidedOrDue: { at: 'ward-review/open', asks: ['CLOSE', SECRETARIAT], breaks: { undecided: 1 } },
  scoredOrDue: { at: 'scoring/open', asks: ['CLOSE', SECRETARIAT], given: due, breaks: { belowMinimum: 1 } },
  noticeOver: { at: 'notice/open', asks: ['CLOSE', SECRETARIAT], given: due, breaks: { now: NOW } },
  noObjectionOpen: { at: 'notice/open', asks: ['CLOSE', CLOCK], given: due, breaks: { openObjections: 1 } },
  councilMember: { at: 'ballot/open', asks: ['CAST', SCORER], breaks: { actor: { ...SCORER, id: 'stranger' } } },
  ballotOpen: { at: 'ballot/open', asks: ['CAST', SCORER], breaks: { now: NOW + 1 } },
  notVoted: { at: 'ballot/open', asks: ['CAST', SCORER], breaks: { voted: ['h', 'c'] } },
  quorumReached: { at: 'ballot/open', asks: ['CLOSE', SECRETARIAT], breaks: { quorum: 2 } },
  chair: { at: 'announcement/open', asks: ['FINALISE', CHAIR], breaks: { actor: SCORER } },
  winnersFinalised: { at: 'announcement/open', asks: ['PUBLISH', SECRETARIAT], breaks: { winnersFinalised: false } },
};
