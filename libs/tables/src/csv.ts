import { unreadable } from './unreadable.js';

/** What a spreadsheet would take for a formula, with the apostrophes that a file of ours puts before it. */
const DANGEROUS = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** Rows as CSV that every spreadsheet opens as it is meant: UTF-8 with its mark, CRLF, every cell quoted, nothing that is taken for a formula. */
export function writeCsv(rows: readonly (readonly string[])[]): Buffer {
  const lines = rows.map((row) => row.map((cell) => `"${safe(cell).replaceAll('"', '""')}"`).join(','));
  return Buffer.from(`\ufeff${lines.map((line) => `${line}\r\n`).join('')}`, 'utf8');
}

const safe = (cell: string) => (DANGEROUS.test(cell) ? `'${cell}` : cell);
const unsafe = (cell: string) => (cell.startsWith("'") && DANGEROUS.test(cell) ? cell.slice(1) : cell);

/** The cells of a CSV file; the separator is the one its first line uses. Stops with an error beyond `mostRows`. */
export function readCsv(text: string, mostRows: number): string[][] {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  const end = () => {
    rows.push(row.map(unsafe));
    row = [];
    if (rows.length > mostRows) throw tooManyRows(mostRows);
  };
  let at = 0;
  while (at < source.length) {
    const cell = source[at] === '"' ? quoted(source, at, rows.length + 1) : plain(source, at, separator);
    row.push(cell.text);
    at = cell.end;
    if (source[at] === separator) {
      at += 1;
      if (at === source.length) row.push('');
      else continue;
    }
    end();
    at += source.startsWith('\r\n', at) ? 2 : 1;
  }
  if (row.length > 0) end();
  return rows;
}

export const tooManyRows = (most: number) =>
  unreadable(
    `Tệp có hơn ${most - 1} dòng dữ liệu; hãy chia thành nhiều tệp.`,
    `The file has more than ${most - 1} rows; divide it into several files.`,
  );

function plain(source: string, from: number, separator: string): { text: string; end: number } {
  let end = from;
  while (end < source.length && source[end] !== separator && source[end] !== '\n' && source[end] !== '\r') end += 1;
  return { text: source.slice(from, end), end };
}

function quoted(source: string, from: number, line: number): { text: string; end: number } {
  let end = from + 1;
  for (;;) {
    end = source.indexOf('"', end);
    if (end < 0) throw unreadable('Dấu ngoặc kép mở ra mà không đóng lại.', 'A quotation mark is opened and never closed.', `A${line}`);
    if (source[end + 1] !== '"') break;
    end += 2;
  }
  const text = source.slice(from + 1, end).replaceAll('""', '"');
  return { text, end: end + 1 };
}

function separatorOf(source: string): string {
  const line = /^[^\r\n]*/.exec(source)?.[0] ?? '';
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] ?? ',';
}
