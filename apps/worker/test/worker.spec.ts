import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { loadConfig } from '#config';
import { Delivery, JournalEntry, verifyJournal } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { Dispatcher } from '../src/journal/dispatcher.js';
import { connectQueues, type QueueConnection } from '../src/queues/connection.js';
import { WorkerModule } from '../src/worker.module.js';

const point = { field: 'volunteering', request: 'Đề nghị bổ sung số liệu & xác nhận <của tổ dân phố>.' };

let award: Award;
let queues: QueueConnection;
let worker: INestApplicationContext;
let post: { url: string; received: string[]; refusals: number; close(): Promise<void> };

/** A mail server that refuses as often as told before it takes anything. */
async function mailServer() {
  const state = { url: '', received: [] as string[], refusals: 0, close: () => Promise.resolve() };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_address, _session, done) =>
      done(state.refusals-- > 0 ? Object.assign(new Error('try later'), { responseCode: 421 }) : null),
    onData: (stream, _session, done) => void text(stream).then((message) => (state.received.push(message), done())),
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  state.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  state.close = () => new Promise((resolve) => server.close(() => resolve()));
  return state;
}

async function startWorker(env: Record<string, string>): Promise<void> {
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: award.url, BASE_URL: 'http://awards.example', ...env });
  queues = await connectQueues(config);
  worker = await NestFactory.createApplicationContext(
    WorkerModule.for(config, queues, () => undefined),
    { logger: false },
  );
}

async function until(claim: () => Promise<boolean>): Promise<void> {
  for (let left = 400; left > 0; left--) {
    if (await claim()) return;
    await pause(50);
  }
  throw new Error('It did not come about');
}

const deliveries = (letter: string) => award.store.em.fork().find(Delivery, { letter }, { orderBy: { key: 'asc' } });

beforeEach(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
  post = await mailServer();
});
afterEach(async () => {
  await worker.close();
  await queues.close();
  await post.close();
  await award.close();
});

it('writes to the branch once, through a server that first refuses, competing dispatchers and a repeated job', async () => {
  post.refusals = 1;
  await startWorker({ SMTP_URL: post.url });
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [point]);
  const dispatcher = worker.get(Dispatcher);
  await Promise.all([dispatcher.run(), dispatcher.run()]);
  await until(async () => (await deliveries('E2'))[0]?.status === 'sent');
  await until(async () => (await deliveries('E1')).every(({ status }) => status === 'sent'));

  // Ring the same bell again.
  const entry = await award.store.em.fork().findOneOrFail(JournalEntry, { type: 'nomination.returned' });
  await award.store.em.fork().execute('insert into journal_undispatched (entry_id) values (?)', [entry.id]);
  await until(async () => (await award.store.em.fork().execute('select 1 from journal_undispatched')).length === 0);
  await pause(500);

  const mails = await Promise.all(post.received.map((message) => simpleParser(message)));
  const returned = mails.filter(({ subject }) => subject?.includes('Đề nghị bổ sung hồ sơ CD-AK-01 trước 17:00 ngày 07/02/2024'));
  expect(returned).toHaveLength(1);
  expect(returned[0]?.text).toContain(`1. Phong trào tình nguyện vì cộng đồng: ${point.request}`);
  expect(returned[0]?.html).toContain('Đề nghị bổ sung số liệu &amp; xác nhận &lt;của tổ dân phố&gt;.');
  expect(returned[0]?.text).toContain(`http://awards.example/nominations/${id}`);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
});

it('never sends again what a dead process may have sent, and shows it', async () => {
  const em = award.store.em.fork();
  const entry = await em.findOneOrFail(JournalEntry, { type: 'nomination.submitted' }, { orderBy: { id: 'asc' } });
  await startWorker({ SMTP_URL: post.url });
  await until(async () => (await deliveries('E1')).length === 2 && (await deliveries('E1')).every(({ status }) => status === 'sent'));
  const before = post.received.length;
  await em.execute(`update delivery set status = 'sending' where entry_id = ?`, [entry.id]);
  await em.execute(`delete from bullmq.job where id = ?`, [`e${entry.id}-letter-submitted`]);
  await em.execute('insert into journal_undispatched (entry_id) values (?)', [entry.id]);
  await until(async () => (await deliveries('E1')).some(({ status }) => status === 'unknown'));
  expect(post.received).toHaveLength(before);
});

it('puts letters into a folder when there is no mail server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-outbox-'));
  await startWorker({ MAIL_DIR: folder });
  await until(async () => (await deliveries('E1')).length === 2 && (await deliveries('E1')).every(({ status }) => status === 'sent'));
  const files = readdirSync(folder);
  expect(files).toHaveLength(2);
  const mail = await simpleParser(await readFile(join(folder, files[0] ?? '')));
  expect(mail.subject).toMatch(/^\[Giải thưởng Chi đoàn khu dân cư\] Đã tiếp nhận đề cử của Chi đoàn/);
});

it('keeps a letter for somebody without a mailbox where it can be seen', async () => {
  await award.store.em.fork().execute(`update person set email = null where name like 'Bí thư%'`);
  await startWorker({ SMTP_URL: post.url });
  await until(async () => (await deliveries('E1')).length === 2);
  expect((await deliveries('E1')).map(({ status }) => status)).toEqual(['noAddress', 'noAddress']);
  expect(post.received).toHaveLength(0);
});

it('closes a stage at its deadline by itself, reminds before it, and seals what happened', async () => {
  await startWorker({ SMTP_URL: post.url });
  await award.goTo(-35, '17:00');
  await until(async () => (await deliveries('E4')).length === 1);
  expect((await deliveries('E4'))[0]?.subject).toBe('[Giải thưởng Chi đoàn khu dân cư] Còn 3 ngày để xét và gửi hồ sơ');
  await award.goTo(-32, '17:01');
  await until(async () => (await award.nomination('CD-AK-01')).status === 'declined');
  const entries = await award.store.em.fork().count(JournalEntry, { cycle: award.cycle });
  await until(async () => (await verifyJournal(award.store.em.fork(), award.cycle.id)).entries >= entries);
  expect(await verifyJournal(award.store.em.fork(), award.cycle.id)).toMatchObject({ fault: null, unsealed: 0 });
  expect(await award.store.em.fork().count(JournalEntry, { type: 'cycle.stage-closed', actorId: 'clock', cycle: award.cycle })).toBe(2);
});
