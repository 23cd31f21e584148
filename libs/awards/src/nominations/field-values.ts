import type { TableRow } from '#store';
import type { Column, Field, Text } from '#workflow';

/** Rows a table may have where its definition says nothing. */
export const MOST_ROWS = 50;

/** What is wrong with a value of a field or a cell; null when nothing is. Numbers come as `1234.5`, dates as `2024-03-26`. */
export function problemOf(
  field: Pick<Field | Column, 'type' | 'maximum' | 'decimals'> & Pick<Field, 'options'>,
  value: string,
): Text | null {
  switch (field.type) {
    case 'number':
      return numberProblem(field, value);
    case 'date':
      return isDate(value)
        ? null
        : {
            vi: 'Cần một ngày có thật, dạng ngày/tháng/năm, ví dụ 26/03/2015.',
            en: 'A real date is needed, day/month/year, such as 26/03/2015.',
          };
    case 'choice':
      return field.options?.some((option) => option.code === value)
        ? null
        : { vi: 'Hãy chọn một mục trong danh sách.', en: 'Choose one of the list.' };
    case 'url':
      return /^https?:\/\/\S+$/.test(value)
        ? null
        : { vi: 'Đường dẫn phải bắt đầu bằng https:// hoặc http://.', en: 'A link starts with https:// or http://.' };
    default:
      return lengthProblem(value, field.maximum);
  }
}

/** Unicode characters, as the counter in the page counts them: an emoji is one where UTF-16 has two. */
const lengthOf = (text: string): number => Array.from(text).length;

function lengthProblem(value: string, maximum: number | undefined): Text | null {
  const length = lengthOf(value);
  if (maximum === undefined || length <= maximum) return null;
  return { vi: `Quá dài: ${length} ký tự, tối đa ${maximum}.`, en: `Too long: ${length} characters of ${maximum}.` };
}

function numberProblem({ maximum, decimals = 0 }: Pick<Field, 'maximum' | 'decimals'>, value: string): Text | null {
  const whole: Text = { vi: 'Cần một số nguyên từ 0.', en: 'A whole number from 0 is needed.' };
  const withDecimals: Text = {
    vi: `Cần một số từ 0, ví dụ 1.234,5; không quá ${decimals} chữ số thập phân.`,
    en: `A number from 0 is needed, such as 1,234.5; at most ${decimals} decimals.`,
  };
  const [, , fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(value) ?? [];
  if (!/^\d{1,12}(\.\d+)?$/.test(value) || fraction.length > decimals) return decimals === 0 ? whole : withDecimals;
  return maximum !== undefined && Number(value) > maximum ? { vi: `Không quá ${maximum}.`, en: `At most ${maximum}.` } : null;
}

const isDate = (value: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);

export type Report = (place: string, message: Text) => void;

/** The rows of a table as they are stored: NFC, cells in the order of the columns, without empty ones. Reports what is wrong by `row.column`. */
export function acceptRows(field: Field, rows: readonly TableRow[], report: Report): TableRow[] {
  const columns = field.columns ?? [];
  const kept = rows
    .map((row) => {
      const cells = columns.map(({ code }) => [code, (row[code] ?? '').normalize('NFC').trim()] as const);
      return Object.fromEntries(cells.filter(([, value]) => value !== ''));
    })
    .filter((row) => Object.keys(row).length > 0);
  const most = field.maximum ?? MOST_ROWS;
  if (kept.length > most) report('', { vi: `Nhiều nhất ${most} dòng.`, en: `At most ${most} rows.` });
  for (const [index, row] of kept.entries())
    for (const column of columns) {
      const value = row[column.code];
      const problem = value === undefined ? null : problemOf(column, value);
      if (problem) report(`.${index}.${column.code}`, problem);
    }
  return kept;
}

/** Whether a table still lacks rows, or a row one of its required cells. */
export function lacksRows(field: Field, rows: readonly TableRow[]): boolean {
  const fewest = Math.max(field.required ? 1 : 0, rows.length > 0 || field.required ? (field.minimum ?? 0) : 0);
  const needed = (field.columns ?? []).filter(({ required }) => required);
  return rows.length < fewest || rows.some((row) => needed.some(({ code }) => !row[code]));
}
