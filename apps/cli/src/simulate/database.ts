import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#embedded';
import { Client } from 'pg';

export interface FreshDatabase {
  url: string;
  remove(): Promise<void>;
}

/** An empty database of its own: on the server that DATABASE_URL names, else in a temporary embedded one. */
export async function freshDatabase(databaseUrl: string | undefined): Promise<FreshDatabase> {
  if (databaseUrl) return onServer(databaseUrl);
  const server = await startPostgres({ dataDir: mkdtempSync(join(tmpdir(), 'vinh-danh-simulation-')), isTemporary: true });
  return { url: server.url, remove: () => server.stop() };
}

async function onServer(databaseUrl: string): Promise<FreshDatabase> {
  const name = `vinh_danh_simulation_${process.pid}_${Date.now()}`;
  await withClient(databaseUrl, (client) => client.query(`create database ${name}`));
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => withClient(databaseUrl, (client) => client.query(`drop database ${name} with (force)`)) };
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
