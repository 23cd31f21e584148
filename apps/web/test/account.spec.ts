import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { deskOn, TokenService } from '#awards';
import { type Award, anAward } from '#testing';
import { TOTP } from 'otpauth';
import { emailOf, invited, PASSWORD, siteOf, Visitor, within, withPassword } from './visitor.js';

let award: Award;
let app: NestFastifyApplication;

beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  app = await siteOf(award);
});
afterAll(async () => {
  await app.close();
  await award.close();
});
afterEach(() => award.store.em.fork().execute('delete from sign_in'));

describe('the second factor', () => {
  /** Sets an app up on the pages; returns its address and the codes for the paper. */
  async function setUp(visitor: Visitor) {
    const form = await visitor.get('/account/authenticator');
    const secret = within(form, /<code class="secret">([A-Z2-7 ]+)<\/code>/).replaceAll(' ', '');
    const shown = await visitor.post('/account/authenticator', { code: new TOTP({ secret }).generate() });
    return { secret, codes: [...shown.body.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code = '']) => code) };
  }

  it('is asked for after the password; before it nothing is open, after it the browser has a new token', async () => {
    const id = award.nominator('CD-AK-01').id;
    const first = await withPassword(app, id);
    const before = first.cookies.get('__Host-sid');
    const { codes } = await setUp(first);
    expect(codes).toHaveLength(10);
    expect(first.cookies.get('__Host-sid')).not.toBe(before);
    const visitor = new Visitor(app);
    const half = await visitor.post('/sign-in/password', { login: await emailOf(award, id), password: PASSWORD, next: '/cycles/award' });
    expect(half.location).toBe('/sign-in/confirm?next=%2Fcycles%2Faward');
    const pending = visitor.cookies.get('__Host-sid');
    for (const path of ['/account', '/account/authenticator', '/nominations/00000000-0000-4000-8000-000000000000'])
      expect((await visitor.get(path)).location).toContain('/sign-in?next=');
    const wrong = await visitor.post('/sign-in/confirm', { code: '000000', next: '/cycles/award' });
    expect([wrong.status, wrong.body.includes('Mã chưa đúng')]).toEqual([422, true]);
    const done = await visitor.post('/sign-in/confirm', { code: codes[0] ?? '', next: '/cycles/award' });
    expect([done.status, done.location]).toEqual([303, '/cycles/award']);
    expect(visitor.cookies.get('__Host-sid')).not.toBe(pending);
    expect((await visitor.get('/account')).status).toBe(200);
    const replay = new Visitor(app);
    await replay.post('/sign-in/password', { login: await emailOf(award, id), password: PASSWORD });
    expect((await replay.post('/sign-in/confirm', { code: codes[0] ?? '' })).status).toBe(422);
    expect((await new Visitor(app).get('/sign-in/confirm')).location).toBe('/sign-in');
  });

  it('is set up before anything else by the office in production, and by nobody else', async () => {
    const production = await siteOf(award, { NODE_ENV: 'production', APP_KEY: 'x'.repeat(32) });
    try {
      const { visitor } = await invited(production, award.staff.secretariat.id, new Visitor(production));
      for (const path of ['/', '/cycles/award', '/jobs', '/recovery']) expect((await visitor.get(path)).location).toBe('/account');
      const token = visitor.cookies.get('__Host-sid') ?? '';
      const api = await production.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${token}` } });
      expect([api.statusCode, api.json<{ title: string }>().title]).toEqual([403, 'Cần bước xác nhận thứ hai']);
      expect((await visitor.get('/account')).body).toContain('Cần thêm bước xác nhận thứ hai');
      await visitor.post('/account/tokens', { tokenName: 'x', scope: 'read', days: '1' });
      expect(await app.get(TokenService, { strict: false }).list(award.staff.secretariat.id)).toEqual([]);
      await setUp(visitor);
      expect((await visitor.get('/jobs')).status).toBe(200);
      const { visitor: branch } = await invited(production, award.nominator('CD-AK-02').id);
      expect((await branch.get('/')).status).toBe(200);
      expect((await new Visitor(production).get('/sign-in')).body).not.toContain('name="membership"');
    } finally {
      await production.close();
    }
  });

  it('is changed only by who has just signed in', async () => {
    const { visitor } = await invited(app, award.nominator('CD-AK-02').id);
    await award.store.em.fork().execute(`update session set created_at = created_at - interval '16 minutes'`);
    for (const [path, method] of [
      ['/account/authenticator', 'GET'],
      ['/account/authenticator', 'POST'],
      ['/account/authenticator/removal', 'POST'],
      ['/account/recovery-codes', 'POST'],
      ['/account/tokens', 'POST'],
    ] as const) {
      const form = { code: '000000', tokenName: 'x', scope: 'read', days: '1' };
      const { location } = method === 'GET' ? await visitor.get(path) : await visitor.post(path, form);
      expect([path, location]).toEqual([path, '/sign-in?next=/account']);
    }
  });
});

describe('a token for programs', () => {
  const call = async (token: string, method: 'GET' | 'POST' | 'DELETE', url: string) =>
    (await app.inject({ method, url, headers: { authorization: `Bearer ${token}` } })).statusCode;
  const issue = async (visitor: Visitor, scope: string) =>
    within(await visitor.post('/account/tokens', { tokenName: 'Bảng tính', scope, days: '30' }), /<code class="secret">(vdt_[\w-]+)</);

  it('reads, or writes, on the API alone', async () => {
    const { visitor } = await invited(app, award.nominator('CD-AK-02').id);
    const [read, write] = [await issue(visitor, 'read'), await issue(visitor, 'write')];
    expect([await call(read, 'GET', '/api/v1/session'), await call(write, 'GET', '/api/v1/session')]).toEqual([200, 200]);
    const start = '/api/v1/cycles/award/nominations';
    expect(await call(read, 'POST', start)).toBe(403);
    expect([401, 403]).not.toContain(await call(write, 'POST', start));
    expect([await call(write, 'POST', '/account/sessions/end-others'), await call(read, 'GET', '/account')]).toEqual([303, 303]);
    const cookie = await app.inject({ url: '/api/v1/session', headers: { cookie: `__Host-sid=${read}` } });
    expect(cookie.statusCode).toBe(401);
    const page = await visitor.get('/account');
    expect(page.body).not.toContain(read);
    await visitor.post(`/account/tokens/${within(page, /action="\/account\/tokens\/([^/]+)\/revocation"/)}/revocation`);
    expect(new Set([await call(read, 'GET', '/api/v1/session'), await call(write, 'GET', '/api/v1/session')])).toEqual(new Set([200, 401]));
  });
});

describe('the unit above', () => {
  it('prints a link for somebody below, once, and for nobody else', async () => {
    const { visitor } = await invited(app, award.reviewer('DP-AK').id);
    const below = award.nominator('CD-AK-01').id;
    const { visitor: branch } = await invited(app, award.nominator('CD-AK-02').id);
    expect([(await branch.get('/recovery')).status, (await branch.post(`/recovery/${below}/link`)).status]).toEqual([403, 403]);
    const list = await visitor.get('/recovery?q=AK-01');
    expect([...list.body.matchAll(/\/recovery\/([^/]+)\/link/g)].map(([, id]) => id)).toEqual([below]);
    expect((await visitor.post(`/recovery/${award.staff.chair.id}/link`)).status).toBe(404);
    const page = await visitor.post(`/recovery/${below}/link`);
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(page.body).toContain('src="data:image/png;base64,');
    const link = new URL(within(page, /<code class="secret">(https:[^<]+)</).replaceAll('&#x3D;', '='));
    const entered = await new Visitor(app).post('/sign-in/link', { token: link.searchParams.get('token') ?? '' });
    expect(entered.location).toBe('/account');
  });
});

it('lets nobody set a first password in a session that was opened long ago', async () => {
  const { id } = award.reviewer('DP-AK');
  const { visitor } = await invited(app, id);
  await award.store.em.fork().execute(`update session set created_at = now() - interval '16 minutes' where person_id = ?`, [id]);
  expect((await visitor.post('/account/password', { wanted: 'trống đồng cưỡi mây 73' })).location).toBe('/sign-in?next=/account');
  expect(await award.store.em.fork().execute('select 1 from password where person_id = ?', [id])).toEqual([]);
});

it('refuses every one of these changes from another site', async () => {
  const routes = [
    'sign-in/password',
    'sign-in/link-request',
    'sign-in/link',
    'sign-in/confirm',
    'sign-in/passkey/options',
    'sign-in/passkey',
    'account/password',
    'account/sessions/end-others',
    `account/sessions/${award.staff.chair.id}/end`,
    'account/authenticator',
    'account/authenticator/removal',
    'account/recovery-codes',
    'account/passkeys/options',
    'account/passkeys',
    'account/passkeys/x/removal',
    'account/tokens',
    `account/tokens/${award.staff.chair.id}/revocation`,
    `recovery/${award.staff.chair.id}/link`,
  ];
  const { visitor } = await invited(app, award.reviewer('DP-AK').id);
  const sites: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ];
  for (const site of sites) {
    const elsewhere = new Visitor(app, '192.0.2.10', site);
    for (const [name, value] of visitor.cookies) elsewhere.cookies.set(name, value);
    for (const route of routes) expect([route, (await elsewhere.post(`/${route}`)).status]).toEqual([route, 403]);
  }
  expect(await deskOn(award.store.em).sessions.list(award.reviewer('DP-AK').id)).not.toEqual([]);
});
