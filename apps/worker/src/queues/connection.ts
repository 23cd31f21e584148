import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#config';
import { type ConnectionOptions, createPostgresBackend, createRedisBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

/** One shared pool: each BullMQ Worker keeps one of its connections to listen, the rest is for short queries. */
const POOL_SIZE = 12;
const RETRY_MS = 500;

export interface QueueConnection {
  options: ConnectionOptions;
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
  return redisUrl ? onRedis(redisUrl, patience) : onPostgres(databaseUrl, patience);
}

async function onPostgres(databaseUrl: string, patience: number): Promise<QueueConnection> {
  setDefaultBackendFactory(createPostgresBackend);
  const pool = new Pool({ connectionString: databaseUrl, max: POOL_SIZE, keepAlive: true, options: '-c search_path=bullmq' });
  // An idle connection that the server ends is no reason to fall over; the next query takes another.
  pool.on('error', () => undefined);
  await untilItWorks(patience, async () => {
    const client = await pool.connect();
    try {
      await runMigrations(client);
    } finally {
      client.release();
    }
  });
  return { options: pool as unknown as ConnectionOptions, close: () => pool.end() };
}

async function onRedis(url: string, patience: number): Promise<QueueConnection> {
  setDefaultBackendFactory(createRedisBackend);
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', () => undefined);
  await untilItWorks(patience, async () => {
    await (redis.status === 'wait' ? redis.connect() : Promise.resolve());
    await redis.ping();
  });
  return { options: redis as unknown as ConnectionOptions, close: () => redis.quit().then(() => undefined) };
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
