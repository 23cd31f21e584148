import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '#embedded';

export interface TestRedis {
  url: string;
  /** Forgets everything at once, as if somebody had emptied it. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** Where Redis is on this machine; undefined where it is not. */
export const redisProgram = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((path) => existsSync(path));

/** A Redis of its own on a free port, without a file on the disk that outlives it. */
export async function startRedis(): Promise<TestRedis> {
  if (!redisProgram) throw new Error('There is no redis-server on this machine: apt-get install redis-server.');
  const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-redis-'));
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', daemonize: 'no' };
  const child = spawn(
    redisProgram,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `redis://127.0.0.1:${port}`;
  const { Redis } = await import('ioredis');
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  await client.ping();
  const stop = async () => {
    client.disconnect();
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, empty: async () => void (await client.flushall()), stop };
}
