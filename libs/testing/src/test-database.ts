import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { TEMPLATE } from './names.js';

export interface TestDatabase {
  url: string;
  /** Deletes the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

/** A migrated, empty database of its own, copied from the template in some 50 ms. */
export async function testDatabase(): Promise<TestDatabase> {
  const admin = process.env['TEST_POSTGRES_URL'];
  if (!admin) throw new Error('There is no test server: start the specs with "npm test".');
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await copyTemplate(admin, name);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A template cannot be copied while somebody is connected to it (55006), such as the server's own housekeeping. */
async function copyTemplate(admin: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || attempt === 100) throw error;
      await sleep(50);
    }
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
