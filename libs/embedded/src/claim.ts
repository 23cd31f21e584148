import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning, processStamp } from './process-stamp.js';

/** The process that holds a claim, with whatever it wrote about itself. */
export type Holder<Details> = Details & { pid: number; stamp: string };

/** Either ours (with what a dead process had left there), or held by a process that still runs. */
export type Claim<Details> =
  { isOurs: true; previous: Holder<Details> | undefined; release: () => void } | { isOurs: false; holder: Holder<Details> };

/**
 * Claims whatever `file` stands for in the name of this process, until `release()` or the end of the process, however it ends:
 * a file whose process is gone counts for nothing.
 */
export function claim<Details extends object>(file: string, details: Details): Claim<Details> {
  const mine: Holder<Details> = { ...details, pid: process.pid, stamp: processStamp(process.pid) ?? 'alive' };
  const previous = readClaim<Details>(file);
  if (previous && isRunning(previous.pid, previous.stamp)) return { isOurs: false, holder: previous };
  rmSync(file, { force: true });
  try {
    writeFileSync(file, `${JSON.stringify(mine)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const winner = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readClaim<Details>(file) : undefined;
    if (!winner) throw error;
    return { isOurs: false, holder: winner };
  }
  const release = (): void => {
    const current = readClaim<Details>(file);
    if (current?.pid === mine.pid && current.stamp === mine.stamp) rmSync(file, { force: true });
  };
  return { isOurs: true, previous, release };
}

/** What the file says, whether or not that process still runs; a half-written or missing file says nothing. */
export function readClaim<Details extends object>(file: string): Holder<Details> | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isClaim = typeof found === 'object' && found !== null && 'pid' in found && Number.isInteger(found.pid) && 'stamp' in found;
    return isClaim ? (found as Holder<Details>) : undefined;
  } catch {
    return undefined;
  }
}
