import { openStore } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import { DATA_MAP } from './data-map.js';

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

/** Texts that say nothing about anybody: codes, names of units and statuses, numbers of papers, hashes, rules. */
const NOBODY =
  /^(?:unit|unit_past|definition|ballot_paper|petition|endorsement|timer|journal_seal|clock_shift|mikro_orm_migrations)\.|^cycle\.(?:slug|status|stage|schedule)$|^nomination\.(?:code|line|status|stage)$|^return_point\.stage$|^certificate\.(?:code|sha256)$|^reaction\.(?:name|queue|status)$/;

const columns = async () => {
  const rows = await store.em.fork().execute<{ column: string }[]>(
    `select table_name || '.' || column_name as column from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema = 'public' and data_type in ('text', 'character varying', 'jsonb', 'bytea') order by 1`,
  );
  return rows.map(({ column }) => column);
};

it('has a place for every text of every table: what is kept about people is known', async () => {
  const kept = DATA_MAP.flatMap((one) => one.columns);
  const isKept = (column: string) => kept.includes(column) || kept.includes(`${column.split('.')[0]}.*`);
  expect((await columns()).filter((column) => !isKept(column) && !NOBODY.test(column))).toEqual([]);
});

it('speaks of nothing that is not there', async () => {
  const there = new Set(await columns());
  const tables = new Set([...there].map((column) => `${column.split('.')[0]}.*`));
  const rows = await store.em
    .fork()
    .execute<{ table: string }[]>(`select tablename || '.*' as table from pg_tables where schemaname = 'public'`);
  for (const { table } of rows) tables.add(table);
  expect(DATA_MAP.flatMap((one) => one.columns).filter((column) => !there.has(column) && !tables.has(column))).toEqual([]);
});
