import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { loadSample } from '#awards';
import { loadConfig } from '#config';
import { Certificate, openStore } from '#store';
import { startBrowser, testDatabase, type TestDatabase } from '#testing';
import { webApplication } from '../src/application.js';
import { faultsIn } from './browsing.js';

const SLUG = 'chi-doan-khu-dan-cu-2023';

const files = mkdtempSync(join(tmpdir(), 'vinh-danh-files-'));
let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
let app: NestFastifyApplication;
let browser: Browser;
let base: string;

beforeAll(async () => {
  database = await testDatabase();
  await loadSample(database.url, files);
  store = await openStore(database.url);
  app = await webApplication(
    loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: database.url, FILES_DIR: files, BASE_URL: 'http://127.0.0.1' }),
  );
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await store?.close();
  await database?.drop();
  rmSync(files, { recursive: true });
});

it('loads the sample once', async () => {
  expect(await loadSample(database.url, files)).toBe('already there');
});

it.each([
  ['phone', 390, 'light'],
  ['phone', 390, 'dark'],
  ['small phone', 320, 'light'],
  ['desktop', 1280, 'light'],
  ['desktop', 1280, 'dark'],
] as const)('shows everybody the winners on a %s (%i px, %s)', async (_, width, colorScheme) => {
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  for (const path of ['/', `/results/${SLUG}`, `/cycles/${SLUG}`, `/cycles/${SLUG}/journal`, '/sign-in']) {
    expect((await page.goto(base + path))?.status()).toBe(200);
    expect([path, await faultsIn(page)]).toEqual([path, []]);
  }
  await page.goto(`${base}/results/${SLUG}`);
  expect(await page.locator('.winner').count()).toBe(8);
  expect(faults).toEqual([]);
  await context.close();
});

it('says the same in English', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${base}/results/${SLUG}`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Outstanding Residential Youth Union Branch Award');
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  await context.close();
});

it('checks a certificate by its code, and gives its paper only when there is one', async () => {
  const em = store.em.fork();
  const [certificate] = await em.find(Certificate, {}, { limit: 1 });
  const page = await fetch(`${base}/certificates/${certificate?.code}`);
  expect([page.status, (await page.text()).includes('Giấy chứng nhận này có thật')]).toEqual([200, true]);
  expect((await fetch(`${base}/certificates/${certificate?.code}/pdf`)).status).toBe(404);
  expect((await fetch(`${base}/certificates/AAAAAAAAAAAA`)).status).toBe(404);
  await em.nativeUpdate(Certificate, { code: certificate?.code ?? '' }, { pdf: Buffer.from('%PDF-1.7 test'), renderedAt: new Date() });
  const paper = await fetch(`${base}/certificates/${certificate?.code}/pdf`);
  const headers = ['content-type', 'x-content-type-options', 'content-security-policy'].map((name) => paper.headers.get(name));
  expect([paper.status, headers, await paper.text()]).toEqual([
    200,
    ['application/pdf', 'nosniff', "default-src 'none';sandbox"],
    '%PDF-1.7 test',
  ]);
});

it('shows winners and certificates of a cycle in which a membership does not count as it shows them to anybody', async () => {
  const em = store.em.fork();
  await em.execute(
    `insert into cycle (slug, definition_id, organiser_id, ceremony, schedule, status) select 'other', definition_id, organiser_id, ceremony, schedule, 'open' from cycle where slug = ?`,
    [SLUG],
  );
  const [person] = await em.execute<{ id: string }[]>(
    `insert into person (name, phone, is_sample) values ('Người được cử cho đợt khác', '0903123451', true) returning id`,
  );
  const [membership] = await em.execute<{ id: string }[]>(
    `insert into membership (person_id, unit_id, role, cycle_id) select ?, organiser_id, 'secretariat', id from cycle where slug = 'other' returning id`,
    [person?.id],
  );
  const signedIn = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: membership?.id } });
  const authorization = `Bearer ${signedIn.json<{ token: string }>().token}`;
  const seen = async (url: string, headers: Record<string, string>) => {
    const { statusCode, body } = await app.inject({ url, headers });
    return [statusCode, url.startsWith('/api') ? body : /<main.*<\/main>/s.exec(body)?.[0]];
  };
  const [certificate] = await em.find(Certificate, {}, { limit: 1 });
  for (const url of [`/results/${SLUG}`, `/api/v1/results/${SLUG}`, `/certificates/${certificate?.code}`]) {
    const anybody = await seen(url, {});
    expect([url, anybody]).toEqual([url, [200, expect.stringContaining(certificate?.code ?? '-')]]);
    expect([url, await seen(url, { authorization })]).toEqual([url, anybody]);
  }
  expect((await seen(`/cycles/${SLUG}/board`, { authorization }))[0]).toBe(404);
});
