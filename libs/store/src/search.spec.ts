import { testDatabase, type TestDatabase } from '#testing';
import * as fc from 'fast-check';
import { openStore, run, Unit } from './index.js';

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

const VOWELS = 'aăâeêioôơuưyAĂÂEÊIOÔƠUƯY';
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const letters = Array.from(VOWELS)
  .flatMap((vowel) => TONES.map((tone) => vowel + tone))
  .concat('đ', 'Đ', 'n', 'G', ' ', '9');

it('folds every Vietnamese letter, composed or not, to small letters without marks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...letters), { minLength: 1 }), async (word) => {
      const text = word.join('');
      const [row] = await run<{ a: string; b: string }>(store.em.fork(), 'select fold_text($1::text) as a, fold_text($2::text) as b', [
        text.normalize('NFC'),
        text.normalize('NFD'),
      ]);
      expect(row?.a).toMatch(/^[a-z0-9 ]+$/);
      expect(row?.b).toBe(row?.a);
      expect(row?.a).toHaveLength(word.length);
    }),
    { numRuns: 100 },
  );
});

it('keeps the folded text of a unit up to date, whoever writes it, and finds it by an index', async () => {
  const em = store.em.fork();
  em.create(Unit, { code: 'DP-1', tier: 'ward', name: 'Đoàn phường Hoà Khê' });
  await em.flush();
  await em.execute(`update unit set name = 'Đoàn phường Thạc Gián' where code = 'DP-1'`);
  expect(await em.execute(`select search from unit`)).toEqual([{ search: 'dp-1 doan phuong thac gian' }]);
  expect(await em.execute(`select indexdef ~ 'gin_trgm_ops' as ok from pg_indexes where indexname = 'unit_search_index'`)).toEqual([
    { ok: true },
  ]);
});

it('sorts names the Vietnamese way, numbers by their value', async () => {
  const names = ['Chi đoàn 10', 'Đông', 'Chi đoàn 2', 'Âu', 'Dũng', 'An', 'Ăn'];
  const rows = await run<{ name: string }>(
    store.em.fork(),
    'select name from unnest($1::text[]) as name order by name collate "vi_natural"',
    [names],
  );
  expect(rows.map(({ name }) => name)).toEqual(['An', 'Ăn', 'Âu', 'Chi đoàn 2', 'Chi đoàn 10', 'Dũng', 'Đông']);
});
