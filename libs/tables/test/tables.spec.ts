import { deflateRawSync } from 'node:zlib';
import { Workbook } from '@cj-tech-master/excelts';
import * as fc from 'fast-check';
import { DEFAULT_LIMITS, placeOf, readTable, Unreadable, writeCsv, writeXlsx } from '../src/index.js';
import { zipOf } from './zip-of.js';

const texts = (rows: { text: string }[][]) => rows.map((row) => row.map(({ text }) => text));
const refusal = async (bytes: Buffer, limits = DEFAULT_LIMITS) => {
  const error = await readTable(bytes, limits).catch((reason: unknown) => reason);
  if (!(error instanceof Unreadable)) throw new Error(`Not refused: ${String(error)}`);
  return error.message;
};
// What a cell keeps: NFC, no blanks around it, and something in the first column so that no row is empty.
const cell = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('=1+1', '+84', '-5', '@x', "'=a", "'", '\t=x', '＝cmd', 'a"b', 'a,b;c', 'hai\ndòng', '0903123456'),
  )
  .map((text) =>
    text
      .replace(/[\p{Cc}\ufeff\ufffe\uffff]/gu, '')
      .normalize('NFC')
      .trim(),
  );
const rowsOf = fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 8 });

it('reads from CSV what it wrote, formulas and apostrophes included', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, async (rows) => {
      expect(texts((await readTable(writeCsv(rows))).rows)).toEqual(rows);
    }),
  );
});

it('reads from XLSX what it wrote', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, async (rows) => {
      const table = await readTable(await writeXlsx('Đơn vị', ['a', 'b', 'c'], rows));
      expect(texts(table.rows)).toEqual([['a', 'b', 'c'], ...rows]);
    }),
    { numRuns: 40 },
  );
});

