import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Membership } from '#store';
import { type Award, anAward } from '#testing';
import { type Route, routedSite } from '../matrix/routes.js';

let award: Award;
let app: NestFastifyApplication;
let routes: Route[];
let membership: string;
let token: string;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  ({ app, routes } = await routedSite(award.url));
  ({ id: membership } = await award.store.em.fork().findOneOrFail(Membership, { role: 'secretariat' }));
  token = await signedIn();
});
afterAll(async () => {
  await app?.close();
  await award?.close();
});

const signedIn = async () =>
  (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership } })).json<{ token: string }>().token;

const EVIL = [
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '\\\\evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/%09/evil.example/..//evil.example',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  '%2f%2fevil.example',
  '/%2f/evil.example',
  '/..//evil.example',
  '/.//evil.example',
  '@evil.example',
  'https:evil.example',
  'http:\\\\evil.example',
  ' //evil.example',
  '/cycles\r\nLocation: https://evil.example',
  '//user@evil.example:443/x',
];

/** Where a browser goes from here, or null: a location that stays on this site begins with one slash and means this host. */
function leaves(location: string | undefined): boolean {
  if (location === undefined) return false;
  const site = 'https://giai-thuong.example.vn';
  const url = URL.parse(location, `${site}/cycles/award/`);
  return url?.origin !== site || !location.startsWith('/');
}

/** Every way to another page that an answer holds. */
function waysOut({ headers, body }: Awaited<ReturnType<NestFastifyApplication['inject']>>): string[] {
  const inHeaders = ['location', 'hx-redirect', 'hx-location', 'hx-push-url', 'refresh', 'content-location'].map((name) => headers[name]);
  const inPage = [...body.matchAll(/(?:name="next" value|href|action|formaction|hx-get|hx-post|data-next)="([^"]*)"/g)].map(
    ([, value = '']) => value.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
  );
  const next = /^\{"next":"([^"]*)"\}$/.exec(body)?.[1];
  return [...inHeaders, ...inPage, next].filter((way) => way !== undefined).map(String);
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
const ask = (method: string, url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  app.inject({
    method: method as 'POST',
    url,
    headers: { ...(method === 'GET' ? {} : FORM), ...headers },
    ...(method === 'GET' ? {} : { payload: new URLSearchParams(form).toString() }),
  });

it.each(EVIL)('never leads to %j, wherever it is asked to', async (next) => {
  const query = `next=${encodeURIComponent(next)}`;
  const answers = [
    await ask('GET', `/sign-in?${query}`, {}),
    await ask('POST', '/sign-in', { membership, next }),
    await ask('POST', '/sign-in/password', { login: 'x', password: 'x', next }),
    await ask('POST', '/sign-in/confirm', { code: '0', next }),
    await ask('POST', '/language', { language: 'vi', next }),
    await ask('POST', '/acting-as', { membership, next }, { authorization: `Bearer ${await signedIn()}` }),
    await ask('GET', '/account', {}, { 'hx-request': 'true', 'hx-current-url': next }),
  ];
  await award.store.em.fork().execute('delete from sign_in');
  const out = answers.flatMap(waysOut).filter((way) => way.includes('evil.example') || /^\s*(java|data)/i.test(way));
  // It may stand in an address of ours, as what is to be shown, where nobody goes by it.
  expect(out.filter(leaves)).toEqual([]);
});

it('goes by no parameter of any other route', async () => {
  const wrong: string[] = [];
  for (const { method, path, name } of routes) {
    const url = path.replace(/:slug/, award.cycle.slug).replace(/:\w+|\*/g, '00000000-0000-4000-8000-000000000000');
    const evil = {
      next: '//evil.example',
      return: '//evil.example',
      redirect: 'https://evil.example',
      url: '//evil.example',
      back: '/\\evil.example',
    };
    const headers = {
      authorization: `Bearer ${token}`,
      referer: 'https://evil.example/',
      'x-forwarded-host': 'evil.example',
      host: 'evil.example',
    };
    const answer = await ask(method, `${url}?${new URLSearchParams(evil).toString()}`, evil, headers);
    if (name === 'POST /sign-out' || name === 'DELETE /api/v1/session') token = await signedIn();
    if (waysOut(answer).some((way) => way.includes('evil.example') && leaves(way))) wrong.push(name);
  }
  expect(wrong).toEqual([]);
});
