import { Unit } from '#store';
import { anAward, type Award, testDatabase } from '#testing';
import { openStore } from '#store';
import { toTcvn3, writeCsv, writeXlsx } from '#tables';
import { deskOn } from '../sample/desk.js';
import { readSample } from '../sample/load.js';
import { SETUP } from '../sample/staff.js';

let award: Award;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 2 });
});
afterAll(() => award.close());

const HEADING = ['Mã', 'Cấp', 'Mã cấp trên', 'Tên', 'Từ ngày'];
const preview = (rows: string[][], convert = false) => award.desk.unitImports.preview(SETUP, writeCsv([HEADING, ...rows]), { convert });
const count = () => award.store.em.fork().count(Unit);

it('names every problem by its cell and stores nothing', async () => {
  const before = await count();
  const first = await preview([
    ['K-1', '', '', 'Tên', '32/01/2025'],
    ['', 'ward', '', '', ''],
    ['K-2', 'ward', '', 'x'.repeat(201), '1/7/2025'],
  ]);
  expect(first.faults.map(({ place, message }) => `${place} ${message.vi}`)).toEqual([
    'B2 Cần điền “Cấp”.',
    'E2 “32/01/2025” không phải ngày có thật, ví dụ 01/07/2025.',
    'A3 Cần điền “Mã”.',
    'D3 Cần điền “Tên”.',
    'D4 Nội dung quá dài.',
  ]);
  const second = await preview([
    ['K-1', 'ward', 'X', 'Một', ''],
    ['', '', '', '', ''],
    ['K-1', 'ward', '', 'Hai', ''],
    ['DP-AK', 'ward', '', 'Khác', ''],
  ]);
  expect(second.faults.map(({ place }) => place)).toEqual(['C2', 'A4', 'A5']);
  await expect(
    award.desk.unitImports.apply(SETUP, writeCsv([HEADING, ['K-1', 'ward', 'X', 'Một', '']]), { convert: false }),
  ).rejects.toMatchObject({
    faults: [{ place: 'C2' }],
  });
  expect(await count()).toBe(before);
});

it('names missing and repeated columns, and takes headings in either language, without marks and in any order', async () => {
  const read = (heading: string[], row: string[]) => award.desk.unitImports.preview(SETUP, writeCsv([heading, row]), { convert: false });
  const bad = await read(['Mã', 'ma', 'Ghi chú'], ['A', 'B', 'C']);
  expect([bad.faults.map(({ message }) => message.en), bad.warnings.map(({ place }) => place)]).toEqual([
    ['The column “ma” is there twice.', 'The column “Tier” is missing.', 'The column “Name” is missing.'],
    ['C1'],
  ]);
  const good = await read(['TEN *', 'cap', 'Code', 'From'], ['Đoàn phường', 'ward', 'K-9', '01/07/2025']);
  expect([good.faults, good.rows]).toEqual([
    [],
    [
      {
        code: 'K-9',
        tier: 'ward',
        parent: null,
        name: 'Đoàn phường',
        nameEn: null,
        validFrom: '2025-07-01',
        validTo: null,
        mergedInto: null,
      },
    ],
  ]);
});

it('shows text from before Unicode with what it would be, and converts it when asked', async () => {
  const rows = [['K-1', 'ward', '', toTcvn3('Đoàn phường Hoà Khê'), '']];
  expect((await preview(rows)).suspects).toEqual([
    { place: 'D2', before: '§oµn ph\u00adêng Hoµ Khª', after: 'Đoàn phường Hoà Khê', encoding: 'TCVN3' },
  ]);
  const converted = await preview(rows, true);
  expect([converted.suspects, converted.rows[0]?.name]).toEqual([[], 'Đoàn phường Hoà Khê']);
});

it('leaves out rows that say what is there already', async () => {
  const file = await award.desk.unitImports.export(SETUP, 'csv', 'vi');
  const { rows, faults, known } = await award.desk.unitImports.preview(SETUP, file, { convert: false });
  expect([rows, faults, known]).toEqual([[], [], await count()]);
  expect(await award.desk.unitImports.apply(SETUP, file, { convert: false })).toBe(0);
});

it.each(['csv', 'xlsx'] as const)('gives back as %s what an empty installation imported from it', async (format) => {
  const [from, to] = [await testDatabase(), await testDatabase()];
  const [source, copy] = [await openStore(from.url), await openStore(to.url)];
  try {
    const { units } = readSample();
    const merged = units.map((unit) => (unit.code === 'DP-HK' ? { ...unit, mergedInto: 'DP-TKD', name: '=HYPERLINK("x")' } : unit));
    const known = merged.some(({ code }) => code === 'DP-TKD') ? merged : units;
    await deskOn(source.em).units.import(SETUP, known);
    const file = await deskOn(source.em).unitImports.export(SETUP, format, 'vi');
    expect(await deskOn(copy.em).unitImports.apply(SETUP, file, { convert: false })).toBe(known.length);
    const again = await deskOn(copy.em).unitImports.export(SETUP, 'csv', 'vi');
    expect(again.toString()).toBe((await deskOn(source.em).unitImports.export(SETUP, 'csv', 'vi')).toString());
    if (format === 'csv') expect(again.equals(file)).toBe(true);
  } finally {
    for (const store of [source, copy]) await store.close();
    for (const database of [from, to]) await database.drop();
  }
});

it('reads its own template', async () => {
  const { desk } = award;
  for (const format of ['csv', 'xlsx'] as const) {
    const { faults } = await desk.unitImports.preview(SETUP, await desk.unitImports.template(format, 'vi'), { convert: false });
    expect(faults.map(({ place }) => place)).toEqual(['C2']);
  }
  expect((await writeXlsx('x', ['a'], [])).length).toBeGreaterThan(0);
});
