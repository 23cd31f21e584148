import { EntityManager } from '@mikro-orm/postgresql';
import { loadConfig } from '#config';
import { openStore, WEB_ROLE } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import { webApplication } from '../src/application.js';

let database: TestDatabase;
let strangerUrl: string;
beforeAll(async () => {
  database = await testDatabase();
  const store = await openStore(database.url);
  // Somebody who may read the tables and neither make roles nor act as the web's.
  const stranger = `stranger_${process.pid}`;
  await store.em.fork().execute(`create role ${stranger} login password 'secret' in role pg_read_all_data`);
  await store.close();
  const url = new URL(database.url);
  Object.assign(url, { username: stranger, password: 'secret' });
  strangerUrl = url.href;
});
afterAll(async () => {
  const store = await openStore(database.url);
  await store.em.fork().execute(`drop role stranger_${process.pid}`);
  await store.close();
  await database.drop();
});

const starting = (env: Record<string, string>) =>
  webApplication(loadConfig({ LOG_LEVEL: 'silent', BASE_URL: 'https://kt.example.vn', ...env }));

it('asks as its own role, whoever the address names', async () => {
  const app = await starting({ NODE_ENV: 'production', DATABASE_URL: database.url });
  const [row] = await app
    .get(EntityManager, { strict: false })
    .fork()
    .execute(`select current_user as role, row_security_active('nomination') as walled`);
  await app.close();
  expect(row).toEqual({ role: WEB_ROLE, walled: true });
});

it('does not start in production without the wall, and says what has to be run', async () => {
  await expect(starting({ NODE_ENV: 'production', DATABASE_URL: strangerUrl })).rejects.toThrow(
    `The web does not start without its wall in the database. The user of DATABASE_URL may not act as the database role of the web process. Somebody who may make roles on the server must run: GRANT ${WEB_ROLE} TO "stranger_${process.pid}";`,
  );
});

it('starts on a desk without it', async () => {
  const app = await starting({ NODE_ENV: 'development', DATABASE_URL: strangerUrl });
  const [row] = await app.get(EntityManager, { strict: false }).fork().execute('select current_user as role');
  await app.close();
  expect(row).toEqual({ role: `stranger_${process.pid}` });
});
