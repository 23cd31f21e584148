import { testDatabase, type TestDatabase } from '#testing';
import { openStore } from '../index.js';
import { commitmentTo } from '../texts.js';
import { migrations } from './index.js';

let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
beforeEach(async () => {
  database = await testDatabase();
  store = await openStore(database.url);
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const em = () => store.em.fork();
const names = migrations.map(({ name }) => name);
/** Takes back all that came after this one. */
async function backTo(last: string): Promise<void> {
  for (const name of names.slice(names.findIndex((one) => one.endsWith(last)) + 1).toReversed())
    expect((await store.migrator.down()).map((one) => one.name)).toEqual([name]);
}

const PLANT = `with subject as (select gen_random_uuid() as id)
  insert into journal (cycle_id, type, subject_id, actor_id, actor_role, data, at)
    select null, 'tie.declared', id, 'clock', 'clock', ?::jsonb, now() from subject returning subject_id`;

it('goes back over the last steps and forward again with everything in its place', async () => {
  await backTo('_filing');
  const texts = ['Em ruột là Bí thư', 'Đã chuyển công tác'];
  const subjects: string[] = [];
  for (const text of texts) {
    const commitment = commitmentTo('salt', text);
    await em().execute('insert into journal_text (commitment, salt, text) values (?, ?, ?)', [commitment, 'salt', text]);
    const [row] = await em().execute<{ subject_id: string }[]>(PLANT, [JSON.stringify({ unit: 'X', reason: { text: commitment } })]);
    subjects.push(row?.subject_id ?? '');
  }
  await store.migrator.up();
  expect(await store.migrator.checkSchema()).toBe(false);
  const kept = await em().execute<{ subject_id: string; text: string }[]>('select subject_id, text from journal_text order by text desc');
  expect(kept).toEqual(texts.map((text, index) => ({ subject_id: subjects[index], text })));
  await expect(em().execute(`update journal_text set text = 'x'`)).rejects.toThrow('only grows');
});
