import { AsyncLocalStorage } from 'node:async_hooks';
import type { Config } from '#config';
import { type ConnectionOptions, createRedisBackend, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import { type ClientBase, Pool } from 'pg';
import { createPatientBackend, joining } from './postgres.js';
import { QUEUES } from './queues.js';

/** Queries of the dispatcher, the sweeper and BullMQ's own housekeeping at the same time. */
const HOUSEKEEPING = 3;

type Wanted = Pick<Config, 'redisUrl' | 'databaseUrl' | 'concurrency'>;

/** Jobs that are worked on at the same time, all queues together. */
const atOnce = ({ concurrency }: Pick<Wanted, 'concurrency'>) => QUEUES.reduce((sum, name) => sum + concurrency[name], 0);

/**
 * The connections one worker process opens at most: the queues' pool (one to listen for each queue, one for each job, housekeeping) and the
 * store's (one for each job, one for each of its loops). `docs/decisions/0011` states the sum.
 */
export const connectionBudget = (wanted: Pick<Wanted, 'concurrency'>) => ({
  queues: QUEUES.length + atOnce(wanted) + HOUSEKEEPING,
  store: atOnce(wanted) + 5,
});

export interface QueueConnection {
  options: ConnectionOptions;
  /** Whether jobs added within `transaction` are part of it. */
  isOneWithDatabase: boolean;
  /** Runs work in a transaction of the database, on the connection it is given. */
  transaction: <T>(work: (tx: ClientBase) => Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** What the queues stand on. Asks nobody for anything yet: whoever makes a Queue or a Worker of it waits at the gate before. */
export function connectQueues(wanted: Wanted): QueueConnection {
  const { redisUrl, databaseUrl } = wanted;
  const pool = new Pool({
    connectionString: databaseUrl,
    max: redisUrl ? HOUSEKEEPING : connectionBudget(wanted).queues,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'vinh-danh-queues',
    options: '-c search_path=bullmq',
  });
  // A connection that the server ends is no reason to fall over: the query in flight fails, the next one takes another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const joined = new AsyncLocalStorage<ClientBase>();
  const transaction = <T>(work: (tx: ClientBase) => Promise<T>) => within(pool, (tx) => joined.run(tx, () => work(tx)));
  if (redisUrl) return { ...onRedis(redisUrl, pool), transaction, isOneWithDatabase: false };
  setDefaultBackendFactory(createPatientBackend as Parameters<typeof setDefaultBackendFactory>[0]);
  const options = joining(pool, joined) as unknown as ConnectionOptions;
  return { options, transaction, isOneWithDatabase: true, close: () => pool.end() };
}

function onRedis(url: string, pool: Pool): Pick<QueueConnection, 'options' | 'close'> {
  setDefaultBackendFactory(createRedisBackend);
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(times * 200, 2_000) });
  redis.on('error', () => undefined);
  const close = async () => {
    redis.disconnect();
    await pool.end();
  };
  return { options: redis, close };
}

async function within<T>(pool: Pool, work: (tx: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back must not go back into the pool.
    await client.query('rollback').catch(() => (isBroken = true));
    throw error;
  } finally {
    client.release(isBroken);
  }
}
