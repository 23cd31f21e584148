import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { claim } from './claim.js';
import { findBinaries } from './binaries.js';
import { NAME, prepareCluster } from './cluster.js';
import { withClient } from './connection.js';
import { give } from './home.js';
import { choosePlace, HOME_FOR_ROOT, type Place } from './place.js';
import { stopLeftOver } from './postmaster.js';
import { launchServer, urlOf, type Server } from './server.js';
import { deleteAfterDeath } from './watchdog.js';

export interface StartOptions {
  /** The folder of the cluster: data, password and log. Made when missing. */
  dataDir: string;
  /** As root, where programs and data go when the server's user cannot reach them here. */
  homeForRoot?: string;
  /** Server settings such as `fsync: 'off'`. */
  settings?: Record<string, string>;
  /** The folder is deleted when the server stops, however this process ends. */
  isTemporary?: boolean;
  /** Stops a start that is under way. */
  signal?: AbortSignal;
  /** One plain sentence for whatever takes time or would surprise. */
  onStep?: (line: string) => void;
}

export interface RunningPostgres {
  url: string;
  port: number;
  /** Where the cluster really is: elsewhere than asked when root's server user could not reach it. */
  dataDir: string;
  /** Resolves when the server has ended, asked or not. */
  ended: Promise<void>;
  /** Fast shutdown, after `patience` milliseconds (5,000) an immediate one. May be called again to be less patient. */
  stop(patience?: number): Promise<void>;
}

/**
 * Starts the PostgreSQL that came with npm, making its cluster on the first start and replacing a server that an earlier,
 * killed run left behind. Rejects with one sentence a person can act on.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const onStep = options.onStep ?? (() => undefined);
  try {
    const wish = { dataDir: resolve(options.dataDir), homeForRoot: options.homeForRoot ?? HOME_FOR_ROOT, onStep };
    const place = await choosePlace(wish, await findBinaries());
    return await startIn(place, options, onStep);
  } catch (error) {
    throw explain(error);
  }
}

async function startIn(place: Place, options: StartOptions, onStep: (line: string) => void): Promise<RunningPostgres> {
  const { home, account } = place;
  const owner = claim(home.owner, {});
  if (!owner.isOurs) throw new Error(`The PostgreSQL in ${home.directory} is already in use by the process ${owner.holder.pid}.`);
  const { signal, isTemporary = false, settings = {} } = options;
  const callOff = isTemporary ? deleteAfterDeath(home.directory) : () => undefined;
  const leave = (): void => {
    owner.release();
    if (isTemporary) rmSync(home.directory, { recursive: true, force: true, maxRetries: 5 });
    callOff();
  };
  try {
    give(home.owner, account);
    await stopLeftOver(place, onStep);
    signal?.throwIfAborted();
    const password = await prepareCluster(place, { isTemporary, signal, onStep });
    const server = await launchServer(place, password, { settings, isTemporary, signal });
    // However it ends: a server that is gone is nobody's.
    void server.ended.then(owner.release);
    await makeDatabase(server, password);
    const stop = async (patience?: number): Promise<void> => server.stop(patience).then(leave);
    return { url: urlOf(server.port, password, NAME), port: server.port, dataDir: home.directory, ended: server.ended, stop };
  } catch (error) {
    leave();
    throw error;
  }
}

async function makeDatabase(server: Server, password: string): Promise<void> {
  try {
    await withClient(urlOf(server.port, password, 'postgres'), async (client) => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The system's own faults (no permission, no space) become a sentence that names the path. */
function explain(error: unknown): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    ENOSPC: 'no space left on the disk',
    EROFS: 'read-only file system',
  };
  const reason = reasons[code ?? ''];
  return reason && path ? new Error(`PostgreSQL could not be started: ${reason} (${syscall} ${path}).`, { cause: error }) : error;
}
