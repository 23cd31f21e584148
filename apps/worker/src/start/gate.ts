import { setTimeout as pause } from 'node:timers/promises';
import { type EntityManager } from '@mikro-orm/postgresql';
import type { Config } from '#config';
import { openStore, schemaState } from '#store';
import { LATEST_SCHEMA_VERSION } from 'bullmq';
import { Redis } from 'ioredis';
import { clockFault } from '../clock/difference.js';
import type { Failures } from '../queues/failures.js';
import { sentenceOf } from '../queues/failures.js';

const RETRY_MS = 1_000;
const SET_UP = 'run "npm run cli -- setup" of this version';

type Needed = Pick<Config, 'databaseUrl' | 'redisUrl'>;

/**
 * Returns when everything a worker stands on is there and as this code expects it; until then it waits quietly, whatever the order in which
 * things are started. No Queue and no Worker exists before: BullMQ would spin. Rejects only when `signal` says to stop.
 */
export async function gate(needed: Needed, failures: Pick<Failures, 'report'>, signal: AbortSignal): Promise<void> {
  const store = await openStore(needed.databaseUrl);
  try {
    for (;;) {
      const found = await hindrance(store.em.fork(), needed.redisUrl);
      if (!found) return;
      failures.report('waiting', found);
      await pause(RETRY_MS, undefined, { signal });
    }
  } finally {
    await store.close();
  }
}

/** What keeps us from starting, in one sentence; null when nothing does. */
async function hindrance(em: EntityManager, redisUrl: string | undefined): Promise<string | null> {
  try {
    return (await clockFault(em)) ?? (await tables(em)) ?? (redisUrl ? await redis(redisUrl) : await queueTables(em));
  } catch (error) {
    return `The database cannot be used yet: ${sentenceOf(error)}`;
  }
}

/** Tables of a newer version are none of our business: its set-up keeps them fit for us while the two run side by side. */
async function tables(em: EntityManager): Promise<string | null> {
  const state = await schemaState(em);
  if (state === 'missing') return `The database is empty: ${SET_UP}.`;
  return state === 'behind' ? `The database is older than this program: ${SET_UP}.` : wholeTables(em);
}

/** Whom the policies of the tables bind sees no row and would find nothing to do for ever. */
async function wholeTables(em: EntityManager): Promise<string | null> {
  const [found] = await em.execute<{ bound: boolean }[]>(`select row_security_active('nomination') as bound`);
  return found?.bound
    ? 'The user of DATABASE_URL sees only some rows: a worker needs the owner of the tables, or a role with BYPASSRLS.'
    : null;
}

/** BullMQ's functions are called by name and place of argument: only the version this code was tested with will do. */
async function queueTables(em: EntityManager): Promise<string | null> {
  const [found] = await em.execute<{ there: boolean }[]>(`select to_regclass('bullmq.migration') is not null as there`);
  if (!found?.there) return `The database has no tables for the queues: ${SET_UP}.`;
  const [row] = await em.execute<{ version: number | null }[]>('select max(version)::int as version from bullmq.migration');
  const version = row?.version ?? 0;
  if (version === LATEST_SCHEMA_VERSION) return null;
  return version < LATEST_SCHEMA_VERSION
    ? `The tables of the queues are of version ${version} and this program needs ${LATEST_SCHEMA_VERSION}: ${SET_UP}.`
    : `The tables of the queues are of version ${version}, newer than the ${LATEST_SCHEMA_VERSION} this program knows: start the newer program.`;
}

async function redis(url: string): Promise<string | null> {
  const connection = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null, connectTimeout: 5_000 });
  let why: unknown;
  connection.on('error', (error) => (why = error));
  try {
    await connection.connect();
    await connection.ping();
    return null;
  } catch (error) {
    return `Redis cannot be used yet: ${sentenceOf(why ?? error)}`;
  } finally {
    connection.disconnect();
  }
}
