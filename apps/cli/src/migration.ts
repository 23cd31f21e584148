import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { startPostgres } from '#embedded';
import { createMigration, migrate, migrationNeeded } from '#store';

export const migrationCommand = () => {
  const migration = new Command('migration').description('Changes of the database schema.');
  migration.command('check').description('Fail when the entities have changed and no migration says so.').action(check);
  migration.command('create').argument('<name>').description('Write the migration for what changed in the entities.').action(create);
  return migration;
};

/** The generator needs a server of the kind it writes for. */
async function onScratch<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await startPostgres({ dataDir: mkdtempSync(join(tmpdir(), 'vinh-danh-migration-')), isTemporary: true });
  try {
    await migrate(server.url);
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

async function check(): Promise<void> {
  const needed = await onScratch(migrationNeeded);
  process.stdout.write(
    needed ? '✗ The entities have changed: npm run cli -- migration create <name>\n' : '✓ The migrations say everything the entities say\n',
  );
  process.exitCode = needed ? 1 : 0;
}

async function create(name: string): Promise<void> {
  const file = await onScratch((url) => createMigration(url, name));
  process.stdout.write(file ? `✓ ${file}: read it, then add it to libs/store/src/migrations/index.ts\n` : 'Nothing has changed\n');
}
