import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Membership } from '#store';
import { type Award, anAwardInReview, fingerprint, growth } from '#testing';
import { type Route, routedSite } from '../matrix/routes.js';

let award: Award;
let app: NestFastifyApplication;
let routes: Route[];
let cookie: string;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
  ({ app, routes } = await routedSite(award.url, { BASE_URL: 'https://giai-thuong.example.vn' }));
  const { id } = await award.store.em.fork().findOneOrFail(Membership, { role: 'secretariat' });
  const { cookies } = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } });
  cookie = `__Host-sid=${cookies[0]?.value}`;
});
afterAll(async () => {
  await app?.close();
  await award?.close();
});

/** A route's address with something in every place of it: nobody gets as far as looking there. */
const addressOf = ({ path }: Route) => path.replace(/:slug/, award.cycle.slug).replace(/:\w+|\*/g, '00000000-0000-4000-8000-000000000000');

const ELSEWHERE: [string, Record<string, string>][] = [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a sibling of this site', { 'sec-fetch-site': 'same-site', origin: 'https://blog.example.vn' }],
  ['a bookmark', { 'sec-fetch-site': 'none' }],
  ['an old browser on another site', { origin: 'https://evil.example' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['the same name in clear text', { origin: 'http://giai-thuong.example.vn', host: 'giai-thuong.example.vn' }],
  ['a browser that says nothing', {}],
  [
    'another site with the headers of htmx',
    {
      'sec-fetch-site': 'cross-site',
      'hx-request': 'true',
      'hx-request-type': 'partial',
      'hx-current-url': 'https://giai-thuong.example.vn/',
    },
  ],
  [
    'an old browser with the headers of htmx',
    { origin: 'https://evil.example', 'hx-request': 'true', 'x-requested-with': 'XMLHttpRequest' },
  ],
];

describe('a change asked for in a signed-in person’s name', () => {
  it.each(ELSEWHERE)('from %s is refused at every route', async (_, headers) => {
    const before = await fingerprint(award.store.em.fork());
    const letIn: string[] = [];
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      const { statusCode, headers: sent } = await app.inject({
        method: route.method as 'POST',
        url: addressOf(route),
        headers: { cookie, ...headers },
        payload: { reason: 'x', language: 'en' },
      });
      if (statusCode !== 403 || sent['set-cookie']) letIn.push(`${route.name} ${statusCode}`);
    }
    expect(letIn).toEqual([]);
    expect(growth(before, await fingerprint(award.store.em.fork()))).toEqual({});
  });

  it('is not believed for the method it claims to be', async () => {
    const before = await fingerprint(award.store.em.fork());
    for (const headers of [{ 'x-http-method-override': 'POST' }, { 'x-method-override': 'DELETE' }, { 'x-http-method': 'PUT' }])
      for (const url of ['/api/v1/session', `/cycles/${award.cycle.slug}/remind?_method=POST`, '/sign-out?_method=POST'])
        await app.inject({ url, headers: { cookie, ...headers } });
    expect(growth(before, await fingerprint(award.store.em.fork()))).toEqual({});
  });
});

it('gives no other site leave to read an answer', async () => {
  for (const url of ['/', '/api/v1/cycles', '/public/app.css', '/nowhere']) {
    const { headers } = await app.inject({ url, headers: { cookie, origin: 'https://evil.example' } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect([headers['cross-origin-resource-policy'], headers['cross-origin-opener-policy']]).toEqual(['same-origin', 'same-origin']);
  }
  const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url: '/api/v1/session', headers: preflight });
  expect([statusCode, headers['access-control-allow-origin']]).toEqual([404, undefined]);
});
