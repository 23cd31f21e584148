import { JournalEntry } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { simpleParser } from 'mailparser';
import { onRedis, whereverJobsAre } from './backends.js';
import { aWhileLater, deliveries, mailServer, type Post, reactions, type RunningWorker, startWorker, until } from './bench.js';

let award: Award;
let worker: RunningWorker | undefined;
let post: Post;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 6, wards: 2 });
  post = await mailServer();
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await post.close();
  await award.close();
});

const allDone = async () => {
  const all = await reactions(award);
  return all.length > 0 && all.every(({ status }) => status === 'done');
};

async function expectEveryLetterOnce(letters: number): Promise<void> {
  expect((await deliveries(award)).map(({ status }) => status)).toEqual(Array.from({ length: letters }, () => 'sent'));
  const ids = (await Promise.all(post.received.map((message) => simpleParser(message)))).map(({ messageId }) => messageId);
  expect([ids.length, new Set(ids).size]).toEqual([letters, letters]);
}

onRedis((backend) => {
  it('loses nothing when Redis is emptied again and again in the middle of the work', async () => {
    post.delay = 100;
    worker = await startWorker(award, { SMTP_URL: post.url, MAIL_CONCURRENCY: '1', ...backend.env() });
    const { id } = await award.nomination('CD-AK-01');
    for (let round = 0; round < 3; round += 1) {
      await until(async () => {
        await aWhileLater(award);
        return post.received.length > round;
      });
      await backend.redis().empty();
    }
    await award.desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' }]);
    await until(async () => (await award.store.em.fork().execute('select 1 from journal_undispatched')).length === 0);
    await backend.redis().empty();
    await until(async () => {
      await aWhileLater(award);
      return allDone();
    });
    await expectEveryLetterOnce(7);
  });
});

whereverJobsAre((backend) => {
  it('rings again for what is owed and has no job, and not for what has one or is done', async () => {
    worker = await startWorker(award, { SMTP_URL: post.url, ...backend.env() });
    await until(async () => (await reactions(award)).length === 6 && (await allDone()));
    const [first] = await reactions(award);
    const em = award.store.em.fork();
    await em.execute(`update reaction set look_at = now()`);
    await em.execute(`update reaction set status = 'pending' where entry_id = ?`, [first?.entryId ?? 0]);
    await until(allDone);
    expect((await reactions(award)).map(({ attempts }) => attempts)).toEqual([2, 1, 1, 1, 1, 1]);
    await expectEveryLetterOnce(6);
  });

  it('gives up after twenty attempts, keeps the reason, and goes on when somebody asks for it again', async () => {
    post.refusals = 1_000;
    worker = await startWorker(award, { SMTP_URL: post.url, ...backend.env() });
    await until(async () => (await reactions(award)).length === 6 && (await reactions(award)).every(({ attempts }) => attempts >= 1));
    const em = award.store.em.fork();
    // Eighteen attempts and many hours later.
    await em.execute(`update reaction set attempts = 19 where status = 'pending'`);
    await until(async () => (await reactions(award)).every(({ status }) => status === 'failed'));
    expect((await reactions(award))[0]).toMatchObject({
      attempts: 20,
      error: '1 of 1 letters could not be sent yet',
      finishedAt: expect.any(Date),
    });
    expect((await deliveries(award))[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('try later') });

    post.refusals = 0;
    await em.execute(`update reaction set status = 'pending', attempts = 0, look_at = now()`);
    await until(allDone);
    await expectEveryLetterOnce(6);
  });

  it('gives up what ended the worker again and again', async () => {
    worker = await startWorker(award, { SMTP_URL: post.url, ...backend.env() });
    const em = award.store.em.fork();
    const entry = await em.findOneOrFail(JournalEntry, { type: 'nomination.submitted' }, { orderBy: { id: 'asc' } });
    // The worker has ended so often in the middle of it that it must be the reason.
    await until(async () => (await reactions(award)).length === 6 && (await allDone()));
    await em.execute(`update reaction set status = 'pending', attempts = 20, look_at = now() where entry_id = ?`, [entry.id]);
    await until(async () => (await reactions(award)).some(({ status }) => status === 'failed'));
    expect((await reactions(award)).find(({ status }) => status === 'failed')).toMatchObject({
      entryId: entry.id,
      error: 'The worker ended 20 times while it did this',
    });
    await expectEveryLetterOnce(6);
  });
});
