import { brokenLine, FAILURES, testDatabase } from '#testing';
import { openStore } from './index.js';

const MORE_THAN_THE_POOL_HOLDS = 12;

it.each(FAILURES)('opens new connections in the place of broken ones, however many break: %s', async (how) => {
  const database = await testDatabase();
  const line = await brokenLine(database.url);
  const store = await openStore(line.url);
  const work = () => store.em.fork().transactional((em) => em.execute('select 1 as one'));
  await work();
  for (const n of [1, 2, 3]) {
    for (let times = 0; times < MORE_THAN_THE_POOL_HOLDS; times += 1) {
      line.fail(n, how);
      await expect(work()).rejects.toThrow(how === 'refused' ? 'no such statement' : 'Connection terminated');
    }
  }
  expect(await work()).toEqual([{ one: 1 }]);
  await store.close();
  await line.close();
  await database.drop();
});
