import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '#embedded';
import { migrate, storeOptions, WEB_ROLE, webRoleFault } from '../index.js';

// A server of its own: the role belongs to the whole server.
let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres({ dataDir: mkdtempSync(join(tmpdir(), 'vinh-danh-roles-')), isTemporary: true });
}, 60_000);
afterAll(() => server.stop());

const addressOf = (database: string, user?: string): string => {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  if (user) Object.assign(url, { username: user, password: 'secret' });
  return url.href;
};

async function ask<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A user with no more rights on the server than these. */
const addUser = (user: string, rights: string) => ask(server.url, `create role ${user} login password 'secret' ${rights}`);

/** Of the superuser, where nobody is named. */
async function addDatabase(name: string, owner?: string): Promise<string> {
  await ask(server.url, `create database ${name} ${owner ? `owner ${owner}` : ''}`);
  return addressOf(name, owner);
}

/** As whom the web asks, and how many rows there are for it in a table with one row. */
async function seenByWeb(url: string): Promise<unknown> {
  await ask(
    addressOf(new URL(url).pathname.slice(1)),
    `insert into unit (code, tier, name) values ('A', 'ward', 'Đoàn phường A') on conflict do nothing`,
  );
  const web = await MikroORM.init(storeOptions(url, true));
  const [row] = await web.em
    .fork()
    .execute(`select current_user as role, (select count(*)::int from unit) as units, row_security_active('nomination') as walled`);
  await web.close();
  return row;
}

const WALLED = { role: WEB_ROLE, units: 1, walled: true };

/** What an administrator has to run, as the sentence says. */
const statementsIn = (fault: string | null) => /must run: (.*;)/.exec(fault ?? '')?.[1] ?? '';

/** The next test begins without the role. */
async function forget(...databases: string[]): Promise<void> {
  for (const database of databases) await ask(server.url, `drop database ${database} with (force)`);
  await ask(server.url, `drop role if exists ${WEB_ROLE}`);
}

it('says what to run when the user of the address may not make roles, and is content once it was run', async () => {
  await addUser('modest', 'nocreaterole');
  const url = await addDatabase('modest', 'modest');
  await migrate(url);
  const fault = await webRoleFault(url);
  expect(statementsIn(fault)).toBe(`CREATE ROLE ${WEB_ROLE} NOLOGIN; GRANT ${WEB_ROLE} TO "modest";`);
  await ask(server.url, statementsIn(fault));
  expect(await webRoleFault(url)).toMatch('has no rights to the tables yet');
  await migrate(url);
  expect(await webRoleFault(url)).toBeNull();
  expect(await seenByWeb(url)).toEqual(WALLED);
  await ask(server.url, `revoke ${WEB_ROLE} from modest`);
  expect(statementsIn(await webRoleFault(url))).toBe(`GRANT ${WEB_ROLE} TO "modest";`);
  await ask(server.url, `grant ${WEB_ROLE} to modest; alter role ${WEB_ROLE} bypassrls`);
  const above = statementsIn(await webRoleFault(url));
  expect(above).toBe(`ALTER ROLE ${WEB_ROLE} NOSUPERUSER NOBYPASSRLS;`);
  await ask(server.url, above);
  expect(await webRoleFault(url)).toBeNull();
  await forget('modest');
});

it('makes the role for a user who may, for several databases at once and for somebody else after a word', async () => {
  await addUser('able', 'createrole');
  await addUser('other', 'createrole');
  const urls = [await addDatabase('one', 'able'), await addDatabase('two', 'able')];
  await Promise.all(urls.map(migrate));
  urls.push(await addDatabase('three'));
  await migrate(addressOf('three'));
  for (const url of urls) expect([await webRoleFault(url), await seenByWeb(url)]).toEqual([null, WALLED]);
  // Since version 16 only who made a role gives it away.
  const url = await addDatabase('four', 'other');
  await migrate(url);
  await ask(server.url, statementsIn(await webRoleFault(url)));
  expect([await webRoleFault(url), await seenByWeb(url)]).toEqual([null, WALLED]);
  await forget('one', 'two', 'three', 'four');
});

it('lets the web come by a login of its own, which is nothing without its role', async () => {
  const owner = await addDatabase('five');
  await migrate(owner);
  await addUser('web_login', `in role ${WEB_ROLE}`);
  const url = addressOf('five', 'web_login');
  expect([await webRoleFault(url), await seenByWeb(url)]).toEqual([null, WALLED]);
  expect(await ask(url, 'select * from nomination')).toEqual([]);
  await expect(ask(url, `set role ${new URL(server.url).username}`)).rejects.toMatchObject({ code: '42501' });
  await expect(ask(url, 'create temporary table nomination (id int)')).rejects.toMatchObject({ code: '42501' });
  await forget('five');
});

it('has nothing to say of a server that does not answer', async () => {
  expect(await webRoleFault('postgres://nobody@127.0.0.1:1/nothing')).toBeNull();
});
