import { testDatabase, type TestDatabase } from '#testing';
import { CYCLE_STATUSES, NOMINATION_STATUSES, ROLES } from '#workflow';
import { DELIVERY_STATUSES, migrationNeeded, openStore, REACTION_STATUSES, TIMER_KINDS } from './index.js';

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

it('says in its migrations everything the entities say', async () => {
  expect(await migrationNeeded(database.url)).toBe(false);
});

/** The words a CHECK of the database lets into a column. */
async function allowedIn(table: string, column: string): Promise<string[]> {
  const rows = await store.em.fork().execute<{ definition: string }[]>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = ?::regclass and contype = 'c' and pg_get_constraintdef(oid) like ?`,
    // The list of its words: another CHECK may name the column, too.
    [table, `%${column}%= ANY%`],
  );
  return [...(rows[0]?.definition ?? '').matchAll(/'([^']+)'/g)].map(([, word = '']) => word).sort();
}

it.each([
  ['nomination', 'status', NOMINATION_STATUSES],
  ['cycle', 'status', CYCLE_STATUSES],
  ['membership', 'role', ROLES.filter((role) => role !== 'clock')],
  ['timer', 'kind', TIMER_KINDS],
  ['delivery', 'status', DELIVERY_STATUSES],
  ['reaction', 'status', REACTION_STATUSES],
])('lets into %s.%s exactly the words of the rules', async (table, column, words) => {
  expect(await allowedIn(table, column)).toEqual([...words].sort());
});
