import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { asking, signedIn } from './asking.js';
import { OpenPages, plumbing, state } from './plumbing.js';

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await plumbing();
});
afterAll(() => app.close());

const { ask, post } = asking(() => app);

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
