import { openStore } from '#store';
import { testDatabase } from '#testing';
import { clockFault } from '../src/clock/difference.js';

it('refuses a process whose clock is more than a second away from the database’s', async () => {
  const database = await testDatabase();
  const store = await openStore(database.url);
  try {
    const em = store.em.fork();
    expect(await clockFault(em)).toBeNull();
    expect(await clockFault(em, () => Date.now() + 30_000)).toMatch(
      /^The clock of this process is (29|30)\d{3} ms ahead of the database's/,
    );
    expect(await clockFault(em, () => Date.now() - 30_000)).toMatch(/^The clock of this process is (29|30)\d{3} ms behind the database's/);
  } finally {
    await store.close();
    await database.drop();
  }
});
