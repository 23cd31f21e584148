import { diffArrays, diffWordsWithSpace } from 'diff';
import { type Change, type NominationView, placesOf, type Value } from '#awards';
import type { TableRow } from '#store';
import type { Column, Definition, Field, Text } from '#workflow';
import { formatDate, formatNumber } from '../http/format.js';

/** A run of words that stayed, went or came. */
export interface Run {
  text: string | Text;
  isOld: boolean;
  isNew: boolean;
}

const NEW_LINE: Run = { text: '\n', isOld: false, isNew: false };

/** How long a comparison may take before both texts are shown whole: nobody waits for it. */
const PATIENCE_MS = 200;

/** The words of both versions in one run of text, the rows of both tables. Fields that are neither are shown whole, as a person reads them. */
export function runsOf({ part, before, after }: Change, definition: Definition): Run[] {
  const field = fieldOf(part, definition);
  if (field?.type === 'table') return rowRuns(field, before, after, definition);
  if (isFileList({ part, before, after }, definition)) return lineRuns(before, after);
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

/** Lists of files: a line for each that stayed, went or came. */
const lineRuns = (before: Value | null, after: Value | null): Run[] => {
  const lines = (value: Value | null) => (typeof value === 'string' ? value.split('\n') : []);
  return diffArrays(lines(before), lines(after)).flatMap(({ value, removed, added }) =>
    value.map((line) => ({ text: `${line}\n`, isOld: removed, isNew: added })),
  );
};

/** A self-score of the same part is a number. */
const isFileList = ({ part, before, after }: Change, definition: Definition): boolean =>
  typeof (before ?? after) === 'string' && placesOf(definition).some((place) => place.part === part);

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
  const changes = resubmission.changes.filter(({ part }) => part === point.field);
  if (changes.length === 0) return { isUnchanged: true };
  // The self-score and the files of one part are two changes.
  return { runs: changes.flatMap((change, index) => [...(index > 0 ? [NEW_LINE] : []), ...runsOf(change, definition)]) };
}
