import { type CycleFacts, type Definition, indexOfStage, type NominationFacts, Refusal, type Text } from '#workflow';
import type { HeldCycle } from '../held.js';
import { dateIn, timeIn } from './schedule.js';

type Facts = NominationFacts | CycleFacts;
type Instant = string | number | null;

/** Decides; a refusal also says when it will be allowed, or that it never will be, where the schedule tells. */
export function decideWith<T>(cycle: HeldCycle, definition: Definition, facts: Facts, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Refusal) error.when = allowedWhen(error, cycle, definition, facts);
    throw error;
  }
}

function allowedWhen({ because, stage, status }: Refusal, cycle: HeldCycle, definition: Definition, facts: Facts): Text | null {
  const { timeZone } = definition;
  const times = cycle.schedule[stage ?? ''];
  const supplementDue = 'supplementDue' in facts ? facts.supplementDue : null;
  switch (because) {
    case 'nominationsOpen':
    case 'scoringOpen':
    case 'reviewOpen':
      return opening(cycle, definition, stage ?? '');
    case 'noticeOpen':
      return opening(cycle, definition, stage ?? '') ?? say(over, facts.closes, timeZone);
    case 'ballotOpen':
    case 'inTime':
      return say(over, facts.closes, timeZone);
    case 'returnInTime':
      return say(over, times?.returnsUntil ?? null, timeZone);
    case 'supplementInTime':
      return say(over, supplementDue, timeZone);
    case 'supplementOver':
      return say(from, supplementDue, timeZone);
    case 'openDue':
      return say(from, times?.opens ?? null, timeZone);
    case 'due':
    case 'noticeOver':
      return say(from, facts.closes, timeZone);
    case 'decidedOrDue':
      return say(latest, facts.closes, timeZone);
    case 'wrongStatus':
      // Only what has come to its end, or has not begun, stands in no stage.
      return stage === null && status !== 'prepared' ? ENDED : null;
    default:
      return null;
  }
}

const ENDED: Text = { vi: 'Việc này đã kết thúc, nay không làm được nữa.', en: 'This has come to its end; it can no longer be done.' };

/** About a stage that is not open: when it opens, or that it is over. Null for the one in which the cycle stands. */
function opening(cycle: HeldCycle, { pipeline, timeZone }: Definition, stage: string): Text | null {
  const [here, there] = [indexOfStage(pipeline, cycle.stage ?? ''), indexOfStage(pipeline, stage)];
  const isAhead = cycle.status === 'prepared' || here < there || (here === there && cycle.status === 'waiting');
  if (cycle.stage !== null || cycle.status === 'prepared') {
    if (isAhead) return say(from, cycle.schedule[stage]?.opens ?? null, timeZone);
    if (here === there) return null;
  }
  return { vi: 'Bước này đã kết thúc, nay không làm được nữa.', en: 'That stage is over; it can no longer be done.' };
}

const over = {
  vi: (at: string) => `Hạn là ${at}, nay không làm được nữa.`,
  en: (at: string) => `The deadline was ${at}; it can no longer be done.`,
};
const from = { vi: (at: string) => `Làm được từ ${at}.`, en: (at: string) => `It can be done from ${at}.` };
const latest = { vi: (at: string) => `Chậm nhất làm được từ ${at}.`, en: (at: string) => `It can be done from ${at} at the latest.` };

/** A sentence about an instant, in the award's zone: `17:00, 12/03/2024`. */
function say(sentence: typeof over, instant: Instant, timeZone: string): Text | null {
  if (instant === null) return null;
  const date = new Date(instant);
  const [year, month, day] = dateIn(date, timeZone).split('-');
  const at = `${timeIn(date, timeZone)}, ${day}/${month}/${year}`;
  return { vi: sentence.vi(at), en: sentence.en(at) };
}
