/** What one measurement found. */
export interface Sample {
  acts: number;
  seconds: number;
  /** Acts per second. */
  rate: number;
  /** Milliseconds from asking to answer, for half and for 99 of 100. */
  p50: number;
  p99: number;
}

/** One unit of work; null when there is nothing left to do. */
export type Next = () => (() => Promise<unknown>) | null;

/** So many clients, each asking for the next thing as soon as it has its answer, until the time is over or nothing is left. */
export async function drive(clients: number, next: Next, seconds = Infinity): Promise<Sample> {
  const waits: number[] = [];
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
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
  return { acts: waits.length, seconds: took, rate: waits.length / took, p50: at(0.5), p99: at(0.99) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
