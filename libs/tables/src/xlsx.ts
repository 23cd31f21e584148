// Behind this file alone, and loaded when a sheet comes by, for it takes memory: maintained, without dependencies of its own, ESM with types, and with the cell types that tell a formula from a text.
import type { Cell } from '@cj-tech-master/excelts';
import { tooManyRows } from './csv.js';
import type { TableCell } from './table-cell.js';
import { unreadable } from './unreadable.js';
import { checkZip, type ZipLimits } from './zip.js';

/** A cell to write: texts are written as texts, whatever they look like. */
export type Written = string | number | Date | null;

const DAY_FORMAT = 'dd/mm/yyyy';

const newWorkbook = async () => new (await import('@cj-tech-master/excelts')).Workbook();

/** One sheet: a heading row that stays in sight, and rows of typed cells. Nothing in it is ever a formula. */
export async function writeXlsx(sheet: string, heading: readonly string[], rows: readonly (readonly Written[])[]): Promise<Buffer> {
  const book = await newWorkbook();
  const page = book.addWorksheet(sheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  page.addRow([...heading]).font = { bold: true };
  for (const row of rows) page.addRow([...row]);
  for (const [index, title] of heading.entries()) {
    const column = page.getColumn(index + 1);
    column.width = Math.min(60, Math.max(title.length, ...rows.slice(0, 200).map((row) => String(row[index] ?? '').length)) + 2);
    column.numFmt = formatOf(rows.map((row) => row[index] ?? null));
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

function formatOf(cells: readonly Written[]): string {
  if (cells.some((cell) => cell instanceof Date)) return DAY_FORMAT;
  return cells.some((cell) => typeof cell === 'number') ? 'General' : '@';
}

/** The cells of the first sheet, from its first row on. */
export async function readXlsx(bytes: Buffer, limits: ZipLimits & { rows: number; columns: number }): Promise<TableCell[][]> {
  if (!checkZip(bytes, limits).includes('xl/workbook.xml'))
    throw unreadable('Đây là tệp nén nhưng không phải bảng tính XLSX.', 'This is an archive, but no XLSX workbook.');
  const book = await newWorkbook();
  try {
    await book.xlsx.load(bytes);
  } catch {
    throw unreadable('Không đọc được tệp XLSX này; hãy mở và lưu lại.', 'This XLSX file cannot be read; open it and save it again.');
  }
  const page = book.worksheets[0];
  if (!page) throw unreadable('Tệp không có trang tính nào.', 'The file has no sheet.');
  if (page.rowCount > limits.rows) throw tooManyRows(limits.rows);
  if (page.columnCount > limits.columns)
    throw unreadable(`Trang tính có hơn ${limits.columns} cột.`, `The sheet has more than ${limits.columns} columns.`);
  return Array.from({ length: page.rowCount }, (_, row) =>
    Array.from({ length: page.columnCount }, (__, column) => cellOf(page.getCell(row + 1, column + 1))),
  );
}

function cellOf(cell: Cell): TableCell {
  if (cell.isMerged) return { text: textOf(cell), trouble: 'merged' };
  if (cell.formula !== undefined) return { text: '', trouble: 'formula' };
  const { value } = cell;
  if (typeof value === 'object' && value !== null && 'error' in value) return { text: '', trouble: 'error' };
  return { text: textOf(cell) };
}

function textOf(cell: Cell): string {
  const { value } = cell;
  // A date of a spreadsheet has no zone: it is what its cell shows.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  // A damaged file makes more of a cell than its types allow.
  const text: unknown = cell.text;
  return typeof text === 'string' ? text : '';
}
