import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#embedded';
import { migrate } from '#store';
import { Client } from 'pg';
import { TEMPLATE } from './names.js';

export interface TestServer {
  /** False for a server the developer named. */
  isOurs: boolean;
  url: string;
  stop(): Promise<void>;
}

/** The server all specs share: the developer's own, or one in a temporary folder that goes when this process does. */
export async function startTestServer(own: string | undefined): Promise<TestServer> {
  const server = own ? { isOurs: false, url: own, stop: async () => undefined } : await startTemporaryServer();
  try {
    await makeTemplate(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const MEMORY = '/dev/shm';
/** Bytes: a run with two workers takes less than half of it. */
const ROOM = 4 * 1024 ** 3;

/** In memory where Linux has room for it: each of the many databases is some 700 small files, made and deleted within seconds. */
function place(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM ? MEMORY : tmpdir();
}

async function startTemporaryServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(place(), 'vinh-danh-test-'));
  // As root the server runs as another user, who must be able to pass.
  chmodSync(folder, 0o711);
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  const postgres = await startPostgres({ dataDir: folder, settings, isTemporary: true });
  return { isOurs: true, url: postgres.url, stop: () => postgres.stop() };
}

async function makeTemplate(admin: string): Promise<void> {
  const client = new Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${TEMPLATE}`;
  await migrate(url.href);
}
