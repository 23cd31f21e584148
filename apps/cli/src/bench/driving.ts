import { processorTime, type ProcessorTime } from './processor.js';

/** What one measurement found. */
export interface Sample {
  acts: number;
  seconds: number;
  /** Acts per second. */
  rate: number;
  /** Milliseconds from asking to answer, for half, for 95 and for 99 of 100. */
  p50: number;
  p95: number;
  p99: number;
  /** Milliseconds of processor time per act: what it costs, however busy the machine is. */
  cost: ProcessorTime;
}

/** One unit of work; null when there is nothing left to do. */
export type Next = () => (() => Promise<unknown>) | null;

/** So many clients, each asking for the next thing as soon as it has its answer, until the time is over or nothing is left. */
export async function drive(clients: number, next: Next, seconds = Infinity): Promise<Sample> {
  const waits: number[] = [];
  const before = processorTime();
  const began = performance.now();
  const end = began + seconds * 1000;
  const client = async (): Promise<void> => {
    for (let asked = performance.now(); asked < end; asked = performance.now()) {
      const act = next();
      if (!act) return;
      await act();
      waits.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const took = (performance.now() - began) / 1000;
  const cost = costSince(before, waits.length);
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
  return { acts: waits.length, seconds: took, rate: waits.length / took, p50: at(0.5), p95: at(0.95), p99: at(0.99), cost };
}

function costSince(before: ProcessorTime, acts: number): ProcessorTime {
  const after = processorTime();
  const each = (of: keyof ProcessorTime) => (after[of] - before[of]) / acts;
  return { node: each('node'), postgres: each('postgres'), worker: each('worker') };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
