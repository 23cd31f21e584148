import { testDatabase, type TestDatabase } from '#testing';
import { askedBy, openStore, run, runWithTheNext, Unit, wholly } from './index.js';

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

const WHO = `select asking('role') as role, asking('unit') as unit, asking('person') as person, asking('whole') as whole`;
const NOBODY = { role: null, unit: null, person: null, whole: null };
const REVIEWER = { role: 'reviewer', unit: '00000000-0000-4000-8000-000000000001', id: '00000000-0000-4000-8000-000000000002' } as const;
const SAID = { role: REVIEWER.role, unit: REVIEWER.unit, person: REVIEWER.id, whole: null };
const who = async () => (await store.em.fork().execute<object[]>(WHO))[0];

it('says who asks with every transaction and every statement outside one, and forgets it with its end', async () => {
  expect(await askedBy(REVIEWER, who)).toEqual(SAID);
  expect(await askedBy(REVIEWER, () => store.em.fork().transactional((em) => em.execute(WHO)))).toEqual([SAID]);
  expect(await askedBy(REVIEWER, () => wholly(who))).toEqual({ ...SAID, whole: 'on' });
  expect(await askedBy(null, who)).toEqual({ ...NOBODY, role: 'public' });
  for (let times = 0; times < 12; times += 1) expect(await who()).toEqual(NOBODY);
});

it('keeps apart who asks side by side', async () => {
  const actors = Array.from({ length: 40 }, (_, number) => ({ ...REVIEWER, id: `person ${number}` }));
  expect(await Promise.all(actors.map((actor) => askedBy(actor, who)))).toEqual(actors.map(({ id }) => ({ ...SAID, person: id })));
});

it('writes a statement outside a transaction whole or not at all, and says why not', async () => {
  const add = (code: string) => askedBy(REVIEWER, () => run(store.em.fork(), ADD, unit(code)));
  await add('A');
  await expect(add('A')).rejects.toMatchObject({ code: '23505' });
  await expect(askedBy(REVIEWER, () => run(store.em.fork(), 'select 1 / $1::int', [0]))).rejects.toMatchObject({ code: '22012' });
  await add('B');
  expect(await codes()).toEqual(['A', 'B']);
});
