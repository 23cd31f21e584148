import { openStore } from '#store';
import { testDatabase } from '#testing';
import { Clock } from './index.js';

it('travels in one step: nobody sees the present in between', async () => {
  const database = await testDatabase();
  const store = await openStore(database.url);
  try {
    const clock = new Clock();
    await clock.travel(store.em, new Date('2024-01-01T00:00:00Z'));
    const journey = { over: false };
    const seen: number[] = [];
    const watching = (async () => {
      const em = store.em.fork();
      while (!journey.over) seen.push((await clock.now(em)).getTime());
    })();
    for (let day = 1; day <= 28; day++) await clock.travel(store.em, new Date(Date.UTC(2024, 0, day)));
    journey.over = true;
    await watching;
    expect(seen.length).toBeGreaterThan(0);
    expect(Math.max(...seen)).toBeLessThan(Date.UTC(2024, 1, 1));
    await clock.comeBack(store.em);
    expect(Math.abs((await clock.now(store.em)).getTime() - Date.now())).toBeLessThan(60_000);
  } finally {
    await store.close();
    await database.drop();
  }
});
