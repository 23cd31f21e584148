import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.js';
import type { Place } from './place.js';
import { isRunning } from './process-stamp.js';

/** What a server's own lock file says. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** The server that really runs on this data, whoever started it. */
export function findPostmaster(home: Home): Postmaster | undefined {
  if (!existsSync(home.lock)) return undefined;
  // Lines of postmaster.pid: process, data directory, start time, port, … (storage/lmgr, pidfile.h)
  const [pid, , , port] = readFileSync(home.lock, 'utf8').split('\n').map(Number);
  return pid && isPostgresOn(home, pid) ? { pid, port: port ?? 0 } : undefined;
}

/**
 * Stops a server that outlived its starter, and removes a lock file that names no server: after a crash
 * the process number may belong to somebody else, and PostgreSQL would then refuse to start for ever.
 */
export async function stopLeftOver(place: Place, onStep: (line: string) => void): Promise<void> {
  const left = findPostmaster(place.home);
  if (left) {
    onStep(`Stopping the PostgreSQL that an earlier run left behind (process ${left.pid})`);
    if (process.platform === 'win32') stopWithControl(place);
    else await stopProcess(left.pid);
  }
  // Safe: helpers of a killed server still hold its shared memory, and PostgreSQL looks at that by itself.
  rmSync(place.home.lock, { force: true });
}

/** Windows has no signals: PostgreSQL's own control program knows another way. */
export function stopWithControl({ binaries, home }: Place): void {
  spawnSync(binaries.pgCtl, ['stop', '-D', home.data, '-m', 'fast', '-w', '-t', '5'], { stdio: 'ignore' });
}

async function stopProcess(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isRunning(pid)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < 5_000 && isRunning(pid); waited += 25) await sleep(25);
  }
}

function isPostgresOn(home: Home, pid: number): boolean {
  if (!isRunning(pid)) return false;
  if (process.platform === 'win32') return true;
  const data = realpathSync(home.data);
  try {
    // The server's working directory is its data directory, and it keeps its name whatever its title says.
    if (existsSync('/proc/self/comm'))
      return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres') && readlinkSync(`/proc/${pid}/cwd`) === data;
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && (command.includes(data) || command.includes(home.data));
  } catch {
    return false;
  }
}
