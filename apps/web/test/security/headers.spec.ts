import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Membership } from '#store';
import { type Award, anAwardInReview } from '#testing';
import { routedSite } from '../matrix/routes.js';

let award: Award;
let app: NestFastifyApplication;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
  ({ app } = await routedSite(award.url, { BASE_URL: 'https://giai-thuong.example.vn' }));
  for (const role of ['administrator', 'nominator'] as const) {
    const { id } = await award.store.em.fork().findOneOrFail(Membership, { role }, { orderBy: { unit: { code: 'asc' } } });
    tokens[role] = (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{
      token: string;
    }>().token;
  }
});
afterAll(async () => {
  await app?.close();
  await award?.close();
});

type Asked = Parameters<NestFastifyApplication['inject']>[0] & object;
const as = (role: string, asked: Asked): Asked => ({ ...asked, headers: { authorization: `Bearer ${tokens[role]}`, ...asked.headers } });
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** One of every kind of answer there is, with its status. */
const KINDS: [kind: string, status: number, asked: () => Asked][] = [
  ['a page', 200, () => ({ url: '/' })],
  ['a page for one person', 200, () => as('nominator', { url: '/account' })],
  ['a part of a page', 200, () => ({ url: '/', headers: { 'hx-request': 'true', 'hx-request-type': 'partial' } })],
  ['an answer for programs', 200, () => ({ url: '/api/v1/cycles' })],
  ['the description of the API', 200, () => ({ url: '/api/v1/openapi.json' })],
  ['a table', 200, () => as('administrator', { url: '/imports/units/export.csv' })],
  ['a workbook', 200, () => as('administrator', { url: '/imports/people/export.xlsx' })],
  ['the journal as a file', 200, () => as('administrator', { url: '/cycles/award/journal.jsonl' })],
  ['a file of the site', 200, () => ({ url: '/public/app.css' })],
  ['a picture of the site', 200, () => ({ url: '/public/favicon.svg' })],
  ['the way to the sign-in', 303, () => ({ url: '/account' })],
  ['the same for htmx', 401, () => ({ url: '/account', headers: { 'hx-request': 'true' } })],
  ['nobody, for programs', 401, () => ({ url: '/api/v1/session' })],
  ['a fence', 403, () => as('nominator', { url: '/people' })],
  ['another site', 403, () => ({ method: 'POST', url: '/sign-in', headers: { 'sec-fetch-site': 'cross-site' } })],
  ['nothing there', 404, () => ({ url: '/nowhere' })],
  ['nothing there, for programs', 404, () => ({ url: '/api/v1/nowhere' })],
  ['no such file', 404, () => ({ url: '/public/nothing.js' })],
  ['a folder of the site', 404, () => ({ url: '/public/' })],
  ['a refusal', 409, () => as('nominator', { method: 'POST', url: '/api/v1/cycles/award/remind' })],
  ['bad input', 422, () => ({ method: 'POST', url: '/sign-in/password', headers: FORM, payload: 'login=' })],
  ['bad input, for programs', 400, () => ({ method: 'POST', url: '/api/v1/session', payload: {} })],
  [
    'a body that is no JSON',
    400,
    () => ({ method: 'POST', url: '/api/v1/session', headers: { 'content-type': 'application/json' }, payload: '{' }),
  ],
  [
    'a body of no known kind',
    415,
    () => ({ method: 'POST', url: '/sign-in', headers: { ...FORM, 'content-type': 'text/x' }, payload: 'x' }),
  ],
  ['too large a body', 413, () => ({ method: 'POST', url: '/api/v1/session', payload: { membership: 'x'.repeat(1_100_000) } })],
  ['a malformed address', 400, () => ({ url: '/%zz' })],
  ['a head alone', 200, () => ({ method: 'HEAD', url: '/' })],
  ['the head of a file', 200, () => ({ method: 'HEAD', url: '/public/app.css' })],
  ['a method there is not', 404, () => ({ method: 'PATCH', url: '/' })],
  ['a preflight', 404, () => ({ method: 'OPTIONS', url: '/' })],
  ['a probe', 200, () => ({ url: '/healthz' })],
];

