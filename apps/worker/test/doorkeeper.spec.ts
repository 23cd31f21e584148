import { simpleParser } from 'mailparser';
import { networkOf } from '#awards';
import { Delivery, OneTimeLink, Person } from '#store';
import { anAward, type Award } from '#testing';
import { mailServer, type Post, startWorker, until } from './bench.js';

let award: Award;
let post: Post;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  post = await mailServer();
});
afterAll(async () => {
  await post.close();
  await award.close();
});

const sql = <Row extends object>(text: string, params: unknown[] = []) => award.store.em.fork().execute<Row[]>(text, params);

it('writes to who asked for a link and is known, once, and keeps neither the link nor the letter', async () => {
  const { email } = await award.store.em.fork().findOneOrFail(Person, award.nominator('CD-AK-01').id);
  for (const login of [email, 'nobody@example.vn', email]) await sql('insert into link_request (login) values (?)', [login]);
  const worker = await startWorker(award, { SMTP_URL: post.url });
  await until(() => post.received.length > 0);
  await until(async () => (await sql('select 1 from link_request')).length === 0);
  await worker.stop();
  expect(post.received).toHaveLength(1);
  const letter = await simpleParser(post.received[0] ?? '');
  expect(letter.to).toMatchObject({ value: [{ address: email }] });
  const token = /http:\/\/awards\.example\/sign-in\/link\?token=([\w-]{43})\n/.exec(letter.text ?? '')?.[1] ?? '';
  expect(token).not.toBe('');
  const em = award.store.em.fork();
  expect([await em.count(OneTimeLink), await em.count(Delivery)]).toEqual([1, 0]);
  const [{ everything } = { everything: '' }] = await sql<{ everything: string }>(
    `select string_agg(data::text, ' ') as everything from (select to_jsonb(l) as data from one_time_link l union all select to_jsonb(j) from journal j
       union all select to_jsonb(r) from reaction r) kept`,
  );
  expect(everything).not.toContain(token);
});

it('forgets what is over, and nothing else', async () => {
  const from = { address: networkOf('192.0.2.1'), device: '' };
  const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from membership limit 1');
  for (let count = 0; count < 2; count += 1) await award.desk.sessions.signInAsPersona(id, from);
  await sql(`update session set created_at = now() - interval '15 days' where id = (select id from session limit 1)`);
  for (const days of [89, 91])
    await sql(`insert into sign_in (kind, address, device, at) values ('link', '', '', now() - make_interval(days => ?))`, [days]);
  await sql(
    `insert into ceremony (token_hash, kind, data, expires_at) values ('a', 'oidc', '{}', now()), ('b', 'oidc', '{}', now() + interval '1 hour')`,
  );
  const worker = await startWorker(award, { SMTP_URL: post.url });
  const left = async () =>
    (
      await sql<{ n: number }>(
        `select count(*)::int as n from session union all select count(*)::int from sign_in union all select count(*)::int from ceremony`,
      )
    ).map(({ n }) => n);
  await until(async () => (await left()).every((count) => count === 1));
  await worker.stop();
});

it('writes to who is invited, once, keeps no link, and says whose letter did not go out', async () => {
  const em = award.store.em.fork();
  const { id, email } = await em.findOneOrFail(Person, award.nominator('CD-AK-02').id);
  const reviewer = award.reviewer('DP-AK');
  await sql(`insert into invitation (person_id, invited_by_id, state) values (?, ?, 'due')`, [id, reviewer.id]);
  const before = post.received.length;
  const worker = await startWorker(award, { SMTP_URL: post.url });
  const stateOf = async () => (await sql<{ state: string; error: string | null }>('select state, error from invitation'))[0];
  await until(async () => (await stateOf())?.state === 'sent');
  await worker.stop();
  expect(post.received).toHaveLength(before + 1);
  const letter = await simpleParser(post.received.at(-1) ?? '');
  expect([letter.to, letter.subject]).toMatchObject([{ value: [{ address: email }] }, expect.stringContaining('Mời bạn vào Vinh Danh')]);
  const token = /http:\/\/awards\.example\/sign-in\/link\?token=([a-z2-9]{26})\n/.exec(letter.text ?? '')?.[1] ?? '';
  expect(token).not.toBe('');
  const [{ everything } = { everything: '' }] = await sql<{ everything: string }>(
    `select string_agg(data::text, ' ') as everything from (select to_jsonb(l) as data from one_time_link l union all select to_jsonb(i) from invitation i
       union all select to_jsonb(b) from bullmq.job b) kept`,
  );
  expect(everything).not.toContain(token);
  await sql(`update invitation set state = 'due'`);
  const silent = await startWorker(award, { SMTP_URL: 'smtp://127.0.0.1:9' });
  await until(async () => (await stateOf())?.state === 'failed');
  await silent.stop();
  expect((await stateOf())?.error).toContain('ECONNREFUSED');
});
