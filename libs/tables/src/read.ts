import type { Text } from '#workflow';
import { readCsv } from './csv.js';
import { decodeText } from './decode.js';
import { unreadable } from './unreadable.js';
import type { TableCell } from './table-cell.js';
import { readXlsx } from './xlsx.js';

export interface TableLimits {
  /** Of the file as it comes. */
  bytes: number;
  /** The heading included. */
  rows: number;
  columns: number;
  entries: number;
  unpacked: number;
}

const MEBIBYTE = 1024 * 1024;
export const DEFAULT_LIMITS: TableLimits = { bytes: 5 * MEBIBYTE, rows: 20_001, columns: 50, entries: 200, unpacked: 32 * MEBIBYTE };

export interface Table {
  /** From the first row on, the heading among them. Rows without any text at the end are left out. */
  rows: TableCell[][];
  warnings: Text[];
}

/** `B7` for the second column of the seventh row. */
export function placeOf(row: number, column: number): string {
  let name = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return `${name}${row + 1}`;
}

/** Reads the bytes of an XLSX or CSV file, whatever its name says. Throws `Unreadable`. */
export async function readTable(bytes: Buffer, limits: TableLimits = DEFAULT_LIMITS): Promise<Table> {
  if (bytes.length === 0) throw unreadable('Tệp trống.', 'The file is empty.');
  if (bytes.length > limits.bytes) {
    const most = Math.floor(limits.bytes / MEBIBYTE);
    throw unreadable(`Tệp lớn hơn ${most} MB.`, `The file is larger than ${most} MB.`);
  }
  const table = await cellsOf(bytes, limits);
  const rows = table.rows.map((row) => row.map(({ text, ...rest }) => ({ ...rest, text: text.normalize('NFC').trim() })));
  while (rows.length > 0 && rows.at(-1)?.every(({ text, trouble }) => text === '' && !trouble)) rows.pop();
  if (rows.length === 0) throw unreadable('Tệp không có nội dung.', 'There is nothing in the file.');
  return { ...table, rows };
}

const isZip = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));
const isOld = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]));

async function cellsOf(bytes: Buffer, limits: TableLimits): Promise<Table> {
  if (isZip(bytes)) return { rows: await readXlsx(bytes, limits), warnings: [] };
  if (isOld(bytes))
    throw unreadable('Tệp XLS cũ hoặc có mật khẩu; hãy lưu lại thành XLSX.', 'An old XLS file or one with a password; save it as XLSX.');
  const { text, warning } = decodeText(bytes);
  // Pictures, PDFs and programs have characters that no text has.
  if (/[^\P{Cc}\t\r\n\v\f\u007f-\u009f]/u.test(text) || /^(%PDF|<\?xml|<!doctype|<html|\{\\rtf)/i.test(text.trimStart()))
    throw unreadable('Đây không phải tệp XLSX hoặc CSV.', 'This is neither an XLSX nor a CSV file.');
  const rows = readCsv(text, limits.rows);
  if (rows.some((row) => row.length > limits.columns))
    throw unreadable(`Có dòng nhiều hơn ${limits.columns} cột.`, `A row has more than ${limits.columns} columns.`);
  return { rows: rows.map((row) => row.map((cell) => ({ text: cell }))), warnings: warning ? [warning] : [] };
}