it('writes nothing that a spreadsheet takes for a formula', async () => {
  const hostile = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '＝1', '\t=1'];
  const lines = writeCsv([hostile]).toString('utf8').trim().split('","');
  expect(lines.map((line) => line.replace(/^\ufeff?"?/, '').startsWith("'"))).toEqual(hostile.map(() => true));
  const book = new Workbook();
  await book.xlsx.load(
    await writeXlsx(
      'x',
      ['a'],
      hostile.map((text) => [text]),
    ),
  );
  expect(hostile.map((_, row) => book.worksheets[0]?.getCell(row + 2, 1).formula)).toEqual(hostile.map(() => undefined));
});

it('keeps dates as dates and names the cells that are merged, computed or broken', async () => {
  const book = new Workbook();
  const page = book.addWorksheet('x');
  page.addRow(['Ngày', new Date('2025-07-01T00:00:00Z'), 903_123_456]);
  page.addRow([{ formula: 'A1&"x"', result: 'Ngàyx' }, { error: '#REF!' }, 'gộp']);
  page.mergeCells('C2:C3');
  page.getCell('A3').value = 'a';
  const { rows } = await readTable(Buffer.from(await book.xlsx.writeBuffer()));
  expect(rows[0]).toEqual([{ text: 'Ngày' }, { text: '2025-07-01' }, { text: '903123456' }]);
  expect(rows.slice(1).map((row) => row.map(({ trouble }) => trouble))).toEqual([
    ['formula', 'error', 'merged'],
    [undefined, undefined, 'merged'],
  ]);
  expect([placeOf(6, 1), placeOf(0, 25), placeOf(0, 26), placeOf(9, 701)]).toEqual(['B7', 'Z1', 'AA1', 'ZZ10']);
});

it.each([
  ['UTF-16 with its mark', Buffer.from('\ufeffMã;Tên\nA;Đoàn phường', 'utf16le')],
  ['UTF-16 without', Buffer.from('Mã;Tên\nA;Đoàn phường', 'utf16le')],
  ['UTF-16, the other way round', Buffer.from('\ufeffMã;Tên\nA;Đoàn phường', 'utf16le').swap16()],
  ['UTF-8', Buffer.from('Mã;Tên\nA;Đoàn phường')],
])('reads %s', async (_, bytes) => {
  expect(texts((await readTable(bytes)).rows)).toEqual([
    ['Mã', 'Tên'],
    ['A', 'Đoàn phường'],
  ]);
});

it('reads windows-1258 and TCVN3 and says that it had to guess', async () => {
  const windows = Buffer.from([...Buffer.from('M\xe3;T\xean\nA;\xd0o\xe0n ph\xfd\xf5\xccng', 'latin1')]);
  const tcvn3 = Buffer.from('M·;Tªn\nA;§oµn ph­êng', 'latin1');
  const found = [await readTable(windows), await readTable(tcvn3)];
  expect(found.map((table) => texts(table.rows)[1])).toEqual([
    ['A', 'Đoàn phường'],
    ['A', 'Đoàn phường'],
  ]);
  expect(found.map(({ warnings }) => /windows-1258|TCVN3/.exec(warnings[0]?.en ?? '')?.[0])).toEqual(['windows-1258', 'TCVN3']);
});

const kilobytes = (count: number) => Buffer.alloc(count * 1024, 'a');

it('refuses archives that would unpack to too much, whatever they say of themselves', async () => {
  const limits = { ...DEFAULT_LIMITS, unpacked: 1024 * 1024 };
  const honest = zipOf([{ name: 'xl/workbook.xml', content: kilobytes(2048) }]);
  expect(honest.length).toBeLessThan(10_000);
  expect(await refusal(honest, limits)).toContain('too large');
  const liar = zipOf([{ name: 'xl/workbook.xml', content: kilobytes(2048), claims: 10 }]);
  expect(await refusal(liar, limits)).toContain('too large');
  const many = zipOf(Array.from({ length: 300 }, (_, index) => ({ name: `${index}`, content: Buffer.alloc(0) })));
  expect(await refusal(many)).toContain('too large');
});

it('refuses what is no table, says so in a sentence, and never throws anything else', async () => {
  expect(await refusal(Buffer.alloc(0))).toContain('empty');
  expect(await refusal(Buffer.from('\n\n'))).toContain('nothing in the file');
  expect(await refusal(zipOf([{ name: 'word/document.xml', content: Buffer.from('<x/>') }]))).toContain('no XLSX workbook');
  expect(await refusal(zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('nothing') }]))).toMatch(/cannot be read|no sheet/);
  expect(await refusal(Buffer.from('%PDF-1.7 …'))).toContain('neither');
  expect(await refusal(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]))).toContain('neither');
  expect(await refusal(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toContain('old XLS');
  expect(await refusal(Buffer.from('a,"b\nc'))).toContain('A1: A quotation mark');
  expect(await refusal(kilobytes(6 * 1024))).toContain('larger than 5 MB');
  const whole = await writeXlsx('x', ['a'], [['b']]);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
      const broken = Buffer.from(whole);
      broken[at] = byte;
      for (const bytes of [broken, whole.subarray(0, at)])
        await readTable(bytes).catch((error: unknown) => {
          if (!(error instanceof Unreadable)) throw error;
        });
    }),
    { numRuns: 150 },
  );
});

it('refuses a hundred thousand rows in either format, before they are looked at', async () => {
  const line = (row: number) => `<row r="${row}"><c r="A${row}" t="inlineStr"><is><t>CD-${row}</t></is></c></row>`;
  const rows = Array.from({ length: 100_000 }, (_, index) => index + 1);
  const book = new Workbook();
  book.addWorksheet('x').addRow(['a']);
  const csv = Buffer.from(rows.map((row) => `CD-${row},a`).join('\n'));
  expect(await refusal(csv)).toContain('more than 20000 rows');
  const sheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map(line).join('')}</sheetData></worksheet>`;
  const files = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml':
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="x" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
  };
  const before = process.memoryUsage().rss;
  const bytes = zipOf(Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) })));
  expect(await refusal(bytes)).toContain('more than 20000 rows');
  if (process.env['MEASURE'])
    process.stdout.write(`rss grew by ${Math.round((process.memoryUsage().rss - before) / 1e6)} MB for ${bytes.length} bytes\n`);
  expect(deflateRawSync(Buffer.from(sheet)).length).toBeLessThan(DEFAULT_LIMITS.bytes);
});
