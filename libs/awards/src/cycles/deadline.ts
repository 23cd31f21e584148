import type { Cycle } from '#store';
import { type Definition, stageOf } from '#workflow';

/**
 * The last moment at which the cycle's stage still accepts, in epoch milliseconds; null when it has no deadline. "At 23:59" includes that whole
 * minute's first second and no more: the server's time of receipt counts, to the second, plus the stage's grace.
 */
export function deadlineOf(cycle: Cycle, definition: Definition): number | null {
  if (cycle.stage === null) return null;
  const closes = cycle.schedule[cycle.stage]?.closes;
  if (!closes) return null;
  return Date.parse(closes) + stageOf(definition.pipeline, cycle.stage).graceMinutes * 60_000 + 999;
}
