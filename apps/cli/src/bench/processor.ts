import { readdirSync, readFileSync } from 'node:fs';

/** Processor time, in milliseconds: of this process, of the PostgreSQL it has started, and of a worker beside it. */
export interface ProcessorTime {
  node: number;
  postgres: number;
  worker: number;
}

/** The kernel counts a process's time in hundredths of a second. */
const TICK = 10;

/** What has been used so far. Only Linux tells it of other processes; elsewhere theirs is NaN. */
export function processorTime(): ProcessorTime {
  const { user, system } = process.cpuUsage();
  const found: ProcessorTime = { node: (user + system) / 1000, postgres: 0, worker: 0 };
  try {
    for (const { name, ticks } of below(process.pid)) found[name === 'postgres' ? 'postgres' : 'worker'] += ticks * TICK;
  } catch {
    Object.assign(found, { postgres: Number.NaN, worker: Number.NaN });
  }
  return found;
}

interface Running {
  pid: number;
  parent: number;
  name: string;
  /** With those of its children that have ended. */
  ticks: number;
}

function below(ancestor: number): Running[] {
  const all = readdirSync('/proc').flatMap(running);
  const found = all.filter(({ parent }) => parent === ancestor);
  // Grows while it is walked: children of children follow.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function running(pid: string): Running[] {
  if (!/^\d+$/.test(pid)) return [];
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may itself hold spaces and brackets: count from the last one.
    const end = stat.lastIndexOf(')');
    const fields = stat
      .slice(end + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, one) => sum + one, 0);
    return [{ pid: Number(pid), parent: fields[1] ?? 0, name: stat.slice(stat.indexOf('(') + 1, end), ticks }];
  } catch {
    return []; // It has just ended.
  }
}
