import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * What tells this life of a process from any other: its start time and the boot it belongs to. A number alone is not enough,
 * because numbers are used again, in containers almost at once. Undefined when no such process runs (a zombie does not run).
 */
export function processStamp(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) return stampFromProc(pid);
  if (process.platform === 'win32') return isSignalable(pid) ? 'alive' : undefined;
  return stampFromPs(pid);
}

/** Whether the very process with this stamp still runs; without a stamp, whether any process has the number. */
export function isRunning(pid: number, stamp?: string): boolean {
  const current = processStamp(pid);
  return current !== undefined && (stamp === undefined || current === stamp);
}

function stampFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may itself hold spaces and brackets: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAtTick] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startedAtTick}`;
  } catch {
    return undefined;
  }
}

function stampFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

function isSignalable(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
