import { writeCsv, writeXlsx } from '#tables';
import type { Language } from '#workflow';
import { type Column, headingOf } from './columns.js';

export type TableFormat = 'xlsx' | 'csv';

/** Rows as a file that the import reads back: the same rows always give the same cells. */
export function writeTable<Field extends string>(
  format: TableFormat,
  sheet: string,
  columns: readonly Column<Field>[],
  rows: readonly Record<Field, string | null>[],
  language: Language,
): Promise<Buffer> {
  const heading = headingOf(columns, language);
  if (format === 'csv')
    return Promise.resolve(writeCsv([heading, ...rows.map((row) => columns.map((column) => asText(column, row[column.field])))]));
  return writeXlsx(
    sheet,
    heading,
    rows.map((row) => columns.map(({ field, isDate }) => (isDate && row[field] ? new Date(`${row[field]}T00:00:00Z`) : row[field]))),
  );
}

function asText({ isDate }: Column<string>, value: string | null): string {
  if (value === null) return '';
  return isDate ? value.split('-').toReversed().join('/') : value;
}

/** One row that shows how it is meant. */
export const exampleOf = <Field extends string>(columns: readonly Column<Field>[]) =>
  Object.fromEntries(columns.map(({ field, example }) => [field, example || null])) as Record<Field, string | null>;
