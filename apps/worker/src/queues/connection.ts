import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#config';
import { type ConnectionOptions, createPostgresBackend, createRedisBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import { type ClientBase, Pool } from 'pg';

/** One shared pool: each BullMQ Worker keeps one of its connections to listen, the rest is for short queries. */
const POOL_SIZE = 12;
const RETRY_MS = 500;

export interface QueueConnection {
  options: ConnectionOptions;
  /**
   * Runs work in a transaction of the database. With the queues in PostgreSQL the jobs added meanwhile are part of it: they and what is written
   * through `tx` come into being together or not at all. With the queues in Redis only what is written through `tx` is.
   */
  transaction<T>(work: (tx: ClientBase) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens what the queues stand on, and returns only when it really works: BullMQ remembers a failed boot for ever and would spin, so neither a
 * Queue nor a Worker exists before this gate. Its schema is brought up to date here, in one step of its own.
 */
export async function connectQueues(
  { redisUrl, databaseUrl }: Pick<Config, 'redisUrl' | 'databaseUrl'>,
  patience = 60,
): Promise<QueueConnection> {
  const pool = new Pool({ connectionString: databaseUrl, max: POOL_SIZE, keepAlive: true, options: '-c search_path=bullmq' });
  // An idle connection that the server ends is no reason to fall over; the next query takes another.
  pool.on('error', () => undefined);
  const joined = new AsyncLocalStorage<ClientBase>();
  const transaction = <T>(work: (tx: ClientBase) => Promise<T>) => within(pool, (tx) => joined.run(tx, () => work(tx)));
  if (redisUrl) {
    const redis = await openRedis(redisUrl, patience);
    return {
      options: redis as unknown as ConnectionOptions,
      transaction,
      close: async () => void (await Promise.all([redis.quit(), pool.end()])),
    };
  }
  setDefaultBackendFactory(createPostgresBackend);
  await untilItWorks(patience, () => migrateQueues(pool));
  return { options: joining(pool, joined) as unknown as ConnectionOptions, transaction, close: () => pool.end() };
}

/** The pool as BullMQ sees it: a query made within our transaction goes to that transaction's connection. */
const joining = (pool: Pool, joined: AsyncLocalStorage<ClientBase>): Pool =>
  new Proxy(pool, {
    get(target, key) {
      const found: unknown = Reflect.get(key === 'query' ? (joined.getStore() ?? target) : target, key);
      return typeof found === 'function' ? found.bind(key === 'query' ? (joined.getStore() ?? target) : target) : found;
    },
  });

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

async function migrateQueues(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
}

async function openRedis(url: string, patience: number): Promise<Redis> {
  setDefaultBackendFactory(createRedisBackend);
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', () => undefined);
  await untilItWorks(patience, async () => {
    await (redis.status === 'wait' ? redis.connect() : Promise.resolve());
    await redis.ping();
  });
  return redis;
}

async function untilItWorks(patience: number, attempt: () => Promise<void>): Promise<void> {
  for (let left = patience; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 0) throw error;
      await pause(RETRY_MS);
    }
  }
}
