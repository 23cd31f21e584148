import { buildNominationMachine, type NominationFacts, Refusal } from '#workflow';
import { readSample } from '../index.js';
import { deadlineOf, firstMomentAfter, lastMomentOf } from './deadline.js';

const { definition } = readSample();
const CLOSES = '2024-02-04T16:59:00.000Z';
const cycle = { stage: 'nomination', schedule: { nomination: { opens: null, closes: CLOSES } } } as never;
const withGrace = {
  ...definition,
  pipeline: { stages: definition.pipeline.stages.map((stage) => ({ ...stage, graceMinutes: 5 })) },
};

const facts: NominationFacts = {
  cycleStage: 'nomination',
  organiser: 'D',
  waiting: false,
  suspended: false,
  within: null,
  now: 0,
  closes: null,
  line: {},
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
  council: [],
  ties: [],
  recused: false,
  sheetSubmitted: false,
};
const nominations = buildNominationMachine(definition.pipeline);

/** Whether a nomination that the server received at that moment is in time. */
function isInTime(received: string, closes: number | null): boolean {
  try {
    const event = { type: 'SUBMIT', actor: { id: 'n', role: 'nominator', unit: 'B' } } as const;
    nominations.decide({ status: 'draft', stage: 'nomination' }, { ...facts, now: Date.parse(received), closes }, event);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.because === 'inTime') return false;
    throw error;
  }
}

it.each([
  ['the second before it', '2024-02-04T16:58:59.999Z', true],
  ['at its first moment', '2024-02-04T16:59:00.000Z', true],
  ['at the last moment of its second', '2024-02-04T16:59:00.999Z', true],
  ['the second after it', '2024-02-04T16:59:01.000Z', false],
])('a nomination received %s: %s in time is %s', (_, received, inTime) => {
  expect(isInTime(received, deadlineOf(cycle, definition, {}))).toBe(inTime);
});

it.each([
  ['2024-02-04T17:04:00.999Z', true],
  ['2024-02-04T17:04:01.000Z', false],
])('five minutes of grace come on top: %s is %s', (received, inTime) => {
  expect(isInTime(received, deadlineOf(cycle, withGrace, {}))).toBe(inTime);
});

it('a unit’s own later deadline counts for all below it, an earlier one takes nothing away', () => {
  const later = '2024-02-05T10:00:00.000Z';
  const times = {
    opens: null,
    closes: CLOSES,
    extensions: { W1: { until: later, reason: 'x' }, W2: { until: '2024-02-01T10:00:00.000Z', reason: 'x' } },
  };
  const extended = { stage: 'nomination', schedule: { nomination: times } } as never;
  const last = (line: Record<string, string> | 'all') => deadlineOf(extended, definition, line);
  expect(last({ branch: 'B', ward: 'W1' })).toBe(lastMomentOf(new Date(later)));
  expect(last({ branch: 'B', ward: 'W2' })).toBe(lastMomentOf(new Date(CLOSES)));
  expect(last({ branch: 'B', ward: 'W3' })).toBe(lastMomentOf(new Date(CLOSES)));
  expect(last('all')).toBe(lastMomentOf(new Date(later)));
});

it('the clock rings at the very moment at which it is too late', () => {
  const rings = firstMomentAfter(new Date(CLOSES)).toISOString();
  expect(isInTime(rings, deadlineOf(cycle, definition, {}))).toBe(false);
  expect(isInTime(new Date(Date.parse(rings) - 1).toISOString(), deadlineOf(cycle, definition, {}))).toBe(true);
});
