import { countNewLetters, letterPage } from '#awards';
import { askedBy, Delivery, Person } from '#store';
import { type Award, anAward } from '#testing';
import type { Actor } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
let [me, other]: Actor[] = [];
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  web = await visiting(award.url, award.store);
  [me, other] = award.roster.branches.map(({ code }) => award.nominator(code));
});
afterAll(async () => {
  await web.app.close();
  await award.close();
});

const who = (actor: Actor | undefined): Actor => {
  if (!actor) throw new Error('The award has two branches');
  return actor;
};

/** Letters as the worker keeps them; without an address, as for the many who have no mailbox. */
async function write(actor: Actor | undefined, ...subjects: string[]) {
  const em = award.store.em.fork();
  const person = await em.findOneOrFail(Person, who(actor).id);
  for (const subject of subjects) {
    const createdAt = await award.desk.clock.now(em);
    const key = `${subjects.indexOf(subject)}.returned.${person.id}-${createdAt.getTime()}`;
    const body = `Xin chào, mời mở http://127.0.0.1/cycles/award. ${subject}`;
    em.create(Delivery, {
      key,
      cycle: award.cycle,
      entryId: 1,
      letter: 'returned',
      person,
      recipient: person.name,
      subject,
      body,
      createdAt,
      status: 'noAddress',
    });
    await em.flush();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const badge = (html: string) => /href="\/notifications"[\s\S]*?<\/a>/.exec(html)?.[0].match(/class="count">(\d+)</)?.[1] ?? null;

it('shows everybody their own letters and nobody else’s, new ones marked and counted until they are read', async () => {
  expect((await web.page(who(me), '/notifications')).text).toContain('Chưa có thông báo nào');
  await write(me, 'Hồ sơ cần bổ sung', '<b>Đậm</b>');
  await write(other, 'Thư của người khác');
  const before = await web.page(who(me), '/notifications');
  expect([badge(before.html), before.text.includes('Thư của người khác'), before.html.includes('<b>Đậm</b>')]).toEqual(['2', false, false]);
  expect(before.html).toContain('href="/cycles/award"');
  const upTo = /name="upTo" value="([^"]+)"/.exec(before.html)?.[1] ?? '';
  // Comes while the page is being read, and stays new.
  await write(me, 'Đến sau');
  expect(await web.send(who(me), '/notifications', { upTo })).toMatchObject({ status: 303, location: '/notifications' });
  const after = await web.page(who(me), '/notifications');
  expect([badge(after.html), badge((await web.page(who(other), '/')).html)]).toEqual(['1', '1']);
  // An older page does not make what was read new again.
  await web.send(who(me), '/notifications', { upTo: '2001-01-01T00:00:00Z' });
  expect(badge((await web.page(who(me), '/')).html)).toBe('1');
  expect((await web.send(who(me), '/notifications', { upTo: 'hôm qua' })).status).toBe(422);
  expect((await web.page(null, '/notifications')).location).toMatch(/^\/sign-in/);
});

it('shows a page at a time, and counts no further than anybody reads', async () => {
  const { id } = who(other);
  await award.store.em.fork().execute(
    `insert into delivery (key, cycle_id, entry_id, letter, person_id, recipient, subject, body, status, created_at)
     select n || '.returned.' || ?, ?, n, 'returned', ?, 'x', 'Thư ' || n, 'Nội dung', 'noAddress', now() + n * interval '1 second' from generate_series(1, 10000) n`,
    [id, award.cycle.id, id],
  );
  const [em, actor] = [award.store.em.fork(), who(other)];
  expect(await countNewLetters(em, actor)).toBe(100);
  const first = await askedBy(actor, () => letterPage(em, actor, 1));
  expect([first.total, first.rows.length, first.rows[0]?.subject]).toEqual([10_001, 30, 'Thư 10000']);
  expect((await web.page(actor, '/notifications?page=334')).text).toContain('Thư của người khác');
  expect((await web.page(actor, '/notifications?page=99999')).status).toBe(200);
});
