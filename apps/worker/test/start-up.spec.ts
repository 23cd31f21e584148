import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#embedded';
import { migrate, WEB_ROLE } from '#store';
import { type Gateway, gatewayTo, testDatabase, type TestDatabase } from '#testing';
import { Client } from 'pg';
import { onRedis } from './backends.js';
import { endPrograms, type Program, startProgram } from './process.js';

let database: TestDatabase;
let gateway: Gateway;
let port: number;
beforeEach(async () => {
  database = await testDatabase();
  gateway = await gatewayTo(database.url);
  port = await freePort();
});
afterEach(async () => {
  await endPrograms();
  await gateway.shut();
  await database.drop();
});

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

const start = (url: string) => ({
  worker: startProgram('worker', { DATABASE_URL: url }),
  web: startProgram('web', { DATABASE_URL: url, PORT: String(port) }),
});

async function isWebReady(): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
}

async function expectQuietWaiting({ worker, web }: { worker: Program; web: Program }, seconds: number): Promise<void> {
  await web.ready;
  for (let second = 0; second < seconds; second += 1) {
    await pause(1_000);
    expect([worker.isReady(), await isWebReady()]).toEqual([false, false]);
    for (const program of [worker, web]) expect(program.memory()).toBeLessThan(300);
  }
  for (const program of [worker, web]) expect(program.lines().length).toBeLessThan(seconds * 5);
  expect(worker.lines().join('\n')).toContain('waiting: ');
  for (const program of [worker, web]) expect(program.lines().join('\n')).not.toContain(new URL(database.url).password);
}

async function expectRecovery({ worker }: { worker: Program }): Promise<void> {
  await worker.ready;
  for (let left = 100; left > 0 && !(await isWebReady()); left -= 1) await pause(100);
  expect(await isWebReady()).toBe(true);
  // It works: an entry is dealt with.
  await query(
    database.url,
    `insert into journal (type, subject_id, actor_id, actor_role, data, at) values ('nomination.saved', gen_random_uuid(), 'clock', 'clock', '{}', now())`,
  );
  for (let left = 100; left > 0; left -= 1) {
    if ((await query(database.url, 'select 1 from journal_undispatched')).rowCount === 0) return;
    await pause(100);
  }
  throw new Error('Nobody dispatched the entry');
}

it('waits for a database that is started after it, and goes on when it comes back later', async () => {
  const programs = start(gateway.url);
  await expectQuietWaiting(programs, 8);
  await gateway.open();
  await expectRecovery(programs);
  await gateway.shut();
  const said = programs.worker.lines().length;
  await pause(3_000);
  expect(programs.worker.lines().length - said).toBeLessThan(3 * 5);
  await gateway.open();
  await expectRecovery(programs);
  expect(programs.worker.child.exitCode).toBeNull();
});

it('waits for the tables', async () => {
  await gateway.open();
  await query(database.url, 'drop schema public cascade; create schema public; drop schema bullmq cascade');
  const programs = start(gateway.url);
  await expectQuietWaiting(programs, 4);
  expect(programs.worker.lines().join('\n')).toContain('The database is empty: run "npm run cli -- setup" of this version.');
  await migrate(database.url);
  await expectRecovery(programs);
});

/** Its own limit stands for `max_connections`, which would stop every other spec: the server says the same (53300). */
it('waits while the database is full', async () => {
  await gateway.open();
  const name = new URL(database.url).pathname.slice(1);
  const role = `full_${name}`;
  await query(
    database.url,
    `create role ${role} login password 'secret' connection limit 0; grant pg_read_all_data, pg_write_all_data, ${WEB_ROLE} to ${role}`,
  );
  const url = new URL(gateway.url);
  Object.assign(url, { username: role, password: 'secret' });
  const programs = start(url.href);
  await expectQuietWaiting(programs, 4);
  expect(programs.worker.lines().join('\n')).toContain('too many connections for role');
  await query(
    database.url,
    `alter role ${role} connection limit -1; grant all on schema public, bullmq to ${role};
     grant all on all tables in schema public to ${role}; grant all on all tables in schema bullmq to ${role};
     grant all on all sequences in schema public to ${role}; grant all on all sequences in schema bullmq to ${role}`,
  );
  try {
    // Let in, but bound by the policies of the tables: it would find nothing to do.
    while (!programs.worker.lines().join('\n').includes('BYPASSRLS')) await pause(100);
    await query(database.url, `alter role ${role} bypassrls`);
    await expectRecovery(programs);
  } finally {
    await endPrograms();
    await query(database.url, `drop owned by ${role}; drop role ${role}`);
  }
});

onRedis((backend) => {
  it('waits for a Redis that is started after it, and does without one that goes away until it is back', async () => {
    const door = await gatewayTo(backend.redis().url);
    await gateway.open();
    const worker = startProgram('worker', { DATABASE_URL: gateway.url, REDIS_URL: door.url });
    const web = startProgram('web', { DATABASE_URL: gateway.url, PORT: String(port) });
    await web.ready;
    await pause(3_000);
    expect([worker.isReady(), await isWebReady()]).toEqual([false, true]);
    expect(worker.lines().join('\n')).toContain('Redis cannot be used yet: connect ECONNREFUSED');
    await door.open();
    await expectRecovery({ worker });
    await door.shut();
    await pause(3_000);
    expect(worker.lines().length).toBeLessThan(6 * 5);
    await door.open();
    await expectRecovery({ worker });
    await door.shut();
  });
});
