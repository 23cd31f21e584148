import { testDatabase, type TestDatabase } from '#testing';
import { openStore, run, runWithTheNext, Unit } from './index.js';

let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const ADD = 'insert into unit (code, tier, name) values ($1, $2, $3)';
const unit = (code: string) => [code, 'ward', `Đoàn phường ${code}`];
const codes = async () => (await store.em.fork().find(Unit, {}, { orderBy: { code: 'asc' } })).map(({ code }) => code);
const begun = async () => {
  const em = store.em.fork();
  await em.begin();
  return em;
};

afterEach(() => store.em.fork().execute('delete from unit'));

it('commits what travels with the commit', async () => {
  const em = await begun();
  await runWithTheNext(em, ADD, unit('A'));
  await em.commit();
  expect(await codes()).toEqual(['A']);
});

it('fails the commit with the reason when what travels with it fails, and keeps nothing', async () => {
  const em = await begun();
  await run(em, ADD, unit('A'));
  await runWithTheNext(em, ADD, unit('A'));
  await expect(em.commit()).rejects.toMatchObject({ code: '23505' });
  await em.rollback();
  expect(await codes()).toEqual([]);
});

it('does things in the order in which they were asked for', async () => {
  const em = await begun();
  await runWithTheNext(em, ADD, unit('A'));
  await runWithTheNext(em, 'update unit set code = $1 where code = $2', ['B', 'A']);
  expect(await run(em, 'select code from unit where tier = $1', ['ward'])).toEqual([{ code: 'B' }]);
  await em.commit();
  expect(await codes()).toEqual(['B']);
});

it('forgets what was held back when it is rolled back', async () => {
  const held = await begun();
  await runWithTheNext(held, ADD, unit('A'));
  await held.rollback();
  const sent = await begun();
  await run(sent, 'select $1::int', [1]);
  await runWithTheNext(sent, ADD, unit('B'));
  await sent.rollback();
  expect(await codes()).toEqual([]);
});

it('does not call a transaction committed that had failed', async () => {
  const em = await begun();
  await run(em, ADD, unit('A'));
  await run(em, ADD, unit('A')).catch(() => undefined);
  await expect(em.commit()).rejects.toThrow('nothing was committed');
  await em.rollback();
  expect(await codes()).toEqual([]);
});

it('holds nothing back where no commit follows', async () => {
  await expect(runWithTheNext(store.em.fork(), ADD, unit('A'))).rejects.toThrow('no statement after this one');
});

it('keeps transactions that run side by side apart', async () => {
  const add = async (code: string) => {
    const em = await begun();
    await runWithTheNext(em, ADD, unit(code));
    await (code < 'K' ? em.commit() : em.rollback());
  };
  await Promise.all('ABCDEFGHIJKLMNOPQRST'.split('').map(add));
  expect(await codes()).toEqual('ABCDEFGHIJ'.split(''));
});
