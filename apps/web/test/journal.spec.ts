import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JOURNAL_TYPES, loadSample } from '#awards';
import { loadConfig } from '#config';
import { Membership, openStore, sealJournal } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import { webApplication } from '../src/application.js';
import { catalogue } from '../src/http/i18n.js';

const JOURNAL = '/cycles/chi-doan-khu-dan-cu-2023/journal';

let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
let app: NestFastifyApplication;
beforeAll(async () => {
  database = await testDatabase();
  await loadSample(database.url);
  store = await openStore(database.url);
  while ((await sealJournal(store.em.fork())) > 0);
  app = await webApplication(
    loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: database.url, BASE_URL: 'http://127.0.0.1' }),
  );
});
afterAll(async () => {
  await app.close();
  await store.close();
  await database.drop();
});

async function get(url: string, role?: string) {
  if (!role) return app.inject({ url });
  const { id } = await store.em.fork().findOneOrFail(Membership, { role: role as never });
  const { token } = (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{ token: string }>();
  return app.inject({ url, headers: { authorization: `Bearer ${token}` } });
}

it('says every kind of entry of a cycle in both languages', () => {
  for (const language of ['vi', 'en'] as const) {
    const words = catalogue(language)['journal'] as Record<string, Record<string, string>>;
    const missing = JOURNAL_TYPES.filter((type) => /^(cycle|nomination|sheet|ballot|objection)\./.test(type)).filter((type) => {
      const [group = '', name = ''] = type.split('.');
      return !words[group]?.[name];
    });
    expect(missing).toEqual([]);
  }
});

it('lets everybody read what happened to the cycle, and nobody but the office who scored, voted or stepped aside', async () => {
  for (const role of [undefined, 'nominator', 'reviewer', 'scorer', 'chair']) {
    const page = await get(JOURNAL, role);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('công bố kết quả');
    for (const hidden of ['phiếu chấm', 'bỏ phiếu kín', 'từ chối chấm', 'CD-AK-01', 'chốt danh sách'])
      expect(page.body).not.toContain(hidden);
    expect((await get(`${JOURNAL}?group=sheet`, role)).body).not.toContain('nộp phiếu chấm');
    expect((await get(`${JOURNAL}.jsonl`, role)).statusCode).not.toBe(200);
  }
});

it('shows the office one sentence an entry, filtered and page by page, never a score', async () => {
  const first = await get(JOURNAL, 'secretariat');
  expect(first.body).toContain('<b>Thường trực Giải thưởng</b> công bố kết quả');
  expect((await get(`${JOURNAL}?group=sheet`, 'secretariat')).body).toMatch(
    /<b>Ủy viên Hội đồng 1<\/b> nộp phiếu chấm · <span class="num">CD-/,
  );
  expect((await get(`${JOURNAL}?page=2`, 'observer')).statusCode).toBe(200);
  expect((await get(`${JOURNAL}?group=nothing`, 'secretariat')).statusCode).toBe(422);
});

it('gives the office the whole record with its place in the chain', async () => {
  const answer = await get(`${JOURNAL}.jsonl`, 'observer');
  const records = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { number: number; hash: string; type: string });
  expect(records.map(({ number }) => number)).toEqual(records.map((_, index) => index + 1));
  expect(records[0]?.type).toBe('cycle.prepared');
  expect(records.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});
