import { fold, legacyText, placeOf, type Table, type TableCell } from '#tables';
import type { Language, Text } from '#workflow';

/** What an import says of one cell, or of the file where `place` is empty. */
export interface Remark {
  /** `B7`. */
  place: string;
  message: Text;
}

/** Text from before Unicode, and what it would be. */
export interface Suspect {
  place: string;
  before: string;
  after: string;
  encoding: 'TCVN3' | 'VNI';
}

export interface Column<Field extends string> {
  field: Field;
  name: Text;
  isRequired?: true;
  /** Dates are read as people and spreadsheets write them, and handed on as year-month-day. */
  isDate?: true;
  /** For the template. */
  example: string;
}

export interface ImportRow<Field extends string> {
  values: Record<Field, string>;
  /** The cell of a field, for what is found out later. */
  placeOf: (field: Field) => string;
}

export interface Mapped<Field extends string> {
  records: ImportRow<Field>[];
  faults: Remark[];
  warnings: Remark[];
  suspects: Suspect[];
}

/** Finds the columns by their headings, in either language, with or without marks, in any order; then reads row by row. Empty rows are skipped. */
export function mapRows<Field extends string>(table: Table, columns: readonly Column<Field>[], convert: boolean): Mapped<Field> {
  const mapped: Mapped<Field> = {
    records: [],
    faults: [],
    warnings: table.warnings.map((message) => ({ place: '', message })),
    suspects: [],
  };
  const [heading = []] = table.rows;
  const at = headings(heading, columns, mapped);
  if (mapped.faults.length > 0) return mapped;
  for (const [index, row] of table.rows.entries()) {
    if (index === 0 || row.every(({ text, trouble }) => text === '' && !trouble)) continue;
    const where = (field: Field) => placeOf(index, at.get(field) ?? 0);
    const values = Object.fromEntries(
      columns.map((column) => [column.field, valueOf(column, row[at.get(column.field) ?? -1], where(column.field), mapped, convert)]),
    ) as Record<Field, string>;
    mapped.records.push({ values, placeOf: where });
  }
  if (mapped.records.length === 0)
    mapped.faults.push({ place: 'A2', message: { vi: 'Tệp chỉ có dòng tiêu đề.', en: 'There is nothing below the heading.' } });
  return mapped;
}

function headings<Field extends string>(
  cells: readonly TableCell[],
  columns: readonly Column<Field>[],
  { faults, warnings }: Mapped<Field>,
) {
  const at = new Map<Field, number>();
  for (const [index, { text }] of cells.entries()) {
    const place = placeOf(0, index);
    const column = columns.find(({ name }) => [name.vi, name.en].some((one) => key(one) === key(text)));
    if (!column) {
      if (text) warnings.push({ place, message: { vi: `Cột “${text}” không được dùng.`, en: `The column “${text}” is not used.` } });
    } else if (at.has(column.field))
      faults.push({ place, message: { vi: `Cột “${text}” có hai lần.`, en: `The column “${text}” is there twice.` } });
    else at.set(column.field, index);
  }
  for (const { field, name, isRequired } of columns)
    if (isRequired && !at.has(field))
      faults.push({ place: 'A1', message: { vi: `Thiếu cột “${name.vi}”.`, en: `The column “${name.en}” is missing.` } });
  return at;
}

/** `Họ và tên *` and `ho va ten` are the same heading. */
const key = (heading: string) => fold(heading).replace(/[^a-z0-9]/g, '');

const TROUBLES: Record<NonNullable<TableCell['trouble']>, Text> = {
  merged: { vi: 'Ô này được gộp; hãy bỏ gộp và điền từng ô.', en: 'This cell is merged; unmerge it and fill in every cell.' },
  formula: { vi: 'Ô này là công thức; hãy dán lại dưới dạng giá trị.', en: 'This cell is a formula; paste it as a value.' },
  error: { vi: 'Ô này báo lỗi.', en: 'This cell shows an error.' },
};

function valueOf(
  { name, isRequired, isDate }: Column<string>,
  cell: TableCell | undefined,
  place: string,
  { faults, suspects }: Pick<Mapped<string>, 'faults' | 'suspects'>,
  convert: boolean,
): string {
  const fault = (message: Text) => {
    faults.push({ place, message });
    return '';
  };
  if (cell?.trouble) return fault(TROUBLES[cell.trouble]);
  const text = cell?.text ?? '';
  if (text === '') return isRequired ? fault({ vi: `Cần điền “${name.vi}”.`, en: `“${name.en}” is needed.` }) : '';
  if (isDate) {
    const date = dateFrom(text);
    return (
      date ?? fault({ vi: `“${text}” không phải ngày có thật, ví dụ 01/07/2025.`, en: `“${text}” is no real date, such as 01/07/2025.` })
    );
  }
  const legacy = legacyText(text);
  if (!legacy) return text;
  if (convert) return legacy.text;
  suspects.push({ place, before: text, after: legacy.text, encoding: legacy.encoding });
  return text;
}

function dateFrom(text: string): string | null {
  const own = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso = own ? `${own[3]}-${own[2]?.padStart(2, '0')}-${own[1]?.padStart(2, '0')}` : text;
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T00:00:00Z`) : null;
  return moment && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso) ? iso : null;
}

export const headingOf = (columns: readonly Column<string>[], language: Language): string[] => columns.map(({ name }) => name[language]);
