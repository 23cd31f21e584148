import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { loadConfig } from '#config';
import { anAwardInReview, type Award, gatewayTo } from '#testing';
import { connectionBudget, connectQueues } from '../src/queues/connection.js';
import { Failures, sentenceOf } from '../src/queues/failures.js';
import { createPatientBackend } from '../src/queues/postgres.js';
import { gate } from '../src/start/gate.js';
import { deliveries, mailServer, type Post, reactions, type RunningWorker, startWorker, until } from './bench.js';
import { endPrograms, startProgram } from './process.js';

let award: Award;
let post: Post;
let worker: RunningWorker | undefined;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 6, wards: 1 });
  post = await mailServer();
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await endPrograms();
  await post.close();
  await award.close();
});

/** What the connections of a worker process are called when PGAPPNAME is `store`: its store, its queues, and those that listen. */
const NAMES = `'store', 'vinh-danh-queues', 'mail', 'certificates'`;

const sql = <Row extends object>(text: string) => award.store.em.fork().execute<Row[]>(text);
const allSent = async () => (await deliveries(award)).length === 6 && (await deliveries(award)).every(({ status }) => status === 'sent');
const cut = (which: string) =>
  sql(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${which}`);

it('waits for tables of exactly the version it knows', async () => {
  const said: string[] = [];
  const asked = new AbortController();
  const waiting = gate(
    { databaseUrl: award.url, redisUrl: undefined },
    { report: (_, what) => void said.push(String(what)) },
    asked.signal,
  );
  await waiting;
  expect(said).toEqual([]);

  const [{ version } = { version: 0 }] = await sql<{ version: number }>('select max(version)::int as version from bullmq.migration');
  const report = (_: string, what: unknown) => {
    said.push(String(what));
    asked.abort();
  };
  await sql(`update bullmq.migration set version = version + 1 where version = ${version}`);
  await expect(gate({ databaseUrl: award.url, redisUrl: undefined }, { report }, asked.signal)).rejects.toThrow('aborted');
  await sql(`delete from bullmq.migration where version > ${version - 1}`);
  await expect(gate({ databaseUrl: award.url, redisUrl: undefined }, { report }, asked.signal)).rejects.toThrow('aborted');
  expect(said).toEqual([
    `The tables of the queues are of version ${version + 1}, newer than the ${version} this program knows: start the newer program.`,
    expect.stringContaining(`and this program needs ${version}: run "npm run cli -- setup" of this version.`),
  ]);
});

it('begins to work although the database was away when it began', async () => {
  const gateway = await gatewayTo(award.url);
  const connection = connectQueues(loadConfig({ NODE_ENV: 'test', DATABASE_URL: gateway.url }));
  const errors: string[] = [];
  const done: string[] = [];
  const waiting = new Worker('mail', (job) => Promise.resolve(void done.push(job.name)), { connection: connection.options });
  waiting.on('error', (error) => errors.push(error.message));
  // BullMQ as it comes would keep this timer from ever running.
  await pause(2_000);
  expect(errors.length).toBeLessThan(2 * 20);
  await gateway.open();
  const queue = new Queue('mail', { connection: connection.options, skipMetasUpdate: true });
  queue.on('error', () => undefined);
  await queue.add('at last', {}, { jobId: 'at-last' });
  await until(() => done.length === 1);
  await Promise.all([waiting.close(), queue.close()]);
  await connection.close();
  await gateway.shut();
});

it('stays quiet while a function of the queues is missing, and goes on when it is back', async () => {
  await sql('alter function bullmq.move_to_active rename to move_to_active_gone');
  const program = startProgram('worker', { DATABASE_URL: award.url, SMTP_URL: post.url });
  await program.ready;
  await pause(4_000);
  expect(program.lines().length).toBeLessThan(4 * 5);
  expect(program.lines().join('\n')).toContain('move_to_active');
  await sql('alter function bullmq.move_to_active_gone rename to move_to_active');
  await until(allSent);
});

it('picks up the next job after its listening connections were cut', async () => {
  worker = await startWorker(award, { SMTP_URL: post.url });
  await until(allSent);
  expect(await cut(`application_name in ('mail', 'certificates')`)).toHaveLength(2);
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' }]);
  await until(async () => (await deliveries(award, 'E2'))[0]?.status === 'sent', 150);
});

it('asks again at least every five seconds, whatever has become of the connection it listens on', () => {
  const connection = connectQueues(loadConfig({ NODE_ENV: 'test', DATABASE_URL: award.url }));
  const backend = createPatientBackend('mail', { connection: connection.options }, { withBlockingConnection: true });
  expect(backend.maximumBlockTimeout).toBe(5);
  return Promise.all([backend.close(), connection.close()]);
});

it('sends no letter twice when all connections are cut after the mail server took it', async () => {
  let cuts = 0;
  post.onTaken = async () => {
    if (++cuts <= 6) await cut(`application_name in (${NAMES})`);
  };
  startProgram('worker', { DATABASE_URL: award.url, SMTP_URL: post.url, PGAPPNAME: 'store' });
  // After each cut it waits longer before it comes back: patience for a machine that is busy with something else.
  await until(allSent, 2400);
  await until(async () => (await reactions(award)).every(({ status }) => status === 'done'));
  expect([cuts, post.received.length]).toEqual([6, 6]);
});

it('keeps within its budget of connections', async () => {
  post.delay = 300;
  const budget = connectionBudget(loadConfig({ DATABASE_URL: award.url }));
  // The numbers of docs/decisions/0011-reactions-are-rows.md.
  expect(budget).toEqual({ queues: 10, store: 10 });
  const program = startProgram('worker', { DATABASE_URL: award.url, SMTP_URL: post.url, PGAPPNAME: 'store' });
  await program.ready;
  let most = 0;
  await until(async () => {
    const rows = await sql(`select 1 from pg_stat_activity where datname = current_database() and application_name in (${NAMES})`);
    most = Math.max(most, rows.length);
    return allSent();
  });
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThanOrEqual(budget.queues + budget.store);
});

describe('what goes wrong outside jobs', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    const take = (line: unknown) => void lines.push(String(line));
    Logger.overrideLogger({ log: take, warn: take, error: take, fatal: take });
  });
  afterEach(() => Logger.overrideLogger(true));

  it('is said in few lines, and a flood of it ends the process once', () => {
    let ends = 0;
    const failures = new Failures(() => (ends += 1));
    for (let index = 0; index < 249; index += 1) failures.report('mail', new Error(index % 2 === 0 ? 'the same' : `another ${index}`));
    expect([ends, lines.length]).toEqual([0, 10]);
    for (let index = 0; index < 500; index += 1) failures.report('mail', new Error('the same'));
    expect([ends, lines.length, lines.at(-1)]).toEqual([1, 11, '250 errors within 5 s: stopping']);
  });

  it('is one sentence without passwords', () => {
    const cause = new Error('getaddrinfo ENOTFOUND postgres://vinhdanh:hunter2@db/awards\n    at somewhere');
    expect(sentenceOf(new AggregateError([cause]))).toBe('getaddrinfo ENOTFOUND postgres://…@db/awards');
    expect(sentenceOf(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
  });
});
