import { readFileSync } from 'node:fs';
import {
  buildCycleMachine,
  buildNominationMachine,
  CLOCK,
  readDefinition,
  Refusal,
  type Actor,
  type CycleEventType,
  type CycleFacts,
  type CycleRule,
  type NominationEvent,
  type NominationEventType,
  type NominationFacts,
  type NominationRule,
} from './index.js';

const { pipeline } = readDefinition(
  JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')),
);
const nominations = buildNominationMachine(pipeline);
const cycles = buildCycleMachine(pipeline);

const NOMINATOR: Actor = { id: 'n', role: 'nominator', unit: 'B' };
const REVIEWER: Actor = { id: 'r', role: 'reviewer', unit: 'W' };
const SECRETARIAT: Actor = { id: 's', role: 'secretariat', unit: 'D' };
const SCORER: Actor = { id: 'c', role: 'scorer', unit: 'D' };
const CHAIR: Actor = { id: 'h', role: 'chair', unit: 'D' };
const NOW = 1000;

const nominationFacts: NominationFacts = {
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
const cycleFacts: CycleFacts = {
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

const nominationCases: Record<NominationRule, NominationCase> = {
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

const due = { now: NOW + 1 };
const cycleCases: Record<CycleRule, CycleCase> = {
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

function standingAt<S>(standings: readonly S[], name: string): S {
  const [stage, status] = name.includes('/') ? name.split('/') : [null, name];
  const found = standings.find((one) => sameAs(one, { status, stage }));
  if (found === undefined) throw new Error(`no standing ${name}`);
  return found;
}
const sameAs = (one: unknown, other: object) => JSON.stringify(one) === JSON.stringify(other);

function refusalOf(ask: () => unknown): Pick<Refusal, 'subject' | 'status' | 'event' | 'because'> | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { subject, status, event, because } = error;
    return { subject, status, event, because };
  }
}

describe('a nomination is refused by', () => {
  it.each(Object.entries(nominationCases))('%s', (rule, { at, asks: [type, actor], given = {}, breaks }) => {
    const standing = standingAt(nominations.standings, at);
    const { actor: other, due, seen, ...changed } = breaks;
    const base = { ...nominationFacts, cycleStage: standing.stage, ...given };
    expect(refusalOf(() => nominations.decide(standing, base, { type, actor, rank: 1 }))).toBeUndefined();
    const rank = 'rank' in breaks ? breaks.rank : 1;
    expect(
      refusalOf(() => nominations.decide(standing, { ...base, ...changed }, { type, actor: other ?? actor, rank, due, seen })),
    ).toEqual({
      subject: 'nomination',
      status: standing.status,
      event: type,
      because: rule,
    });
  });
});

describe('a cycle is refused by', () => {
  it.each(Object.entries(cycleCases))('%s', (rule, { at, asks: [type, actor], given = {}, breaks }) => {
    const standing = standingAt(cycles.standings, at);
    const { actor: other, ...changed } = breaks;
    const base = { ...cycleFacts, ...given };
    expect(refusalOf(() => cycles.decide(standing, base, { type, actor }))).toBeUndefined();
    expect(refusalOf(() => cycles.decide(standing, { ...base, ...changed }, { type, actor: other ?? actor }))).toEqual({
      subject: 'cycle',
      status: standing.status,
      event: type,
      because: rule,
    });
  });
});

describe('in particular', () => {
  const submitted = standingAt(nominations.standings, 'ward-review/submitted');
  const inReview = { ...nominationFacts, cycleStage: 'ward-review' };

  it.each([0, -1, 1.5, Number.NaN, Infinity])('a rank of %p is none', (rank) => {
    expect(refusalOf(() => nominations.decide(submitted, inReview, { type: 'ENDORSE', actor: REVIEWER, rank }))?.because).toBe('rankGiven');
  });

  it('the close of an earlier stage decides nothing about a nomination that is further on', () => {
    const close = { ...nominationFacts, cycleStage: 'nomination', within: 'closing' as const };
    expect(refusalOf(() => nominations.decide(submitted, close, { type: 'CLOSE', actor: CLOCK }))?.because).toBe('partOfClosing');
  });

  it('a tie to a unit of another tier of the line bars scoring too', () => {
    const scoring = standingAt(nominations.standings, 'scoring/scoring');
    const tied = (unit: string) =>
      refusalOf(() =>
        nominations.decide(scoring, { ...nominationFacts, cycleStage: 'scoring', ties: [unit] }, { type: 'SCORE', actor: SCORER }),
      );
    expect(['B', 'W', 'D', 'C'].map((unit) => tied(unit)?.because)).toEqual(['noTie', 'noTie', 'noTie', 'noTie']);
  });

  it.each([
    ['scoring below the minimum of sheets', 'scoring/open', { belowMinimum: 1 }],
    ['a ballot without its quorum', 'ballot/open', { quorum: 2 }],
  ])('%s, once due, can only be given a later deadline, suspended or cancelled', (_, at, lacking) => {
    const standing = standingAt(cycles.standings, at);
    const facts = { ...cycleFacts, ...lacking, ...due };
    const offered = [NOMINATOR, REVIEWER, SECRETARIAT, SCORER, CHAIR, CLOCK].flatMap((actor) => cycles.allowed(standing, facts, actor));
    expect(offered).toEqual(['EXTEND', 'SUSPEND', 'CANCEL']);
  });

  it('every refusal has its sentence in both languages', () => {
    const rules = [...Object.keys(nominationCases), ...Object.keys(cycleCases), 'wrongStatus'] as Refusal['because'][];
    for (const rule of rules) {
      const { vi, en } = new Refusal('cycle', 'open', 'CLOSE', rule).sentence;
      expect([vi, en]).toEqual([expect.stringMatching(/^\p{Lu}.*\.$/u), expect.stringMatching(/^\p{Lu}.*\.$/u)]);
      expect(vi.normalize('NFC')).toBe(vi);
    }
  });
});
