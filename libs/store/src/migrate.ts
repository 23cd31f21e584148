import { type EntityManager } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { openStore } from './config.js';
import { migrations } from './migrations/index.js';
import { grantWebRole } from './walls/web-role.js';

/**
 * Brings both schemas up to date, ours and that of the queues, and the rights of the web process; returns the names of our migrations that were
 * applied. Safe to run twice, not by two processes at once.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const orm = await openStore(databaseUrl);
  try {
    const applied = (await orm.migrator.up()).map(({ name }) => name);
    await withClient(databaseUrl, migrateQueues);
    await withClient(databaseUrl, grantWebRole);
    return applied;
  } finally {
    await orm.close();
  }
}

/** BullMQ's own step: one transaction, serialised by its own lock. Web and worker never do it; they wait until it was done. */
async function migrateQueues(client: Client): Promise<void> {
  const { runMigrations } = await import('bullmq');
  await runMigrations(client);
}

async function withClient(databaseUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** How the tables stand to this code: `missing` before the first set-up, `behind` before the set-up of this version, `ahead` after that of a newer one. */
export type SchemaState = 'ok' | 'missing' | 'behind' | 'ahead';

/** Rejects when the database cannot be asked. */
export async function schemaState(em: EntityManager): Promise<SchemaState> {
  const [found] = await em.execute<{ there: boolean }[]>(`select to_regclass('mikro_orm_migrations') is not null as there`);
  if (!found?.there) return 'missing';
  const applied = new Set((await em.execute<{ name: string }[]>('select name from mikro_orm_migrations')).map(({ name }) => name));
  const ours = migrations.map((migration) => migration.name);
  if (applied.size === 0) return 'missing';
  if (ours.some((name) => !applied.has(name))) return 'behind';
  return applied.size > ours.length ? 'ahead' : 'ok';
}

/** True when the entities have changed since the last migration was generated. */
export async function migrationNeeded(databaseUrl: string): Promise<boolean> {
  const orm = await openStore(databaseUrl);
  try {
    return await orm.migrator.checkSchema();
  } finally {
    await orm.close();
  }
}

/** Writes the migration for what changed in the entities; returns its file name, null when nothing changed. */
export async function createMigration(databaseUrl: string, name: string): Promise<string | null> {
  const orm = await openStore(databaseUrl);
  try {
    const { fileName, diff } = await orm.migrator.create(undefined, false, false, name);
    return diff.up.length > 0 ? fileName : null;
  } finally {
    await orm.close();
  }
}
