import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#embedded';
import { Client } from 'pg';

/** Everything that makes a commit durable stays on; room for the data, so that the disk is asked to write and not to read. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '400',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
};
const SHOWN = ['server_version', ...Object.keys(SETTINGS), 'wal_sync_method', 'commit_delay', 'autovacuum'];

export interface BenchServer {
  /** Makes an empty database and gives its address. */
  database(name: string): Promise<string>;
  settings(): Promise<Record<string, string>>;
  /** Writes out what is due, so that each measurement starts alike. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(): Promise<BenchServer> {
  const server = await startPostgres({
    dataDir: mkdtempSync(join(tmpdir(), 'vinh-danh-bench-')),
    isTemporary: true,
    settings: SETTINGS,
  });
  const admin = new Client(server.url);
  await admin.connect();
  return {
    async database(name) {
      await admin.query(`create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async settings() {
      const { rows } = await admin.query<{ name: string; value: string }>(
        'select name, current_setting(name) as value from pg_settings where name = any($1)',
        [SHOWN],
      );
      return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    },
    settle: async () => void (await admin.query('checkpoint')),
    async stop() {
      await admin.end();
      await server.stop();
    },
  };
}
