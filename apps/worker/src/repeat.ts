import { setTimeout as pause } from 'node:timers/promises';
import type { Workbench } from './queues/processor.js';

const IDLE_MS = 200;
const LONGEST_WAIT_MS = 5_000;

interface Pace {
  /** The pause when there was less to do. */
  idle?: number;
  /** So much done at once is worth going on without a pause: a round costs the same however little it finds. */
  atOnce?: number;
}

/** Works until the worker stops: at once again while there was enough to do; a moment later when not; ever later while it fails. */
export async function repeat(
  bench: Workbench,
  name: string,
  work: () => Promise<number>,
  { idle = IDLE_MS, atOnce = 1 }: Pace = {},
): Promise<void> {
  let failures = 0;
  while (!bench.stopping.signal.aborted) {
    let wait = 0;
    try {
      wait = (await work()) >= atOnce ? 0 : idle;
      failures = 0;
    } catch (error) {
      failures += 1;
      wait = Math.min(IDLE_MS * 2 ** failures, LONGEST_WAIT_MS);
      bench.failures.report(name, error);
    }
    if (wait > 0) await rest(bench, wait);
  }
}

/** Waits, but not longer than the worker runs. */
export async function rest(bench: Workbench, milliseconds: number): Promise<void> {
  await pause(milliseconds, undefined, { signal: bench.stopping.signal }).catch(() => undefined);
}
