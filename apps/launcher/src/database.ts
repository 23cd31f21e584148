import { inspectServer, startPostgres, type RunningPostgres } from '#embedded';
import { isAbsolute, join, relative } from 'node:path';
import type { Steps } from './steps.js';

const OLDEST = 15;

/** Starts our own PostgreSQL in `.data/postgres`. */
export async function startOwnDatabase(directory: string, steps: Steps, signal: AbortSignal): Promise<RunningPostgres> {
  return startPostgres({ dataDir: join(directory, '.data', 'postgres'), signal, onStep: (line) => steps.note(`  ${line}`) });
}

export async function describeOwnDatabase(postgres: RunningPostgres, directory: string): Promise<string> {
  const { major } = await inspectServer(postgres.url);
  const inside = relative(directory, postgres.dataDir);
  const place = inside.startsWith('..') || isAbsolute(inside) ? postgres.dataDir : inside;
  return `PostgreSQL ${major} started on port ${postgres.port} (${place})`;
}

/** Checks the server DATABASE_URL names. Rejects with one sentence when it is of no use. */
export async function describeNamedDatabase(url: string): Promise<string> {
  const { host, pathname } = new URL(url);
  // Never the whole address: it holds a password.
  const place = `${host || 'localhost'}${pathname}`;
  const { version, major } = await inspectServer(url).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The PostgreSQL that DATABASE_URL names (${place}) cannot be used: ${error.message || error.code}.`, { cause: error });
  });
  if (major < OLDEST)
    throw new Error(`The PostgreSQL that DATABASE_URL names (${place}) is version ${version}; Vinh Danh needs ${OLDEST} or newer.`);
  return `PostgreSQL ${version} answers at ${place}`;
}
