import type { Cycle } from '#store';
import { type Definition, stageOf } from '#workflow';

/** A deadline includes its whole second: what the server receives within it is in time. */
export const lastMomentOf = (deadline: Date): number => deadline.getTime() + 999;

/** When a timer for that deadline rings: the first moment after it. */
export const firstMomentAfter = (deadline: Date): Date => new Date(lastMomentOf(deadline) + 1);

/**
 * The last moment at which the cycle's stage still accepts, in epoch milliseconds; null when it has no deadline. The server's
 * time of receipt counts, to the second, plus the stage's grace. `extended` is the later deadline of a unit that was given one.
 */
export function deadlineOf(cycle: Cycle, definition: Definition, extended: Date | string | null = null): number | null {
  if (cycle.stage === null) return null;
  const closes = cycle.schedule[cycle.stage]?.closes;
  if (!closes) return null;
  const latest = Math.max(Date.parse(closes), extended ? new Date(extended).getTime() : 0);
  return lastMomentOf(new Date(latest + stageOf(definition.pipeline, cycle.stage).graceMinutes * 60_000));
}
