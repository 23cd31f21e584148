import { addWorkingDays, type Definition, type NominationFacts, stageOf } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { dateIn, instantOf } from '../cycles/schedule.js';
import type { HeldCycle, HeldNomination } from '../held.js';

const END_OF_WORK = '17:00';

/** The end of that working day in the award's zone, or the close of the stage where that is earlier on the same day. */
export function dueOn(date: string, { timeZone }: Definition, closes: number | null): number {
  const end = instantOf(date, END_OF_WORK, timeZone).getTime();
  return closes !== null && closes < end && dateIn(new Date(closes), timeZone) === date ? closes : end;
}

type Limits = Pick<NominationFacts, 'dueFrom' | 'dueUntil'>;
type Where = Pick<HeldNomination, 'stage' | 'line'>;

/** Between which moments a return may be due: so many working days after today, and the close of the stage, if that is not before. */
export function supplementLimits(
  cycle: Pick<HeldCycle, 'schedule'>,
  { stage: code, line }: Where,
  definition: Definition,
  now: Date,
): Limits {
  const stage = code === null ? null : stageOf(definition.pipeline, code);
  if (stage?.kind !== 'review') return { dueFrom: 0, dueUntil: null };
  const { timeZone, holidays } = definition;
  const dueFrom = dueOn(addWorkingDays(dateIn(now, timeZone), stage.supplementDays, holidays), definition, null);
  const closes = closingOf(cycle.schedule[stage.code], line)?.getTime() ?? null;
  return { dueFrom, dueUntil: closes === null ? null : Math.max(closes, dueFrom) };
}
