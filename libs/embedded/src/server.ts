import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAs } from './account.js';
import { NAME } from './cluster.js';
import { withClient } from './connection.js';
import { freePort } from './free-port.js';
import { give } from './home.js';
import type { Place } from './place.js';
import { stopWithControl } from './postmaster.js';
import { lastComplaint } from './programs.js';
import { serverEnvironment } from './server-environment.js';
import { stopAfterDeath } from './watchdog.js';

export interface Server {
  port: number;
  isRunning(): boolean;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  /** Fast shutdown; after `patience` milliseconds without regard for what is open (the next start then recovers). */
  stop(patience?: number): Promise<void>;
}

export interface Launch {
  settings: Record<string, string>;
  isTemporary: boolean;
  signal: AbortSignal | undefined;
}

/** Recovery after a crash can take a while; a server that says nothing for this long is broken. */
const START_LIMIT = 120_000;

/** Starts the server on a free port and waits until it answers. */
export async function launchServer(place: Place, password: string, { settings, isTemporary, signal }: Launch): Promise<Server> {
  const deadline = Date.now() + START_LIMIT;
  for (;;) {
    const server = await spawnServer(place, settings, isTemporary);
    const isUp = await answers(server, urlOf(server.port, password, 'postgres'), deadline, signal);
    if (isUp) return server;
    await server.stop(0);
    signal?.throwIfAborted();
    const log = readFileSync(place.home.log, 'utf8');
    // Someone was faster with the port, or the last helpers of a killed server are still going: both pass.
    const isPassing = /Address already in use|pre-existing shared memory block/.test(log);
    if (!isPassing || Date.now() > deadline)
      throw new Error(`PostgreSQL did not start: ${lastComplaint(log) ?? 'it gave no reason'} (see ${place.home.log}).`);
    await sleep(200);
  }
}

export function urlOf(port: number, password: string, database: string): string {
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${database}`;
}

async function spawnServer(place: Place, settings: Record<string, string>, isTemporary: boolean): Promise<Server> {
  const { home, account, binaries } = place;
  const port = await freePort();
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    logging_collector: 'off',
    log_destination: 'stderr',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  if (existsSync(home.log)) renameSync(home.log, `${home.log}.old`);
  const log = openSync(home.log, 'a', 0o600);
  give(home.log, account);
  // A group of its own: Ctrl-C must not reach the server before the people working with it have finished.
  const child = spawn(binaries.postgres, ['-D', home.data, '-p', String(port), ...flags], {
    ...runAs(account),
    cwd: home.data,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid) void ended.then(stopAfterDeath({ pid: child.pid, lock: home.lock }, isTemporary ? 'fast' : 'patient'));
  return { port, ended, isRunning: () => isRunning(child), stop: (patience = 5_000) => stop(place, child, ended, patience) };
}

async function stop(place: Place, child: ChildProcess, ended: Promise<void>, patience: number): Promise<void> {
  if (!isRunning(child)) return;
  if (process.platform === 'win32') stopWithControl(place);
  else child.kill(patience === 0 ? 'SIGQUIT' : 'SIGINT');
  const insist = setTimeout(() => child.kill('SIGQUIT'), patience);
  const force = setTimeout(() => child.kill('SIGKILL'), patience + 5_000);
  await ended;
  clearTimeout(insist);
  clearTimeout(force);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function answers(server: Server, url: string, deadline: number, signal: AbortSignal | undefined): Promise<boolean> {
  while (server.isRunning() && Date.now() < deadline) {
    if (signal?.aborted) return false;
    try {
      await withClient(url, (client) => client.query('SELECT 1'));
      return true;
    } catch (error) {
      // Not listening yet, or still starting up (57P03). Anything else will not get better.
      const { code } = error as { code?: string };
      if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET' && code !== '57P03' && server.isRunning()) {
        await server.stop();
        throw new Error(
          `PostgreSQL started but refuses its own password (${(error as Error).message}): delete the file "password" beside its data, and a new one is set.`,
          { cause: error },
        );
      }
      await sleep(25);
    }
  }
  return false;
}
