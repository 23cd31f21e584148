import { Queue } from 'bullmq';
import { loadConfig } from '#config';
import { testDatabase, type TestDatabase } from '#testing';
import { Client } from 'pg';
import { Bells } from '../src/journal/bells.js';
import { Dispatcher } from '../src/journal/dispatcher.js';
import { connectQueues, type QueueConnection } from '../src/queues/connection.js';
import { Failures } from '../src/queues/failures.js';
import { whereverJobsAre } from './backends.js';

let database: TestDatabase;
let client: Client;
let connection: QueueConnection;
let mail: Queue;
let certificates: Queue;

whereverJobsAre((backend) => {
  beforeEach(async () => {
    database = await testDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    connection = connectQueues(loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, ...backend.env() }));
    [mail, certificates] = ['mail', 'certificates'].map(
      (name) => new Queue(name, { connection: connection.options, skipMetasUpdate: true }),
    ) as [Queue, Queue];
    await client.query(
      `insert into journal (type, subject_id, actor_id, actor_role, data, at)
       select type, gen_random_uuid(), 'clock', 'clock', '{}', now() from unnest(array['nomination.submitted', 'nomination.awarded', 'nomination.saved']) type`,
    );
  });
  afterEach(async () => {
    await Promise.all([mail.close(), certificates.close()]);
    await connection.close();
    await client.end();
    await database.drop();
  });

  const dispatcherOn = (connection: QueueConnection) =>
    new Dispatcher(new Bells(mail, certificates, new Failures(() => undefined)), connection);
  const count = async (table: string) => Number((await client.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count);
  const state = async () => ({
    marks: await count('journal_undispatched'),
    reactions: await count('reaction'),
    jobs: (await mail.count()) + (await certificates.count()),
  });
  const ALL = { marks: 0, reactions: 3, jobs: 3 };

  it('writes down what an entry asks for, rings for it and takes the mark away', async () => {
    expect(await dispatcherOn(connection).run()).toBe(3);
    expect(await state()).toEqual(ALL);
    expect((await mail.getJobs()).map(({ id, name, data }) => ({ id, name, data: data as unknown })).sort(byId)).toEqual([
      { id: 'e1-letter-submitted', name: 'letter-submitted', data: { entryId: 1 } },
      { id: 'e2-letter-awarded', name: 'letter-awarded', data: { entryId: 2 } },
    ]);
    expect(await dispatcherOn(connection).run()).toBe(0);
  });

  it('makes one job of a reaction when several dispatchers run at once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => dispatcherOn(connection).run()));
    expect(Math.max(...runs)).toBe(3);
    expect(await state()).toEqual(ALL);
  });

  it('loses nothing and repeats nothing when it dies at the end', async () => {
    let transactions = 0;
    const dying: QueueConnection = {
      ...connection,
      transaction: (work) =>
        connection.transaction(async (tx) => {
          const result = await work(tx);
          // Redis cannot take part: there the jobs are added between a transaction for the rows and one for the marks.
          if (++transactions === (backend.name === 'Redis' ? 2 : 1)) throw new Error('killed before the commit');
          return result;
        }),
    };
    await expect(dispatcherOn(dying).run()).rejects.toThrow('killed before the commit');
    expect(await state()).toEqual(backend.name === 'Redis' ? { marks: 3, reactions: 3, jobs: 3 } : { marks: 3, reactions: 0, jobs: 0 });
    expect(await dispatcherOn(connection).run()).toBe(3);
    expect(await state()).toEqual(ALL);
  });
});

const byId = (a: { id: string | undefined }, b: { id: string | undefined }) => (a.id ?? '').localeCompare(b.id ?? '');
