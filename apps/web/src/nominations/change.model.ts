import { diffArrays, diffWordsWithSpace } from 'diff';
import type { Change, NominationView, Value } from '#awards';
import type { TableRow } from '#store';
import type { Column, Definition, Field, Text } from '#workflow';
import { formatDate, formatNumber } from '../http/format.js';

/** A run of words that stayed, went or came. */
export interface Run {
  text: string | Text;
  isOld: boolean;
  isNew: boolean;
}

/** How long a comparison may take before both texts are shown whole: nobody waits for it. */
const PATIENCE_MS = 200;

/** The words of both versions in one run of text, the rows of both tables. Fields that are neither are shown whole, as a person reads them. */
export function runsOf({ part, before, after }: Change, definition: Definition): Run[] {
  const field = fieldOf(part, definition);
  if (field?.type === 'table') return rowRuns(field, before, after, definition);
  const isProse = field?.type === 'text' || field?.type === 'longText';
  const runs =
    isProse && typeof before === 'string' && typeof after === 'string'
      ? diffWordsWithSpace(before, after, { timeout: PATIENCE_MS })
      : undefined;
  if (runs) return runs.map(({ value, removed, added }) => ({ text: value, isOld: removed, isNew: added }));
  return [
    ...(before === null ? [] : [{ text: shownValue(before, part, definition), isOld: true, isNew: false }]),
    ...(after === null ? [] : [{ text: shownValue(after, part, definition), isOld: false, isNew: true }]),
  ];
}

function rowRuns(field: Field, before: Value | null, after: Value | null, definition: Definition): Run[] {
  const rows = (value: Value | null) => (Array.isArray(value) ? value : []).map((row) => JSON.stringify(row));
  return diffArrays(rows(before), rows(after)).flatMap(({ value, removed, added }) =>
    value.map((row) => {
      const { vi, en } = rowText(JSON.parse(row) as TableRow, field.columns ?? [], definition);
      return { text: { vi: `${vi}\n`, en: `${en}\n` }, isOld: removed, isNew: added };
    }),
  );
}

export const fieldOf = (part: string, { form }: Definition): Field | undefined =>
  form.flatMap((section) => section.fields).find(({ code }) => code === part);

/** The value of a field, a table, a self-score or a condition as a person reads it. */
export function shownValue(value: Value | null | undefined, part: string, definition: Definition): string | Text {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number') return inFigures(value);
  const field = fieldOf(part, definition);
  if (typeof value === 'object') return tableText(value, field?.columns ?? [], definition);
  if (!field && definition.eligibility.some(({ code }) => code === part)) return YES_NO[value] ?? value;
  return field ? cellText(field, value, definition) : value;
}

const YES_NO: Record<string, Text> = { yes: { vi: 'Có', en: 'Yes' }, no: { vi: 'Không', en: 'No' } };

const inFigures = (value: number): Text => ({
  vi: formatNumber(value, 'vi', decimalsOf(value)),
  en: formatNumber(value, 'en', decimalsOf(value)),
});
/** All decimals that were written, and no others. */
const decimalsOf = (value: number) => String(value).split('.')[1]?.length ?? 0;

/** A text, number, date or choice as a person reads it; what does not fit its type as it stands. */
export function cellText(
  { type, options }: Pick<Field | Column, 'type'> & Pick<Field, 'options'>,
  value: string,
  { timeZone }: Definition,
): string | Text {
  if (type === 'date') return formatDate(value, timeZone) || value;
  if (type === 'number') return Number.isFinite(Number(value)) ? inFigures(Number(value)) : value;
  return options?.find(({ code }) => code === value)?.name ?? value;
}

const inBoth = (value: string | Text): Text => (typeof value === 'string' ? { vi: value, en: value } : value);

function rowText(row: TableRow, columns: readonly Column[], definition: Definition): Text {
  const cells = columns
    .filter(({ code }) => row[code])
    .map((column) => ({ column, value: inBoth(cellText(column, row[column.code] ?? '', definition)) }));
  const line = (language: keyof Text) => cells.map(({ column, value }) => `${column.label[language]}: ${value[language]}`).join('; ');
  return { vi: line('vi'), en: line('en') };
}

function tableText(rows: readonly TableRow[], columns: readonly Column[], definition: Definition): Text {
  const lines = rows.map((row) => rowText(row, columns, definition));
  return { vi: lines.map(({ vi }) => vi).join('\n'), en: lines.map(({ en }) => en).join('\n') };
}

/** What to show of the change beside a point: the words, or that nothing changed; nothing beside points of earlier returns. */
export function changeBeside(
  { resubmission }: NominationView,
  point: { stage: string; round: number; field: string },
  definition: Definition,
) {
  if (!resubmission || point.stage !== resubmission.stage || point.round !== resubmission.round) return {};
  const change = resubmission.changes.find(({ part }) => part === point.field);
  return change ? { runs: runsOf(change, definition) } : { isUnchanged: true };
}
