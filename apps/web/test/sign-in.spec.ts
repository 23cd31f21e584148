import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hashOf } from '#awards';
import { Membership, Session } from '#store';
import { type Award, anAward } from '#testing';
import { emailOf, invitationOf, invited, PASSWORD, siteOf, Visitor, within, withPassword } from './visitor.js';

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

describe('a one-time link', () => {
  it('is used up by the button, not by looking', async () => {
    const { pathname, search, searchParams } = await invitationOf(app, award.nominator('CD-AK-01').id);
    const token = searchParams.get('token') ?? '';
    const scanner = new Visitor(app, '198.51.100.1');
    const looked = await scanner.get(pathname + search);
    expect([looked.status, looked.headers['referrer-policy'], looked.headers['cache-control'], scanner.cookies.size]).toEqual([
      200,
      'no-referrer',
      'no-store',
      0,
    ]);
    const visitor = new Visitor(app);
    expect(within(await visitor.get(pathname + search), /name="token" value="([^"]+)"/)).toBe(token);
    const entered = await visitor.post('/sign-in/link', { token });
    expect([entered.status, entered.location]).toEqual([303, '/welcome']);
    expect((await visitor.get('/account')).status).toBe(200);
    const again = await new Visitor(app).post('/sign-in/link', { token });
    expect([again.status, again.body.includes('đã dùng rồi hoặc đã hết hạn')]).toEqual([422, true]);
  });

  it('is asked for with one answer for everybody, and the web writes no letter', async () => {
    const answers = [];
    for (const address of [await emailOf(award, award.nominator('CD-AK-01').id), 'nobody@example.vn']) {
      const { status, body } = await new Visitor(app).post('/sign-in/link-request', { address });
      answers.push({ status, body: body.replaceAll(address, '') });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(200);
    const [{ count } = { count: 0 }] = await award.store.em.fork().execute<{ count: number }[]>('select count(*)::int from link_request');
    expect(count).toBe(2);
  });
});

describe('a session', () => {
  it('gets a new token whatever cookie the browser came with', async () => {
    const visitor = new Visitor(app);
    visitor.cookies.set('__Host-sid', 'chosen-by-somebody-else');
    const { answer } = await invited(app, award.nominator('CD-AK-01').id, visitor);
    const first = visitor.cookies.get('__Host-sid') ?? '';
    expect(first).not.toBe('chosen-by-somebody-else');
    expect(answer.headers['set-cookie']).toMatch(/^__Host-sid=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    await invited(app, award.nominator('CD-AK-01').id, visitor);
    expect(visitor.cookies.get('__Host-sid')).not.toBe(first);
    const thief = new Visitor(app, '203.0.113.5');
    thief.cookies.set('__Host-sid', first);
    expect((await thief.get('/account')).location).toContain('/sign-in');
  });

  it('gets a new token when its person acts as another', async () => {
    const em = award.store.em.fork();
    const mine = await em.findOneOrFail(Membership, { person: award.reviewer('DP-AK').id });
    const other = em.create(Membership, { person: mine.person, unit: mine.unit, role: 'secretariat', title: null });
    await em.flush();
    const { visitor } = await invited(app, award.reviewer('DP-AK').id);
    const before = visitor.cookies.get('__Host-sid');
    await visitor.post('/acting-as', { membership: other.id });
    expect(visitor.cookies.get('__Host-sid')).not.toBe(before);
    expect(await em.count(Session, { tokenHash: hashOf(before ?? '') })).toBe(0);
    await em.nativeDelete(Membership, { id: other.id });
    expect((await visitor.get('/account')).location).toContain('/sign-in');
  });

  it('is listed, ended one by one or all but this one, and cleared on leaving', async () => {
    const id = award.nominator('CD-AK-02').id;
    const [{ visitor }, other, third] = [await invited(app, id), await invited(app, id), await invited(app, id)];
    const page = await visitor.get('/account');
    expect(page.body.match(/Firefox · Windows/g)?.length).toBeGreaterThanOrEqual(3);
    expect(page.body).toContain('192.0.2.0/24');
    expect(page.body).not.toContain('192.0.2.10');
    const session = within(page, /action="\/account\/sessions\/([^/]+)\/end"/);
    const stranger = await invited(app, award.nominator('CD-AK-01').id);
    await stranger.visitor.post(`/account/sessions/${session}/end`);
    expect((await visitor.get('/account')).body.match(/sessions\/[^/]+\/end"/g)).toHaveLength(2);
    await visitor.post(`/account/sessions/${session}/end`);
    expect((await visitor.get('/account')).body.match(/sessions\/[^/]+\/end"/g)).toHaveLength(1);
    await visitor.post('/account/sessions/end-others');
    for (const gone of [other, third]) expect((await gone.visitor.get('/account')).location).toContain('/sign-in');
    const left = await visitor.post('/sign-out');
    expect([left.location, left.headers['clear-site-data'], visitor.cookies.has('__Host-sid')]).toEqual(['/', '"cache", "storage"', false]);
  });
});

describe('a password', () => {
  it('is set after the invitation, opens the door and leads on, on this site only', async () => {
    const id = award.nominator('CD-AK-01').id;
    await withPassword(app, id);
    const login = await emailOf(award, id);
    for (const [next, path] of [
      ['/cycles/award?status=draft', '/cycles/award?status=draft'],
      ['https://evil.example/', '/'],
      ['//evil.example/', '/'],
      ['/\\evil.example', '/'],
      ['javascript:alert(1)', '/'],
    ] as const) {
      const { status, location } = await new Visitor(app).post('/sign-in/password', { login, password: PASSWORD, next });
      expect([next, status, location]).toEqual([next, 303, path]);
    }
  });

  it('fails in the same words and with the same page for everybody', async () => {
    const login = await emailOf(award, award.nominator('CD-AK-01').id);
    const pages = [];
    for (const typed of [login, 'nobody@example.vn', await emailOf(award, award.staff.chair.id)]) {
      const { status, body } = await new Visitor(app).post('/sign-in/password', { login: typed, password: 'wrong wrong wrong' });
      expect(body).not.toContain('wrong wrong wrong');
      pages.push({ status, body: body.replaceAll(typed, '') });
    }
    expect(pages[0]?.status).toBe(422);
    expect(pages[0]?.body).toContain('Tài khoản hoặc mật khẩu chưa đúng.');
    expect([pages[1], pages[2]]).toEqual([pages[0], pages[0]]);
  });

  it('cannot be guessed: 429 with the time to wait, also after a restart', async () => {
    const login = await emailOf(award, award.nominator('CD-AK-01').id);
    const guess = (on: NestFastifyApplication) => new Visitor(on).post('/sign-in/password', { login, password: 'wrong' });
    for (let count = 0; count < 5; count += 1) expect((await guess(app)).status).toBe(422);
    const restarted = await siteOf(award);
    const refused = await guess(restarted);
    await restarted.close();
    expect([refused.status, refused.body.includes('Gửi quá nhiều lần')]).toEqual([429, true]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const elsewhere = await new Visitor(app, '2001:db8::1').post('/sign-in/password', { login, password: PASSWORD });
    expect(elsewhere.status).toBe(303);
  });

  it('believes only a proxy that is named about where a request comes from', async () => {
    const behind = await siteOf(award, { TRUSTED_PROXIES: '192.0.2.10' });
    const seen = async (on: NestFastifyApplication, remoteAddress: string) => {
      await on.inject({
        method: 'POST',
        url: '/sign-in/password',
        remoteAddress,
        headers: { 'x-forwarded-for': '203.0.113.9', 'sec-fetch-site': 'same-origin' },
        payload: { login: 'x', password: 'x' },
      });
      const [row] = await award.store.em.fork().execute<{ address: string }[]>('select address from sign_in order by id desc limit 1');
      return row?.address;
    };
    expect([await seen(behind, '192.0.2.10'), await seen(behind, '198.51.100.7'), await seen(app, '192.0.2.10')]).toEqual([
      '203.0.113.0/24',
      '198.51.100.0/24',
      '192.0.2.0/24',
    ]);
    await behind.close();
  });
});
