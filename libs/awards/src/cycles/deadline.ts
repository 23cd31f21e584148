import type { StageTimes } from '#store';
import { type Definition, stageOf } from '#workflow';
import type { HeldCycle } from '../held.js';

/** A deadline includes its whole second: what the server receives within it is in time. */
export const lastMomentOf = (deadline: Date): number => deadline.getTime() + 999;

/** When a timer for that deadline rings: the first moment after it. */
export const firstMomentAfter = (deadline: Date): Date => new Date(lastMomentOf(deadline) + 1);

/** When a stage closes for the units of a line, or for the last of all units; null when it has no deadline. Grace not included. */
export function closingOf(times: StageTimes | undefined, line: Readonly<Record<string, string>> | 'all'): Date | null {
  if (!times?.closes) return null;
  const units = line === 'all' ? Object.keys(times.extensions ?? {}) : Object.values(line);
  const extended = units.flatMap((unit) => times.extensions?.[unit]?.until ?? []);
  return new Date(Math.max(...[times.closes, ...extended].map((time) => Date.parse(time))));
}

/**
 * The last moment at which the cycle's stage still accepts something of this unit line, or of any; in epoch milliseconds, null when it has no
 * deadline. The server's time of receipt counts, to the second, plus the stage's grace.
 */
export function deadlineOf(
  cycle: Pick<HeldCycle, 'stage' | 'schedule'>,
  definition: Definition,
  line: Readonly<Record<string, string>> | 'all',
): number | null {
  const closes = closingOf(cycle.schedule[cycle.stage ?? ''], line);
  if (cycle.stage === null || !closes) return null;
  return lastMomentOf(new Date(closes.getTime() + stageOf(definition.pipeline, cycle.stage).graceMinutes * 60_000));
}
