import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions } from 'fastify';
import { OpenPages, plumbing, state } from './plumbing.js';

let app: NestFastifyApplication;
const log: string[] = [];
beforeAll(async () => {
  app = await plumbing({ log });
});
afterAll(() => app.close());

const ORIGIN = { origin: 'http://localhost:3000', host: 'localhost:3000' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const HTMX = { 'hx-request': 'true', 'hx-request-type': 'partial' };

const ask = (url: string, headers: Record<string, string> = {}, options: InjectOptions = {}) => app.inject({ url, headers, ...options });
const post = (url: string, payload: string | object, headers: Record<string, string> = {}) =>
  ask(url, { ...(typeof payload === 'string' ? FORM : {}), ...ORIGIN, ...headers }, { method: 'POST', payload });
const signedIn = (token = 'hong') => ({ cookie: `sid=${token}` });

describe('pages', () => {
  it('come within the layout, and as fragments when htmx asks for a part', async () => {
    const page = await ask('/card', signedIn());
    expect([page.statusCode, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(page.headers['vary']).toContain('HX-Request');
    expect(page.body).toContain('<title>Thẻ · Vinh Danh</title>');
    expect(page.body).toContain('<h1>Card reviewer</h1><p id="inner">reviewer <b>/card</b></p>');
    const fragment = await ask('/card', { ...signedIn(), ...HTMX });
    expect(fragment.body.trim()).toBe('<p id="inner">reviewer <b>/card</b></p>');
    const whole = await ask('/card', { ...signedIn(), ...HTMX, 'hx-request-type': 'full' });
    expect(whole.body).toContain('<!doctype html>');
  });

  it('say as whom one acts and lead to the other memberships', async () => {
    const { body } = await ask('/card', signedIn());
    expect(body).toContain('<b>Người xét</b>');
    expect(body).toContain('<input type="hidden" name="membership" value="m2">');
    expect(body).not.toContain('value="m1"');
  });

  it('answer a POST with another page, and say it was done on arrival', async () => {
    const moved = await post('/move', '');
    expect([moved.statusCode, moved.headers.location]).toEqual([303, '/demo?t%C3%AAn=%E1%BB%94']);
    const arrived = await ask('/demo', { cookie: 'toast=toast.saved' });
    expect(arrived.body).toContain('<p class="toast">Đã lưu.</p>');
    const fragment = await ask('/demo', { cookie: 'toast=toast.saved', ...HTMX });
    expect(fragment.headers['hx-trigger']).toBe(String.raw`{"toast":"\u0110\u00e3 l\u01b0u."}`);
    const forged = await ask('/demo', { cookie: 'toast=You%20have%20won' });
    expect(forged.body).not.toContain('You have won');
  });

  it('show a form again with what is wrong in it', async () => {
    const again = await post('/form', 'name=Nguy%E1%BB%85n+V%C4%83n+An');
    expect(again.statusCode).toBe(422);
    expect(again.body).toContain('<a href="#f-name"><b>Họ và tên:</b> Nhiều nhất 10 ký tự.</a>');
    expect(again.body).toContain('value="Nguyễn Văn An"');
    expect(again.body).toContain('aria-invalid="true" aria-describedby="f-name-error f-name-help"');
    const taken = await post('/form', 'name=taken', { 'accept-language': 'en' });
    expect([taken.statusCode, taken.body.includes('The name is taken.')]).toEqual([422, true]);
    const saved = await post('/form', 'name=An');
    expect([saved.statusCode, saved.body.includes('Saved An')]).toEqual([200, true]);
  });
});

describe('errors', () => {
  it('a refusal is 409, with its sentence in the person’s language', async () => {
    const page = await post('/return', '', signedIn());
    expect([page.statusCode, page.body.includes('Hồ sơ đã được trả lại đủ số lần cho phép.')]).toEqual([409, true]);
    const fragment = await post('/return', '', { ...signedIn('john'), ...HTMX });
    expect([fragment.statusCode, fragment.headers['hx-retarget']]).toEqual([409, '#alerts']);
    expect(fragment.body).toMatch(/^<div class="alert alert-bad" role="alert".*It has been returned as often as the rules allow\./s);
    const problem = await post('/api/demo/return', {}, signedIn('john'));
    expect([problem.statusCode, problem.headers['content-type']]).toEqual([409, 'application/problem+json; charset=utf-8']);
    expect(problem.json()).toEqual({
      type: 'about:blank',
      status: 409,
      title: 'This cannot be done now',
      detail: 'It has been returned as often as the rules allow.',
      instance: '/api/demo/return',
      reference: expect.any(String) as string,
      rule: 'returnsLeft',
    });
  });

  it('bad input is 400 with every place for programs, and a list for people', async () => {
    const input = { name: '', members: 2, kind: 'c', points: [{ text: 'a' }, { text: '' }], own: 'four' };
    const problem = await post('/api/demo/form', input, signedIn('john'));
    expect([problem.statusCode, problem.json().errors]).toEqual([
      400,
      [
        { pointer: '#/name', message: 'Please fill this in.' },
        { pointer: '#/members', message: 'It cannot be less than 3.' },
        { pointer: '#/kind', message: 'Choose one of the given values.' },
        { pointer: '#/points/1/text', message: 'Please fill this in.' },
        { pointer: '#/own', message: 'Three letters at most' },
      ],
    ]);
    const page = await post('/plain', 'members=2');
    expect([page.statusCode, page.body.includes('Không được nhỏ hơn 3.')]).toEqual([422, true]);
  });

  it('what is not there is 404, also a malformed id', async () => {
    for (const url of ['/nowhere', '/things/1', '/public/nothing.css', '/public/../package.json']) {
      const page = await ask(url);
      expect([url, page.statusCode, page.body.includes('Không tìm thấy')]).toEqual([url, 404, true]);
    }
    expect((await ask('/api/nowhere', signedIn())).json()).toMatchObject({ status: 404, title: 'Không tìm thấy' });
  });

  it('nobody signed in: pages lead to the sign-in, programs get 401', async () => {
    const page = await ask('/card?a=1&b=ổ');
    expect([page.statusCode, page.headers.location]).toEqual([303, '/sign-in?next=%2Fcard%3Fa%3D1%26b%3D%25E1%25BB%2595']);
    const fragment = await ask('/card', { ...HTMX, 'hx-current-url': 'http://localhost:3000/list?page=2' });
    expect([fragment.statusCode, fragment.headers['hx-redirect']]).toEqual([401, '/sign-in?next=%2Flist%3Fpage%3D2']);
    const problem = await ask('/api/demo/boom');
    expect([problem.statusCode, problem.headers['www-authenticate'], problem.json().status]).toEqual([401, 'Bearer', 401]);
    expect((await ask('/actor')).headers.location).toBe('/sign-in?next=%2Factor');
    expect((await ask('/chair', signedIn())).statusCode).toBe(403);
  });

  it('a fault of ours is 500 with a reference and nothing else', async () => {
    for (const [url, token] of [
      ['/boom', 'hong'],
      ['/api/demo/boom', 'hong'],
      ['/card', 'broken'],
    ] as const) {
      const { statusCode, body, headers } = await ask(url, signedIn(token));
      expect([url, statusCode, body.includes(String(headers['x-request-id'])), /secret|at \w+ \(/.test(body)]).toEqual([
        url,
        500,
        true,
        false,
      ]);
    }
  });

  it('writes the cause of a fault into the log under its reference, and no token', async () => {
    log.length = 0;
    const { headers } = await ask('/boom?token=hidden', signedIn());
    const lines = log.map((line) => JSON.parse(line) as { reference?: string; err?: { message: string } });
    expect(lines.find(({ reference }) => reference === headers['x-request-id'])?.err?.message).toBe('postgres://secret@db');
    await new Promise(setImmediate);
    expect(log.at(-1)).toContain('"path":"/boom","status":500');
    expect(log.join('')).not.toMatch(/sid=|hidden/);
  });

  it('a body that cannot be read is refused in words', async () => {
    expect((await post('/plain', '{', { 'content-type': 'application/json' })).statusCode).toBe(400);
    expect((await post('/plain', `name=${'a'.repeat(1_100_000)}`)).statusCode).toBe(413);
    expect((await post('/plain', 'x', { 'content-type': 'text/x' })).statusCode).toBe(415);
    const malformed = await ask('/%zz');
    expect([malformed.statusCode, malformed.body]).toEqual([400, '400']);
  });
});

describe('a change asked for', () => {
  const from = async (headers: Record<string, string>) =>
    (await ask('/return', { ...FORM, host: 'localhost:3000', ...headers }, { method: 'POST', payload: '' })).statusCode;

  it('from this site is considered', async () => {
    expect(await from({ ...signedIn(), 'sec-fetch-site': 'same-origin' })).toBe(409);
    expect(await from({ ...signedIn(), origin: 'http://localhost:3000' })).toBe(409);
    expect(await from({ authorization: 'Bearer hong' })).toBe(409);
  });

  it('from elsewhere is refused', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3000' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ] as Record<string, string>[])
      expect([headers, await from({ ...signedIn(), ...headers })]).toEqual([headers, 403]);
    const { body } = await ask('/return', { ...signedIn(), origin: 'https://evil.example' }, { method: 'POST' });
    expect(body).toContain('chỉ nhận yêu cầu gửi từ chính trang này');
  });

  it('with a token in the header does not count the cookie', async () => {
    expect(await from({ ...signedIn(), authorization: 'Bearer wrong', origin: 'https://evil.example' })).toBe(303);
  });
});

describe('every answer', () => {
  it('carries the headers of a careful site', async () => {
    const { headers } = await ask('/demo');
    expect(headers['content-security-policy']).toBe(
      "default-src 'self';script-src-attr 'none';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
    expect([
      headers['referrer-policy'],
      headers['x-content-type-options'],
      headers['strict-transport-security'],
      headers['x-powered-by'],
    ]).toEqual(['same-origin', 'nosniff', undefined, undefined]);
  });

  it('behind https it insists on https and on the prefixed cookie', async () => {
    const behind = await plumbing({ baseUrl: 'https://awards.example.org' });
    const { headers } = await behind.inject({ url: '/demo' });
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    expect((await behind.inject({ url: '/card', headers: { cookie: 'sid=hong' } })).statusCode).toBe(303);
    expect((await behind.inject({ url: '/card', headers: { cookie: '__Host-sid=hong' } })).statusCode).toBe(200);
    await behind.close();
  });
});

it('makes what people type NFC before anybody sees it', async () => {
  const nfd = 'Nguyễn'.normalize('NFD');
  const { name } = (await post('/api/demo/form', { name: nfd }, signedIn())).json<{ name: string }>();
  expect([nfd === 'Nguyễn', name]).toEqual([false, 'Nguyễn']);
  expect((await post('/plain', `name=${encodeURIComponent(nfd)}`)).json()).toMatchObject({ name: 'Nguyễn' });
  expect((await post('/api/demo/form', { name: 'a\0' }, signedIn())).statusCode).toBe(400);
});

it('does not start while a route says nothing about who may use it', async () => {
  await expect(plumbing({ controllers: [OpenPages] })).rejects.toThrow('OpenPages.door');
});

it('speaks the person’s language, else the chosen, else the browser’s, else Vietnamese', async () => {
  const languageOf = async (headers: Record<string, string>) => /<html lang="(\w+)"/.exec((await ask('/demo', headers)).body)?.[1];
  expect(await languageOf({ ...signedIn('john'), 'accept-language': 'vi' })).toBe('en');
  expect(await languageOf({ cookie: 'lang=vi', 'accept-language': 'en' })).toBe('vi');
  expect(await languageOf({ 'accept-language': 'fr, en-GB;q=0.8, vi;q=0.3' })).toBe('en');
  expect(await languageOf({ 'accept-language': 'fr' })).toBe('vi');
  const chosen = await post('/language', 'language=en&next=%2Fdemo%3Fa%3D1');
  expect([chosen.statusCode, chosen.headers.location, chosen.cookies]).toMatchObject([
    303,
    '/demo?a=1',
    [{ name: 'lang', value: 'en', httpOnly: true }],
  ]);
  await post('/language', 'language=en', signedIn());
  expect(state.kept).toEqual(['p1 en']);
});

it('goes on to pages of this site only', async () => {
  expect((await post('/language', 'language=vi&next=%2F%2Fevil.example')).headers.location).toBe('/');
});

it('serves its files under names that change with them', async () => {
  const { body } = await ask('/demo');
  const [sheet = ''] = /\/public\/app\.[0-9a-f]{12}\.css/.exec(body) ?? [];
  const served = await ask(sheet, { 'accept-encoding': 'gzip, br' });
  expect([served.statusCode, served.headers['cache-control'], served.headers['content-encoding'], served.headers['content-type']]).toEqual([
    200,
    'public, max-age=31536000, immutable',
    'br',
    'text/css; charset=utf-8',
  ]);
  expect((await ask(sheet)).body).toMatch(/url\('?\/public\/fonts\/be-vietnam-pro-latin-400-normal\.[0-9a-f]{12}\.woff2/);
  const plain = await ask('/public/app.css');
  expect(plain.headers['cache-control']).toBe('no-cache');
  expect((await ask('/public/app.css', { 'if-none-match': String(plain.headers.etag) })).statusCode).toBe(304);
});

it('says whether it is alive and ready', async () => {
  expect((await ask('/healthz')).json()).toEqual({ alive: true });
  expect([(await ask('/readyz')).statusCode, (await ask('/readyz')).json()]).toEqual([200, { ready: true, parts: { database: 'ok' } }]);
  state.ready = false;
  expect((await ask('/readyz')).statusCode).toBe(503);
  state.ready = true;
});
