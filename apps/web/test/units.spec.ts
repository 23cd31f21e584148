import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { loadConfig } from '#config';
import { Delegation, Membership, Person, run, Tie, Unit, Upload } from '#store';
import { toTcvn3, writeCsv } from '#tables';
import { type Award, anAward, startBrowser } from '#testing';
import { webApplication } from '../src/application.js';
import { faultsIn } from './browsing.js';

const SHOTS = process.env['SHOTS'];
const HEADING = ['Mã', 'Cấp', 'Mã cấp trên', 'Tên'];

let award: Award;
let app: NestFastifyApplication;
let tokens: Record<string, string>;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 2 });
  app = await webApplication(
    loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: award.url, BASE_URL: 'http://127.0.0.1', IMPORT_MEGABYTES: '1' }),
  );
  tokens = {};
  for (const role of ['administrator', 'reviewer', 'nominator', 'observer', 'scorer'] as const) {
    const [membership] = await award.store.em.fork().find(Membership, { role }, { orderBy: { unit: { code: 'asc' } }, limit: 1 });
    tokens[role] = await award.desk.sessions.signInAsPersona(membership?.id ?? '', { address: '192.0.2.0/24', device: 'Firefox' });
  }
});
afterAll(async () => {
  await app.close();
  await award.close();
});

const units = () => award.store.em.fork().count(Unit);

async function call(role: string, method: 'GET' | 'POST', url: string, payload?: Record<string, unknown>) {
  const response = await app.inject({ method, url, headers: { authorization: `Bearer ${tokens[role]}` }, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.body, location: response.headers.location, type: response.headers['content-type'] };
}

function upload(url: string, bytes: Buffer, role = 'administrator') {
  const form = 'form-boundary';
  const head = `--${form}\r\ncontent-disposition: form-data; name="file"; filename="don-vi.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${form}--\r\n`)]);
  const headers = { authorization: `Bearer ${tokens[role]}`, 'content-type': `multipart/form-data; boundary=${form}` };
  return app.inject({ method: 'POST', url, payload, headers });
}

const csv = (...rows: string[][]) => writeCsv([HEADING, ...rows]);

it('opens units and people to those they concern only', async () => {
  const { id } = await award.store.em.fork().findOneOrFail(Unit, { code: 'DP-AK' });
  const statuses = async (method: 'GET' | 'POST', url: string) => {
    const roles = ['administrator', 'observer', 'reviewer', 'nominator', 'scorer'];
    return (await Promise.all(roles.map((role) => call(role, method, url, method === 'POST' ? {} : undefined)))).map(
      ({ status }) => status,
    );
  };
  for (const url of ['/units', `/units/${id}`, '/api/v1/units'])
    expect([url, await statuses('GET', url)]).toEqual([url, [200, 200, 403, 403, 403]]);
  for (const url of [`/units/${id}/merge`, '/units/new', '/imports/units', '/imports/people/export.csv'])
    expect([url, await statuses('GET', url)]).toEqual([url, [200, 403, 403, 403, 403]]);
  for (const url of ['/people', '/people/new']) expect([url, await statuses('GET', url)]).toEqual([url, [200, 403, 200, 403, 403]]);
  expect(await statuses('POST', `/units/${id}/rename`)).toEqual([422, 403, 403, 403, 403]);
});

it('shows a preview with every problem, and imports only when it is agreed to', async () => {
  const before = await units();
  const bad = await upload('/imports/units', csv(['W-1', 'ward', 'NO', 'Đoàn phường <b>Mới</b>'], ['W-1', 'ward', '', 'Hai']));
  expect(bad.statusCode).toBe(303);
  const shown = await call('administrator', 'GET', String(bad.headers.location));
  expect(shown.body).toContain('<b class="num">C2</b>: Không có đơn vị cấp trên “NO”.');
  expect(shown.body).toContain('<b class="num">A3</b>');
  expect(shown.body).not.toContain('<b>Mới</b>');
  expect((await call('administrator', 'POST', String(bad.headers.location), {})).status).toBe(422);
  expect(await units()).toBe(before);

  const old = await upload('/imports/units', csv(['W-9', 'ward', 'QD-TK', toTcvn3('Đoàn phường Hoà Khê')]));
  const address = String(old.headers.location);
  expect((await call('administrator', 'GET', address)).body).toContain('→ Đoàn phường Hoà Khê');
  expect((await call('administrator', 'GET', address.replace('/units/', '/people/'))).status).toBe(404);
  expect((await call('administrator', 'POST', address, { convert: '1' })).location).toBe('/units');
  expect(await award.store.em.fork().findOneOrFail(Unit, { code: 'W-9' })).toMatchObject({ name: 'Đoàn phường Hoà Khê' });
  // What was imported is not kept, and cannot be imported twice.
  expect([await award.store.em.fork().count(Upload), (await call('administrator', 'POST', address, {})).status]).toEqual([0, 404]);
});

