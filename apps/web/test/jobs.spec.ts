import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { loadConfig } from '#config';
import { Delivery, JournalEntry, Membership, Reaction } from '#store';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';
import { device, expectSound } from './browsing.js';

let award: Award;
let app: NestFastifyApplication;
let entries: JournalEntry[];
beforeEach(async () => {
  award = await anAwardInReview({ branches: 3, wards: 1 });
  app = await webApplication(loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: award.url, BASE_URL: 'http://127.0.0.1' }));
  entries = await award.store.em.fork().find(JournalEntry, { type: 'nomination.submitted' }, { orderBy: { id: 'asc' } });
});
afterEach(async () => {
  await app.close();
  await award.close();
});

const now = new Date();
const found = <T>(list: readonly T[], index: number): T => {
  const one = list[index];
  if (one === undefined) throw new Error(`There is no number ${index}`);
  return one;
};

/** What a worker would have left behind: a letter of unknown fate, one that is tried again, one given up, and a certificate given up. */
async function troubles(): Promise<void> {
  const em = award.store.em.fork();
  const [first, second, third] = [0, 1, 2].map((index) => found(entries, index).id) as [number, number, number];
  const reaction = { name: 'letter-submitted', queue: 'mail', lookAt: new Date(now.getTime() + 3_600_000) };
  const givenUp = { status: 'failed', attempts: 20, finishedAt: now } as const;
  em.create(Reaction, { ...reaction, entryId: first, status: 'done', attempts: 1 });
  em.create(Reaction, { ...reaction, entryId: second, attempts: 7 });
  em.create(Reaction, { ...reaction, ...givenUp, entryId: third });
  const glyph = 'The name needs a character without a glyph';
  em.create(Reaction, { ...reaction, ...givenUp, entryId: third, name: 'certificate', queue: 'certificates', error: glyph });
  const letter = {
    cycle: award.cycle,
    letter: 'E1',
    recipient: 'Bí thư Chi đoàn',
    to: 'bi.thu@x.vn',
    createdAt: now,
    body: '…',
    triedAt: now,
  };
  const failed = { ...letter, status: 'failed' } as const;
  em.create(Delivery, { ...letter, key: 'k.unknown', entryId: first, subject: 'Thư thứ nhất', status: 'unknown', attempts: 1 });
  em.create(Delivery, { ...failed, key: 'k.retrying', entryId: second, subject: 'Thư thứ hai', attempts: 7, error: '421 try later' });
  em.create(Delivery, { ...failed, key: 'k.failed', entryId: third, subject: 'Thư thứ ba', attempts: 20, error: '550 no such user' });
  await em.flush();
}

