import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Award, anAward } from '#testing';
import { TOTP } from 'otpauth';
import { emailOf, invited, PASSWORD, siteOf, Visitor, within, withPassword } from '../visitor.js';

let award: Award;
let app: NestFastifyApplication;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  app = await siteOf(award);
});
afterAll(async () => {
  await app?.close();
  await award?.close();
});
afterEach(() => award.store.em.fork().execute('delete from sign_in'));

const COOKIE = '__Host-sid';
const thiefWith = (token: string | undefined) => {
  const thief = new Visitor(app, '203.0.113.5');
  thief.cookies.set(COOKIE, token ?? '');
  return thief;
};
const isOut = async (visitor: Visitor) => (await visitor.get('/account')).location?.startsWith('/sign-in') ?? false;

type Form = Awaited<ReturnType<Visitor['get']>>;
const secretIn = (form: Form) => within(form, /<code class="secret">([A-Z2-7 ]+)<\/code>/).replaceAll(' ', '');

describe('what was shown once', () => {
  it('opens nothing after signing out: neither cookie nor header', async () => {
    const { visitor } = await invited(app, award.nominator('CD-AK-01').id);
    const token = visitor.cookies.get(COOKIE);
    await visitor.post('/sign-out');
    expect(await isOut(thiefWith(token))).toBe(true);
    const bearer = await app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${token}` } });
    expect(bearer.statusCode).toBe(401);
  });

  it('is the code of an app: the same one does not work a second time, nor does the session from before it', async () => {
    const id = award.nominator('CD-AK-02').id;
    const first = await withPassword(app, id);
    const before = first.cookies.get(COOKIE);
    const secret = secretIn(await first.get('/account/authenticator'));
    const code = new TOTP({ secret }).generate();
    expect((await first.post('/account/authenticator', { code })).status).toBe(200);
    expect([await isOut(thiefWith(before)), await isOut(first)]).toEqual([true, false]);
    const second = new Visitor(app);
    await second.post('/sign-in/password', { login: await emailOf(award, id), password: PASSWORD });
    const half = second.cookies.get(COOKIE);
    expect((await second.post('/sign-in/confirm', { code })).status).toBe(422);
    // One step later the clock gives another code, which every app has by then.
    const next = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
    expect((await second.post('/sign-in/confirm', { code: next })).status).toBe(303);
    expect([await isOut(thiefWith(half)), await isOut(second)]).toEqual([true, false]);
  });

  it('is a token of a program: after its revocation, and after its person has left', async () => {
    const { visitor } = await invited(app, award.nominator('CD-AK-01').id);
    const issue = async () =>
      within(
        await visitor.post('/account/tokens', { tokenName: 'Bảng tính', scope: 'write', days: '30' }),
        /<code class="secret">(vdt_[\w-]+)</,
      );
    const call = async (token: string) =>
      (await app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${token}` } })).statusCode;
    const revoked = await issue();
    expect(await call(revoked)).toBe(200);
    const page = await visitor.get('/account');
    await visitor.post(`/account/tokens/${within(page, /action="\/account\/tokens\/([^/]+)\/revocation"/)}/revocation`);
    expect(await call(revoked)).toBe(401);
    const left = await issue();
    await award.store.em.fork().execute('update person set removed_at = now() where id = ?', [award.nominator('CD-AK-01').id]);
    expect([await call(left), await isOut(visitor)]).toEqual([401, true]);
    await award.store.em.fork().execute('update person set removed_at = null where id = ?', [award.nominator('CD-AK-01').id]);
  });
});

describe('a cookie somebody else has planted', () => {
  it.each(['chosen-by-a-thief', '', 'a'.repeat(4000), '%00', 'a; __Host-sid=b'])(
    '%j opens nothing and is not taken over',
    async (planted) => {
      const visitor = new Visitor(app);
      visitor.cookies.set(COOKIE, planted);
      expect(await isOut(visitor)).toBe(true);
      await invited(app, award.nominator('CD-AK-01').id, visitor);
      expect(visitor.cookies.get(COOKIE)).toMatch(/^[\w-]{43}$/);
    },
  );

  it('under the plain name, which a sibling of this site can set, is none', async () => {
    const { visitor } = await invited(app, award.nominator('CD-AK-01').id);
    const { headers } = await app.inject({ url: '/account', headers: { cookie: `sid=${visitor.cookies.get(COOKIE)}` } });
    expect(headers.location).toContain('/sign-in');
  });
});

describe('guessing', () => {
  /** So many tries are let through, the next one waits, and so it does on a server that has just started. */
  it.each([
    ['a code', 5, '/sign-in/confirm', { code: '000000' }, 422],
    ['a link', 30, '/sign-in/link', { token: 'x'.repeat(43) }, 422],
    ['for links by letter', 3, '/sign-in/link-request', { address: 'ai-do@example.vn' }, 200],
    ['a passkey', 60, '/sign-in/passkey', { response: { id: 'x', response: {} } }, 422],
    ['a password', 5, '/sign-in/password', { login: 'ai-do@example.vn', password: 'sai mật khẩu' }, 422],
  ] as const)('%s ends after %i tries, and a restart forgets nothing', async (_, most, url, form, usual) => {
    const cookies = new Map<string, string>();
    if (url === '/sign-in/confirm') {
      const half = new Visitor(app);
      await half.post('/sign-in/password', { login: await emailOf(award, award.nominator('CD-AK-02').id), password: PASSWORD });
      for (const [name, value] of half.cookies) cookies.set(name, value);
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const guess = (on: NestFastifyApplication) =>
      on.inject({
        method: 'POST',
        url,
        remoteAddress: '192.0.2.10',
        headers: { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) },
        payload: form,
      });
    const answers = new Set<number>();
    for (let count = 0; count < most; count += 1) answers.add((await guess(app)).statusCode);
    const restarted = await siteOf(award);
    const refused = await guess(restarted);
    await restarted.close();
    expect([[...answers], refused.statusCode, Number(refused.headers['retry-after']) > 0]).toEqual([[usual], 429, true]);
  });
});

/** Somebody of the office who has shown all that production asks for. */
async function withBothFactors(person: string): Promise<string> {
  const { visitor } = await invited(app, person);
  await visitor.post('/account/authenticator', {
    code: new TOTP({ secret: secretIn(await visitor.get('/account/authenticator')) }).generate(),
  });
  return visitor.cookies.get(COOKIE) ?? '';
}

it('in production nobody comes in by a click, and nobody reads other people’s letters', async () => {
  const production = await siteOf(award, { NODE_ENV: 'production', APP_KEY: 'x'.repeat(32) });
  const { memberships } = { memberships: await award.store.em.fork().execute<{ id: string }[]>('select id from membership limit 1') };
  const payload = { membership: memberships[0]?.id };
  const headers = { 'sec-fetch-site': 'same-origin' };
  const statuses = [
    await production.inject({ url: '/api/v1/personas' }),
    await production.inject({ url: '/outbox', headers: { authorization: `Bearer ${await withBothFactors(award.staff.secretariat.id)}` } }),
    await production.inject({ method: 'POST', url: '/api/v1/session', headers, payload }),
    await production.inject({ method: 'POST', url: '/sign-in', headers, payload }),
  ].map(({ statusCode }) => statusCode);
  await production.close();
  expect(statuses).toEqual([404, 404, 404, 404]);
});
