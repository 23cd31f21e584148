import { Client } from 'pg';
import { testDatabase } from '../src/index.js';

async function open(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('a test database', () => {
  it('comes migrated, alone, and goes while somebody is connected', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    const [first, second] = await Promise.all([open(one.url), open(other.url)]);
    const migrations = await first.query('SELECT count(*)::int > 0 AS some FROM mikro_orm_migrations');
    expect(migrations.rows).toEqual([{ some: true }]);
    await first.query('CREATE TABLE mine AS SELECT 1 AS n');
    await expect(second.query('SELECT n FROM mine')).rejects.toMatchObject({ code: '42P01' });
    await Promise.all([one.drop(), other.drop()]);
    await expect(open(one.url)).rejects.toMatchObject({ code: '3D000' });
  });

  it('is copied for many at once', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, () => testDatabase()));
    expect(new Set(databases.map(({ url }) => url)).size).toBe(8);
    await Promise.all(databases.map((database) => database.drop()));
  });
});