it('refuses files that are too large, no table or not there, on the form itself', async () => {
  const large = await upload('/imports/units', Buffer.alloc(1024 * 1024 + 1, 'a'));
  const picture = await upload('/imports/units', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]));
  const none = await call('administrator', 'POST', '/imports/units', {});
  expect([large, picture].map(({ statusCode }) => statusCode)).toEqual([422, 422]);
  expect(large.body).toContain('Tệp lớn hơn 1 MB.');
  expect(picture.body).toContain('Đây không phải tệp XLSX hoặc CSV.');
  expect([none.status, none.body.includes('Hãy chọn một tệp.')]).toEqual([422, true]);
  expect((await upload('/imports/units', csv(), 'observer')).statusCode).toBe(403);
  expect(await award.store.em.fork().count(Upload)).toBe(0);
});

it('hands out templates and exports as files', async () => {
  for (const kind of ['units', 'people'])
    for (const name of ['template', 'export']) {
      const found = await call('administrator', 'GET', `/imports/${kind}/${name}.csv`);
      expect([found.status, found.type]).toEqual([200, 'text/csv; charset=utf-8']);
    }
  expect((await call('administrator', 'GET', '/imports/units/export.pdf')).status).toBe(404);
});

it('changes units by forms: a fault at its field, an offer to convert, and the page of the unit when done', async () => {
  const { id } = await award.store.em.fork().findOneOrFail(Unit, { code: 'DP-CG' });
  const form = { name: toTcvn3('Đoàn phường Chính Gián Mới'), on: '2023-12-01' };
  const asked = await call('administrator', 'POST', `/units/${id}/rename`, form);
  expect([asked.status, asked.body.includes('value="convert"'), asked.body.includes('sẽ thành “Đoàn phường Chính Gián Mới”')]).toEqual([
    422,
    true,
    true,
  ]);
  expect((await call('administrator', 'POST', `/units/${id}/rename`, { ...form, legacy: 'convert' })).location).toBe(`/units/${id}`);
  const page = await call('administrator', 'GET', `/units/${id}`);
  expect(page.body).toContain('<h1>Đoàn phường Chính Gián Mới</h1>');
  expect(page.body).toMatch(/Đoàn phường Chính Gián \(.*đến hết <span class="num">30\/11\/2023/);
  const clash = await call('administrator', 'POST', '/units', { code: 'DP-CG', tier: 'ward', name: 'Khác' });
  expect([clash.status, clash.body.includes('id="f-code-error"')]).toEqual([422, true]);
  const later = await call('administrator', 'POST', `/api/v1/units/${id}/merge`, { units: ['DP-AK'], on: '2999-01-01', reason: 'x' });
  expect(later.status).toBe(400);
});

it('lets a reviewer add a nominator below, by telephone number', async () => {
  const form = {
    name: 'Phó bí thư Chi đoàn 11',
    phone: '0903 000 111',
    email: '',
    unit: 'CD-AK-01',
    role: 'nominator',
    title: '',
    validFrom: '',
    validTo: '',
  };
  expect((await call('reviewer', 'POST', '/people', { ...form, unit: 'CD-CG-01' })).status).toBe(422);
  expect((await call('reviewer', 'POST', '/people', form)).location).toBe('/people');
  const list = await call('reviewer', 'GET', '/people?q=bi+thu+chi+doan+11');
  expect([list.body.includes('Phó bí thư Chi đoàn 11'), list.body.includes('0903000111')]).toEqual([true, false]);
  const { id } = await award.store.em.fork().findOneOrFail(Person, { phone: '0903000111' });
  expect((await call('reviewer', 'GET', `/people/${id}`)).status).toBe(403);
  expect((await call('administrator', 'GET', '/people?q=0903000111')).body).toContain(`/people/${id}`);
});

async function manyUnits(count: number): Promise<void> {
  await run(
    award.store.em.fork(),
    `insert into unit (code, tier, name, parent_id) select 'N-' || n, 'branch', 'Chi đoàn số ' || n, (select id from unit where code = 'DP-AK') from generate_series(1, $1::int) n`,
    [count],
  );
}

it('lets a member of the council declare a tie, and the office lift it with a reason', async () => {
  const form = { unit: 'DP-AK', reason: 'Em ruột là Bí thư' };
  const [mine] = await award.store.em.fork().find(Membership, { role: 'scorer' }, { orderBy: { unit: { code: 'asc' } }, limit: 1 });
  await run(award.store.em.fork(), 'delete from tie where person_id = $1', [mine?.person.id]);
  expect((await call('scorer', 'POST', '/ties', { ...form, reason: '' })).status).toBe(422);
  expect((await call('scorer', 'POST', '/ties', form)).location).toBe('/ties');
  expect((await call('scorer', 'GET', '/ties')).body).toContain('Em ruột là Bí thư');
  const tie = await award.store.em.fork().findOneOrFail(Tie, { reason: form.reason });
  expect([tie.person.id, (await call('scorer', 'POST', `/ties/${tie.id}/end`, { reason: 'x' })).status]).toEqual([mine?.person.id, 403]);
  expect((await call('administrator', 'POST', `/ties/${tie.id}/end`, { reason: '' })).status).toBe(422);
  expect((await call('administrator', 'POST', `/ties/${tie.id}/end`, { reason: 'Ghi nhầm' })).location).toBe('/ties');
  for (const role of ['reviewer', 'nominator']) expect((await call(role, 'GET', '/ties')).status).toBe(403);
  expect([(await call('observer', 'GET', '/ties')).status, (await call('observer', 'POST', '/ties', form)).status]).toEqual([200, 403]);
});

it('delegates from one day to another by the number of the delegate, and takes it back', async () => {
  const { id } = await award.store.em.fork().findOneOrFail(Membership, { role: 'reviewer', unit: { code: 'DP-CG' } });
  const url = `/people/${(await award.store.em.fork().findOneOrFail(Membership, id)).person.id}`;
  const form = { phone: '0903000111', validFrom: '2024-01-08', validTo: '2024-01-20', reason: 'Đi công tác' };
  expect((await call('administrator', 'POST', `${url}/memberships/${id}/delegations`, { ...form, phone: '0999999999' })).status).toBe(422);
  expect((await call('administrator', 'POST', `${url}/memberships/${id}/delegations`, form)).location).toBe(url);
  expect((await call('administrator', 'GET', url)).body).toContain('Phó bí thư Chi đoàn 11 thay mặt Ban Thường vụ');
  const delegation = await award.store.em.fork().findOneOrFail(Delegation, { membership: id });
  expect((await call('administrator', 'POST', `${url}/delegations/${delegation.id}/end`)).location).toBe(url);
  expect(await award.store.em.fork().count(Delegation)).toBe(0);
});

describe('with ten thousand units', () => {
  let browser: Browser;
  let address: string;
  let paths: string[];
  beforeAll(async () => {
    await manyUnits(10_000);
    const em = award.store.em.fork();
    const { id } = await em.findOneOrFail(Unit, { code: 'DP-AK' });
    const { id: person } = await em.findOneOrFail(Person, { phone: '0903000111' });
    const preview = await upload('/imports/units', csv(['W-1', 'ward', 'NO', toTcvn3('Đoàn phường')]));
    paths = [`/units/${id}`, String(preview.headers.location), `/people/${person}`, '/ties'];
    paths.push('/units', '/units?q=khongco', `/units/${id}/merge`, '/units/new', '/imports/units', '/people', '/people/new');
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('pages through them in the order of their numbers, and finds any of them', async () => {
    const found = await call('administrator', 'GET', `${paths[0]}?page=2`);
    expect([...found.body.matchAll(/>Chi đoàn số (\d+)</g)].slice(0, 2).map(([, number]) => Number(number))).toEqual([50, 51]);
    expect((await call('administrator', 'GET', '/units?q=chi+doan+so+9999')).body).toContain('>Chi đoàn số 9999<');
  });

  it.each([
    [390, 'light', 11],
    [390, 'dark', 3],
    [1280, 'light', 3],
    [1280, 'dark', 3],
  ] as const)('is accessible and fits at %s in %s', async (width, colorScheme, count) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    await context.addCookies([{ name: 'sid', value: tokens['administrator'] ?? '', url: address }]);
    const page = await context.newPage();
    for (const path of paths.slice(0, count)) {
      await page.goto(address + path);
      const faults = await faultsIn(page);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${path.replace(/[^a-z]/gi, '_')}-${width}-${colorScheme}.png` });
      expect([path, faults]).toEqual([path, []]);
    }
    await context.close();
  });
});
