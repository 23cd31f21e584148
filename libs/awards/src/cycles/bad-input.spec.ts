import { AwardDefinition, Cycle, JournalEntry, openStore, Unit } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import { type Desk, deskOn, readSample, SETUP } from '../index.js';

let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
let desk: Desk;
beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.url);
  desk = deskOn(store.em);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const stored = async () => {
  const em = store.em.fork();
  return [await em.count(AwardDefinition), await em.count(Unit), await em.count(Cycle), await em.count(JournalEntry)];
};

/** The sample with one thing changed. */
function spoilt(
  change: (document: { pipeline: { stages: Record<string, unknown>[] }; rubric: { criteria: { maximum: number }[] } }) => void,
): unknown {
  const document = JSON.parse(JSON.stringify(readSample().definition)) as Parameters<typeof change>[0];
  change(document);
  return document;
}

it.each([
  [
    'an unknown kind of stage',
    (d: Parameters<Parameters<typeof spoilt>[0]>[0]) => Object.assign(d.pipeline.stages[1] ?? {}, { kind: 'judging' }),
    'pipeline.stages[1 ward-review].kind',
  ],
  [
    'a quota of 0',
    (d: Parameters<Parameters<typeof spoilt>[0]>[0]) => Object.assign(d.pipeline.stages[1] ?? {}, { quota: { perUnit: 0 } }),
    'pipeline.stages[1 ward-review].quota.perUnit',
  ],
  [
    'a deadline before the one it follows',
    (d: Parameters<Parameters<typeof spoilt>[0]>[0]) =>
      Object.assign(d.pipeline.stages[1] ?? {}, { closes: { days: -60, at: '17:00' }, returnsUntil: undefined }),
    'pipeline.stages[1 ward-review].closes',
  ],
])('refuses a definition with %s and stores nothing', async (_, change, place) => {
  const attempt = desk.definitions.publish(SETUP, spoilt(change));
  await expect(attempt).rejects.toMatchObject({
    name: 'InvalidDefinition',
    faults: [{ place, message: { vi: expect.stringMatching(/\.$/) as string, en: expect.stringMatching(/\.$/) as string } }],
  });
  expect(await stored()).toEqual([0, 0, 0, 0]);
});

it('refuses weights that do not sum, at every place where they do not', async () => {
  const attempt = desk.definitions.publish(
    SETUP,
    spoilt((d) => Object.assign(d.rubric.criteria[0] ?? {}, { maximum: 16 })),
  );
  await expect(attempt).rejects.toMatchObject({ faults: [{ place: 'rubric.total' }, { place: 'rubric.criteria[0 TC1].maximum' }] });
  expect(await stored()).toEqual([0, 0, 0, 0]);
});

it('refuses a duplicate unit code, a code that is taken and a parent there is not, and stores none of the rows', async () => {
  const rows = [
    { code: 'Q', tier: 'district', parent: null, name: 'Quận Đoàn' },
    { code: 'P1', tier: 'ward', parent: 'Q', name: 'Đoàn phường' },
    { code: 'P1', tier: 'ward', parent: 'Q', name: 'Đoàn phường khác' },
    { code: 'P2', tier: 'ward', parent: 'X', name: 'Đoàn phường' },
  ];
  await expect(desk.units.import(SETUP, rows)).rejects.toMatchObject({
    faults: [
      { place: 'units[2 P1].code', message: { vi: 'Mã “P1” đã dùng ở dòng 2.', en: 'The code “P1” is already used in row 2.' } },
      { place: 'units[3 P2].parent', message: { vi: 'Không có đơn vị cấp trên “X”.', en: 'There is no parent unit “X”.' } },
    ],
  });
  expect(await stored()).toEqual([0, 0, 0, 0]);
});

it('publishes a version once and for all', async () => {
  const { definition } = readSample();
  await desk.definitions.publish(SETUP, definition);
  await expect(desk.definitions.publish(SETUP, definition)).rejects.toMatchObject({ faults: [{ place: 'version' }] });
  await expect(store.em.fork().execute(`update definition set document = '{}'`)).rejects.toThrow('only grows');
});
