import { Queue } from 'bullmq';
import { loadConfig } from '#config';
import { testDatabase, type TestDatabase } from '#testing';
import { connectQueues, type QueueConnection } from '../src/queues/connection.js';

let database: TestDatabase;
let queues: QueueConnection;
let queue: Queue;
beforeEach(async () => {
  database = await testDatabase();
  queues = await connectQueues(loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url }));
  queue = new Queue('mail', { connection: queues.options, skipMetasUpdate: true });
  queue.on('error', () => undefined);
});
afterEach(async () => {
  await queue.close();
  await queues.close();
  await database.drop();
});

const marks = async () => (await queues.transaction((tx) => tx.query('select entry_id from public.journal_undispatched'))).rowCount;
const add = () => queue.add('letter-submitted', { entryId: 1 }, { jobId: 'e1-letter-submitted' });

it('adds a job and takes the mark away together, or neither', async () => {
  await queues.transaction((tx) => tx.query('insert into public.journal_undispatched (entry_id) values (1)'));
  const dies = queues.transaction(async (tx) => {
    await add();
    await tx.query('delete from public.journal_undispatched where entry_id = 1');
    throw new Error('killed before the commit');
  });
  await expect(dies).rejects.toThrow('killed before the commit');
  expect([await queue.count(), await marks()]).toEqual([0, 1]);

  await queues.transaction(async (tx) => {
    await add();
    // Nobody else sees the job before the commit.
    expect(await new Promise((resolve, reject) => setImmediate(() => void Promise.resolve(marks()).then(resolve, reject)))).toBe(1);
    await tx.query('delete from public.journal_undispatched where entry_id = 1');
  });
  expect([await queue.count(), await marks()]).toEqual([1, 0]);
});

it('makes one job of an entry that two transactions dispatch at once', async () => {
  await Promise.all([queues.transaction(() => add()), queues.transaction(() => add())]);
  expect(await queue.count()).toBe(1);
});

it('adds many at once in the transaction, and those it had already only once', async () => {
  const jobs = [1, 2, 3].map((entryId) => ({
    name: 'letter-submitted',
    data: { entryId },
    opts: { jobId: `e${entryId}-letter-submitted` },
  }));
  const dies = queues.transaction(async () => {
    await queue.addBulk(jobs);
    throw new Error('killed before the commit');
  });
  await expect(dies).rejects.toThrow('killed before the commit');
  expect(await queue.count()).toBe(0);
  await queues.transaction(() => queue.addBulk(jobs.slice(0, 2)));
  await queues.transaction(() => queue.addBulk(jobs));
  expect(await queue.count()).toBe(3);
});