it.each(KINDS)('%s carries the headers of a careful site', async (_, status, asked) => {
  const { statusCode, headers } = await app.inject(asked());
  const policy = String(headers['content-security-policy']);
  expect({
    status: statusCode,
    policy: /(^|;)default-src '(self|none)'/.test(policy) && /frame-ancestors 'none'/.test(policy) && !/unsafe|\*|https?:/.test(policy),
    sniff: headers['x-content-type-options'],
    referrer: headers['referrer-policy'],
    frame: headers['x-frame-options'],
    transport: headers['strict-transport-security'],
    opener: headers['cross-origin-opener-policy'],
    says: [headers['x-powered-by'], headers['server']],
    type:
      statusCode === 303 || statusCode === 304 || headers['content-length'] === '0'
        ? 'none'
        : /^(text|application)\/[\w.+-]+; charset=utf-8$|^(application\/vnd|image\/)/.test(String(headers['content-type'])),
  }).toEqual({
    status,
    policy: true,
    sniff: 'nosniff',
    referrer: 'same-origin',
    frame: 'DENY',
    transport: 'max-age=31536000; includeSubDomains',
    opener: 'same-origin',
    says: [undefined, undefined],
    type: statusCode === 303 || statusCode === 304 || headers['content-length'] === '0' ? 'none' : true,
  });
});

it('a fault of ours carries them, too', async () => {
  await award.store.em.fork().execute('alter table sign_in rename to sign_in_gone');
  const asked = { method: 'POST' as const, url: '/sign-in/password', headers: FORM, payload: 'login=ai-do@example.vn&password=x' };
  const { statusCode, headers, body } = await app.inject(asked);
  await award.store.em.fork().execute('alter table sign_in_gone rename to sign_in');
  expect([
    statusCode,
    headers['x-content-type-options'],
    headers['cache-control'],
    headers['content-security-policy'] !== undefined,
  ]).toEqual([500, 'nosniff', 'no-store', true]);
  expect(body).not.toMatch(/sign_in|select|insert|node_modules|ai-do/i);
});

it('keeps nothing for one person where others could find it', async () => {
  for (const asked of [
    { url: '/account' },
    { url: '/' },
    { url: '/people' },
    { url: '/cycles/award/journal.jsonl' },
    { url: '/imports/people/export.csv' },
  ])
    expect([asked.url, (await app.inject(as('administrator', asked))).headers['cache-control']]).toEqual([asked.url, 'no-store']);
  for (const url of ['/api/v1/session', '/api/v1/cycles/award', '/api/v1/cycles/award/nominations', '/api/v1/jobs', '/api/v1/units'])
    expect([url, (await app.inject(as('administrator', { url }))).headers['cache-control']]).toEqual([url, 'no-store']);
  expect((await app.inject({ url: '/sign-in' })).headers['cache-control']).toBe('no-store');
});

it('answers no TRACE, and tells nobody what came with it', async () => {
  const { statusCode, body } = await app.inject({ method: 'TRACE' as 'GET', url: '/', headers: { cookie: '__Host-sid=bi-mat' } });
  expect([statusCode >= 400, body.includes('bi-mat')]).toEqual([true, false]);
});

it('has no script or style in a page, and loads nothing from elsewhere', async () => {
  for (const asked of [
    { url: '/' },
    { url: '/sign-in' },
    { url: '/nowhere' },
    as('administrator', { url: '/people' }),
    as('nominator', { url: '/account' }),
  ]) {
    const { body } = await app.inject(asked);
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    expect(body.match(/\s(?:src|href|action)="(?!\/|#|data:image\/png|\?)[^"]*"/g) ?? []).toEqual([]);
  }
});
