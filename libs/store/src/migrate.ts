import { openStore } from './config.js';

/** Brings the schema up to date; returns the names of the migrations that were applied. Safe to run twice, not by two processes at once. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const orm = await openStore(databaseUrl);
  try {
    return (await orm.migrator.up()).map(({ name }) => name);
  } finally {
    await orm.close();
  }
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