async function headersFor(actor: Actor | null) {
  if (!actor) return {};
  const { id } = await award.store.em.fork().findOneOrFail(Membership, { person: actor.id });
  const { token } = (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{ token: string }>();
  return { authorization: `Bearer ${token}` };
}

async function call(actor: Actor | null, method: 'GET' | 'POST', url: string) {
  const response = await app.inject({ method, url, headers: await headersFor(actor) });
  return { status: response.statusCode, body: response.body };
}

async function listed(): Promise<Record<string, unknown>[]> {
  return (JSON.parse((await call(award.staff.secretariat, 'GET', '/api/v1/jobs')).body) as { jobs: Record<string, unknown>[] }).jobs;
}

const DECISIONS = ['cycle.letter-resent', 'cycle.letter-confirmed', 'cycle.job-retried'];
const decisions = async () => {
  const where = { type: { $in: DECISIONS }, actorId: award.staff.secretariat.id };
  return (await award.store.em.fork().find(JournalEntry, where, { orderBy: { id: 'asc' } })).map(({ type }) => type);
};

it('is for the office only', async () => {
  await troubles();
  for (const url of ['/jobs', '/api/v1/jobs']) {
    expect((await call(award.staff.secretariat, 'GET', url)).status).toBe(200);
    for (const actor of [award.reviewer('DP-AK'), award.nominator('CD-AK-01'), award.staff.chair])
      expect((await call(actor, 'GET', url)).status).toBe(403);
  }
  expect((await call(null, 'GET', '/api/v1/jobs')).status).toBe(401);
  expect((await call(award.reviewer('DP-AK'), 'GET', '/')).body).not.toContain('href="/jobs"');
  expect((await call(award.staff.secretariat, 'GET', '/')).body).toContain('href="/jobs"');
});

it('says of each what it is, why it failed, how often it was tried and what can be done', async () => {
  await troubles();
  expect(
    (await listed()).map(({ subject, reaction, state, error, attempts, _actions }) => [
      subject ?? reaction,
      state,
      error,
      attempts,
      _actions,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['Thư thứ nhất', 'unknown', null, 1, ['SEND_AGAIN', 'CONFIRM']],
      ['Thư thứ hai', 'retrying', '421 try later', 7, []],
      ['Thư thứ ba', 'failed', '550 no such user', 20, ['RETRY']],
      [{ entryId: found(entries, 2).id, name: 'certificate' }, 'failed', 'The name needs a character without a glyph', 20, ['RETRY']],
    ]),
  );
  expect(await listed()).toHaveLength(4);
  expect((await call(award.staff.secretariat, 'GET', '/api/v1/jobs?page=0')).status).toBe(400);
});

it('lets a person decide once, and writes down who did', async () => {
  await troubles();
  const { secretariat } = award.staff;
  const failed = found(entries, 2).id;
  const post = (url: string) => call(secretariat, 'POST', `/api/v1/jobs/${url}`);
  for (let twice = 0; twice < 2; twice += 1) {
    expect((await post('letters/k.unknown/send-again')).status).toBe(200);
    expect((await post(`${failed}/letter-submitted/retry`)).status).toBe(200);
  }
  const em = award.store.em.fork();
  expect(await em.findOneOrFail(Delivery, 'k.unknown')).toMatchObject({ status: 'pending' });
  expect((await em.find(Reaction, { status: 'pending', attempts: 0 })).map(({ entryId, name }) => [entryId, name])).toEqual([
    [found(entries, 0).id, 'letter-submitted'],
    [failed, 'letter-submitted'],
  ]);
  expect(await decisions()).toEqual(['cycle.letter-resent', 'cycle.job-retried']);
  expect((await post('letters/nothing/send-again')).status).toBe(404);
  expect((await post('99999/certificate/retry')).status).toBe(404);
  expect((await call(award.reviewer('DP-AK'), 'POST', `/api/v1/jobs/${failed}/certificate/retry`)).status).toBe(403);
});

it('notes that a letter of unknown fate has arrived', async () => {
  await troubles();
  const before = await listed();
  expect((await call(award.staff.secretariat, 'POST', '/jobs/letters/k.unknown/arrival')).status).toBe(303);
  expect(await award.store.em.fork().findOneOrFail(Delivery, 'k.unknown')).toMatchObject({ status: 'sent', sentAt: expect.any(Date) });
  expect(await listed()).toEqual(before.filter(({ key }) => key !== 'k.unknown'));
  expect(await decisions()).toEqual(['cycle.letter-confirmed']);
});

describe('as a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('is accessible and fits on a phone and a desk in both lights, empty, full and on its second page', async () => {
    await app.listen(0, '127.0.0.1');
    const base = await app.getUrl();
    const headers = await headersFor(award.staff.secretariat);
    const check = async (name: string, path: string, heading: string) => {
      const page = await device(browser, { extraHTTPHeaders: headers });
      await page.goto(base + path);
      await page.getByRole('heading', { name: heading }).first().waitFor();
      await expectSound(page, `jobs-${name}`);
      await page.context().close();
    };
    await check('empty', '/jobs', 'Mọi việc đã xong');
    await troubles();
    await check('full', '/jobs', 'Thư thứ ba');
    await award.store.em.fork().execute(
      `insert into reaction (entry_id, name, queue, status, attempts, error, look_at, finished_at)
       select ?, 'letter-' || n, 'mail', 'failed', 20, 'x', now(), now() - interval '1 day' from generate_series(1, 20) n`,
      [found(entries, 0).id],
    );
    await check('second', '/jobs?page=2', 'Soạn và gửi thư');
  });
});
