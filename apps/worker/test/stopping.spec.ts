import { once } from 'node:events';
import { anAwardInReview, type Award } from '#testing';
import { deliveries, mailServer, type Post, reactions, until } from './bench.js';
import { endPrograms, type Program, startProgram } from './process.js';

let award: Award;
let post: Post;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 3, wards: 1 });
  post = await mailServer();
});
afterEach(async () => {
  await endPrograms();
  await post.close();
  await award.close();
});

async function start(env: Record<string, string> = {}): Promise<Program> {
  const worker = startProgram('worker', { DATABASE_URL: award.url, SMTP_URL: post.url, MAIL_CONCURRENCY: '1', ...env });
  await worker.ready;
  return worker;
}

/** As if the lock of the dead worker's job had run out and that had been seen once: the next look takes the job back. */
const locksExpire = () =>
  award.store.em.fork().execute(`update bullmq.job set locked_until_ms = 0, stalled_marked = true where state = 'active'`);

const statuses = async () => (await deliveries(award)).map(({ status }) => status).sort();

it('finishes the letter it is sending when it is asked to stop, and leaves the rest to the next worker', async () => {
  post.delay = 1_500;
  const worker = await start();
  await until(() => post.received.length === 1);
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect([post.received.length, await statuses()]).toEqual([1, ['sent']]);

  post.delay = 0;
  await start();
  await until(async () => (await reactions(award)).every(({ status }) => status === 'done'));
  expect([post.received.length, await statuses()]).toEqual([3, ['sent', 'sent', 'sent']]);
});

it('gives back the rest of a job with many letters', async () => {
  post.delay = 500;
  const em = award.store.em.fork();
  // One entry that owes a letter to each of many: the branch of the first nomination has six secretaries.
  await em.execute(
    `with more as (insert into person (name, email, language) select 'Bí thư ' || n, n || '@x.vn', 'vi' from generate_series(1, 5) n returning id)
     insert into membership (person_id, unit_id, role) select more.id, nomination.unit_id, 'nominator' from more, nomination where code = 'CD-AK-01'`,
  );
  await em.execute(
    `delete from journal_undispatched where entry_id not in
       (select j.id from journal j join nomination n on n.id = j.subject_id where n.code = 'CD-AK-01' and j.type = 'nomination.submitted')`,
  );
  const worker = await start();
  await until(() => post.received.length === 2);
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(await reactions(award)).toMatchObject([{ status: 'pending', attempts: 0 }]);
  expect(await statuses()).toEqual(['pending', 'pending', 'pending', 'pending', 'sent', 'sent']);

  post.delay = 0;
  await start();
  await until(async () => (await reactions(award)).every(({ status }) => status === 'done'));
  expect([post.received.length, await statuses()]).toEqual([6, ['sent', 'sent', 'sent', 'sent', 'sent', 'sent']]);
});

it('ends in time with a letter that takes too long, which is shown as unknown and not sent again', async () => {
  post.delay = 30_000;
  const worker = await start({ STOP_GRACE: '1' });
  await until(() => post.received.length === 1);
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(await statuses()).toEqual(['sending']);

  post.delay = 0;
  await locksExpire();
  await start();
  await until(async () => (await reactions(award)).every(({ status }) => status === 'done'));
  expect([post.received.length, await statuses()]).toEqual([3, ['sent', 'sent', 'unknown']]);
});

it('is not lost when worker after worker is killed in the middle of it', async () => {
  post.delay = 30_000;
  const em = award.store.em.fork();
  await em.execute(`delete from journal_undispatched where entry_id <> (select min(id) from journal where type = 'nomination.submitted')`);
  for (let kill = 1; kill <= 2; kill += 1) {
    const worker = await start();
    await until(() => post.received.length === kill);
    worker.child.kill('SIGKILL');
    await once(worker.child, 'exit');
    await locksExpire();
    // A person decides each time that it shall be sent again.
    await em.execute(`update delivery set status = 'pending'`);
  }
  post.delay = 0;
  await start();
  await until(async () => (await statuses()).join() === 'sent');
  expect([(await reactions(award)).map(({ status, attempts }) => [status, attempts]), post.received.length]).toEqual([[['done', 3]], 3]);
});
