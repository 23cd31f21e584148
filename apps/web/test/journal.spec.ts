import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadSample } from '#awards';
import { loadConfig } from '#config';
import { Membership, openStore, sealJournal } from '#store';
import { readTable } from '#tables';
import { testDatabase, type TestDatabase } from '#testing';
import { webApplication } from '../src/application.js';

const JOURNAL = '/cycles/chi-doan-khu-dan-cu-2023/journal';

const files = mkdtempSync(join(tmpdir(), 'vinh-danh-files-'));
let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
let app: NestFastifyApplication;
beforeAll(async () => {
  database = await testDatabase();
  await loadSample(database.url, files);
  store = await openStore(database.url);
  while ((await sealJournal(store.em.fork())) > 0);
  app = await webApplication(
    loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: database.url, FILES_DIR: files, BASE_URL: 'http://127.0.0.1' }),
  );
});
afterAll(async () => {
  await app.close();
  await store.close();
  await database.drop();
  rmSync(files, { recursive: true });
});

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll(' )', ')')
    .replaceAll('( ', '(');

async function get(url: string, role?: string) {
  if (!role) return app.inject({ url });
  const { id } = await store.em.fork().findOneOrFail(Membership, { role: role as never });
  const { token } = (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{ token: string }>();
  return app.inject({ url, headers: { authorization: `Bearer ${token}` } });
}

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
  expect(textOf(first.body)).toMatch(
    /Thường trực Giải thưởng \(Thường trực\) công bố kết quả theo Quyết định số [^ ]+ ngày \d\d\/\d\d\/2024, 8 đơn vị được tặng\./,
  );
  const sheets = textOf((await get(`${JOURNAL}?group=sheet`, 'secretariat')).body);
  expect(sheets).toMatch(/Ủy viên Hội đồng 1 \(Người chấm điểm\) nộp phiếu chấm hồ sơ CD-[A-Z]+-\d\d\. \d\d:\d\d/);
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

const lines = (body: string) =>
  body
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type: string; subject: string | null; role: string; at: string });

it('is filtered by group, nomination, role and days; page, pager and export keep the filter', async () => {
  const whole = lines((await get(`${JOURNAL}.jsonl`, 'observer')).body);
  const [some] = whole.filter(({ type }) => type === 'nomination.returned');
  const filters: [string, (one: (typeof whole)[number]) => boolean][] = [
    ['group=ballot', ({ type }) => type === 'ballot.cast'],
    [`nomination=${some?.subject?.toLowerCase()}`, ({ subject }) => subject === some?.subject],
    ['role=reviewer', ({ role }) => role === 'reviewer'],
    ['from=2024-02-05&to=2024-02-05', ({ at }) => at >= '2024-02-04T17:00' && at < '2024-02-05T17:00'],
    [
      `group=nomination&nomination=${some?.subject}&role=nominator&from=&to=`,
      (one) => one.subject === some?.subject && one.role === 'nominator',
    ],
    ['nomination=CD-KHONG-CO', () => false],
  ];
  for (const [query, fits] of filters) {
    expect([query, lines((await get(`${JOURNAL}.jsonl?${query}`, 'observer')).body)]).toEqual([query, whole.filter(fits)]);
    const page = await get(`${JOURNAL}?${query}`, 'observer');
    const total = /Các mục \(([\d.]+)\)/.exec(textOf(page.body))?.[1]?.replace('.', '');
    expect([query, Number(total)]).toEqual([query, whole.filter(fits).length]);
  }
  const page = (await get(`${JOURNAL}?role=nominator&from=2024-01-01`, 'observer')).body;
  expect(page).toMatch(/href="[^"]+journal\?role&#x3D;nominator&amp;from&#x3D;2024-01-01&amp;page&#x3D;2"/);
  expect(page).toContain('journal.jsonl?role&#x3D;nominator&amp;from&#x3D;2024-01-01"');
  expect((await get(`${JOURNAL}?from=tomorrow`, 'observer')).statusCode).toBe(422);
});

describe.each(['xlsx', 'csv'])('as %s', (format) => {
  const rowsOf = async (query: string, role?: string) => {
    const answer = await get(`${JOURNAL}.${format}${query}`, role);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="nhat-ky-chi-doan-khu-dan-cu-2023.${format}"`);
    return (await readTable(answer.rawPayload)).rows.slice(1).map((row) => row.map(({ text }) => text));
  };

  it.each([
    [undefined, ''],
    ['nominator', '?role=secretariat'],
    ['scorer', '?group=sheet'],
    ['observer', '?group=ballot'],
    ['secretariat', '?from=2024-02-01&role=reviewer'],
  ])('has for %s what the page shows of "%s", all pages of it', async (role, query) => {
    const page = textOf((await get(JOURNAL + query, role)).body);
    const rows = await rowsOf(query, role);
    expect(rows).toHaveLength(Number(/Các mục \(([\d.]+)\)/.exec(page)?.[1]?.replace('.', '')));
    for (const [number, hash = ''] of rows.slice(0, 100)) expect(page).toContain(`#${number} ${hash.slice(0, 12)}`);
    for (const [, , at = '', who = ''] of rows.slice(0, 100)) expect([page.includes(at), page.includes(who)]).toEqual([true, true]);
  });

  it('holds no formula', async () => {
    const em = store.em.fork();
    const [before] = await em.execute<{ id: string; name: string }[]>(
      `select p.id, p.name from person p join membership m on m.person_id = p.id where m.role = 'secretariat'`,
    );
    await em.execute('update person set name = ? where id = ?', ['=cmd|calc', before?.id]);
    const answer = await get(`${JOURNAL}.${format}`);
    expect((await readTable(answer.rawPayload)).rows.flatMap((row) => row.map(({ text }) => text))).toContain('=cmd|calc');
    if (format === 'csv') expect(answer.body).toContain(`"'=cmd|calc"`);
    await em.execute('update person set name = ? where id = ?', [before?.name, before?.id]);
  });
});

it('tells no filter’s secret: who reads the open part finds nothing else by any filter', async () => {
  const whole = lines((await get(`${JOURNAL}.jsonl`, 'observer')).body);
  const code = whole.find(({ subject }) => subject !== null)?.subject ?? '';
  for (const query of [`nomination=${code}`, 'role=scorer', 'group=sheet', 'group=ballot'])
    for (const role of [undefined, 'nominator', 'reviewer', 'scorer', 'chair'])
      expect(textOf((await get(`${JOURNAL}?${query}`, role)).body)).toContain('Các mục (0)');
});

it('is the same in the API, in the language asked for', async () => {
  const url = '/api/v1/cycles/chi-doan-khu-dan-cu-2023/journal';
  const open = (await app.inject({ url, headers: { 'accept-language': 'en' } })).json<{ total: number; rows: Record<string, unknown>[] }>();
  expect(open.rows[0]).toMatchObject({ type: 'cycle.published', member: null, request: null });
  expect(open.rows[0]?.['sentence']).toMatch(/^published the result by decision .+ of \d\d\/\d\d\/2024, 8 winners\.$/);
  expect(JSON.stringify(open)).not.toMatch(/CD-[A-Z]+-\d|"assigned"|"units"|"nominations"/);
  const { rows } = (await get(`${url}?group=nomination`, 'secretariat')).json<{ rows: { subject: string }[] }>();
  expect(rows.every(({ subject }) => subject.startsWith('CD-'))).toBe(true);
});
