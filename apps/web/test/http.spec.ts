import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { asking, FORM, signedIn } from './asking.js';
import { plumbing } from './plumbing.js';

let app: NestFastifyApplication;
const log: string[] = [];
beforeAll(async () => {
  app = await plumbing({ log });
});
afterAll(() => app.close());

const { ask, post } = asking(() => app);
const HTMX = { 'hx-request': 'true', 'hx-request-type': 'partial' };

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
