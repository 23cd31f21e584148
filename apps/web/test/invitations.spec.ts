import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Invitation, Person } from '#store';
import { type Award, anAward } from '#testing';
import { invited, PASSWORD, siteOf, Visitor, within } from './visitor.js';

let award: Award;
let app: NestFastifyApplication;
let reviewer: Visitor;
let branch: string;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  app = await siteOf(award);
  branch = award.nominator('CD-AK-01').id;
  ({ visitor: reviewer } = await invited(app, award.reviewer('DP-AK').id));
});
afterAll(async () => {
  await app.close();
  await award.close();
});

it('prints cards with a picture, a code and what to do, which lead to a page that says how to go on', async () => {
  const list = await reviewer.get('/invitations');
  expect([list.status, list.body.includes(`value="${branch}"`)]).toEqual([200, true]);
  const cards = await reviewer.post('/invitations/printing', { person: branch });
  expect([cards.status, cards.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(cards.body).toContain('src="data:image/png;base64,');
  expect(cards.body).toContain('kt.example.vn/sign-in/link');
  const code = within(cards, /<code class="code">([^<]+)</);
  const visitor = new Visitor(app);
  expect((await visitor.get('/sign-in/link')).body).toContain('name="token"');
  const entered = await visitor.post('/sign-in/link', { token: code });
  expect([entered.status, entered.location]).toEqual([303, '/welcome']);
  expect((await visitor.get('/welcome')).body).toContain('action="/account/password"');
  expect((await visitor.post('/account/password', { wanted: PASSWORD })).location).toBe('/account');
  expect((await reviewer.get('/invitations?state=came')).body).toContain('Đã vào');
});

it('says at the list when nobody was chosen, and when nobody is left to invite', async () => {
  const none = await reviewer.post('/invitations/printing', { state: 'waiting' });
  expect([none.status, none.body.includes('href="#f-person"'), none.body.includes('Hãy chọn ít nhất một người')]).toEqual([
    422,
    true,
    true,
  ]);
  const gone = await reviewer.post('/invitations/printing', { person: award.staff.chair.id });
  expect([gone.status, gone.location]).toEqual([303, '/invitations']);
  expect((await reviewer.post('/invitations/letters', { state: 'waiting' })).status).toBe(422);
});

it('owes letters to those with an address and says who has none', async () => {
  const other = award.nominator('CD-AK-02').id;
  const sent = await reviewer.post('/invitations/letters', { scope: 'all', state: 'waiting' });
  expect(sent.location).toBe('/invitations?state=waiting&letters=1&unreachable=0');
  expect((await reviewer.get(sent.location ?? '')).body).toContain('Đang gửi 1 thư');
  expect(await award.store.em.fork().findOneOrFail(Invitation, { person: other })).toMatchObject({ state: 'due' });
});

it('offers those who were just imported', async () => {
  const [administrator] = await award.store.em.fork().find(Person, { name: { $like: 'Quản trị%' } });
  const { visitor } = await invited(app, administrator?.id ?? '');
  const file = 'Họ và tên,Điện thoại,Thư điện tử,Vai trò,Mã đơn vị\nPhó bí thư Chi đoàn 11,0903123456,,nominator,CD-AK-01\n';
  const boundary = 'cut-here';
  const upload = await app.inject({
    method: 'POST',
    url: '/imports/people',
    headers: {
      'sec-fetch-site': 'same-origin',
      cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    payload: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--${boundary}--\r\n`,
  });
  const applied = await visitor.post(String(upload.headers.location));
  expect(applied.location).toMatch(/^\/invitations\?from=/);
  const page = await visitor.get(applied.location ?? '');
  expect([page.body.includes('Phó bí thư Chi đoàn 11'), page.body.match(/name="person"/g)?.length]).toEqual([true, 1]);
});
