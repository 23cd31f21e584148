import type { NominationView } from '#awards';
import type { TableRow } from '#store';
import { legacyText } from '#tables';
import type { Column, Definition, Field } from '#workflow';
import { formatDate, formatNumber } from '../http/format.js';
import type { Language } from '#workflow';
import type { Conflict } from './conflict.model.js';
import { rowsIn } from './draft.forms.js';
import { labelsOf } from './nomination.model.js';

/** What a form that is shown again holds beside the stored dossier. */
export interface Entered {
  language: Language;
  /** The form as it was sent; absent when nothing was sent. */
  form?: Record<string, unknown>;
  /** By full name, or by the cell of a table. */
  errors: Record<string, string>;
  conflicts: ReadonlyMap<string, Conflict>;
  /** The table that is to have one more row. */
  addRow?: string | undefined;
}

type Points = NominationView['points'];

/** One part of the dossier as a field: what stands in it, what is wrong with it and what a reviewer said of it. */
export function partModels(names: readonly string[], view: NominationView, definition: Definition, entered: Entered, points: Points = []) {
  const fields = new Map(definition.form.flatMap((section) => section.fields).map((field) => [field.code, field]));
  const items = new Map(definition.rubric.criteria.flatMap((criterion) => criterion.items).map((item) => [item.code, item]));
  const labels = labelsOf(definition);
  return names.map((name) => {
    const code = name.slice(name.indexOf('.') + 1);
    const [field, item] = [fields.get(code), items.get(code)];
    const around = {
      id: name,
      code,
      error: entered.errors[name],
      conflict: entered.conflicts.get(name),
      legacy: legacyIn(entered.form?.[name], storedText(name, view)),
      points: points
        .filter((point) => point.field === code)
        .map(({ id, file, request, answer }) => ({
          id,
          file: file?.name ?? null,
          request,
          answer: typed(entered, `answers.${id}`) ?? answer ?? '',
        })),
    };
    if (name.startsWith('selfScores.') && item) return { ...around, ...scoreModel(item, view, entered), isScore: true };
    if (field?.type === 'table') return { ...around, ...tableModel(field, view, entered, definition), isTable: true };
    if (field) return { ...around, ...fieldModel(field, view, entered, definition), isField: true };
    if (name.startsWith('files.')) return { ...around, label: labels.get(code), isFiles: true };
    return { ...around, ...conditionModel(code, view, entered), isCondition: true };
  });
}

const typed = ({ form }: Entered, name: string): string | undefined => {
  const value = form?.[name];
  return typeof value === 'string' ? value : undefined;
};

const storedText = (name: string, { content }: NominationView): string | undefined =>
  name.startsWith('fields.') ? content.fields[name.slice('fields.'.length)] : undefined;

/** Text from before Unicode that was not there before. */
const legacyIn = (value: unknown, stored: string | undefined) =>
  typeof value === 'string' && value.trim() !== stored ? legacyText(value) : null;

/** A stored value as a person would type it. */
function asTyped(
  { type, decimals = 0 }: Pick<Field | Column, 'type' | 'decimals'>,
  value: string,
  language: Language,
  zone: string,
): string {
  if (type === 'date') return formatDate(value, zone) || value;
  if (type === 'number' && value !== '' && Number.isFinite(Number(value)))
    return formatNumber(value, language, Math.min(decimals, value.split('.')[1]?.length ?? 0));
  return value;
}

function fieldModel(field: Field, { content }: NominationView, entered: Entered, { timeZone }: Definition) {
  const stored = content.fields[field.code] ?? '';
  const value = typed(entered, `fields.${field.code}`) ?? asTyped(field, stored, entered.language, timeZone);
  return { ...field, value, options: field.options?.map((option) => ({ ...option, chosen: option.code === value })) };
}

/** Rows with what stands in each cell. A table in which nothing stands yet has an empty row to begin with. */
function tableModel(field: Field, { content }: NominationView, entered: Entered, { timeZone }: Definition) {
  const { code, columns = [] } = field;
  const stored = (content.tables?.[code] ?? []).map((row) =>
    Object.fromEntries(columns.map((column) => [column.code, asTyped(column, row[column.code] ?? '', entered.language, timeZone)])),
  );
  const own: TableRow[] = entered.form ? rowsIn(entered.form, field) : stored;
  const rows = own.length === 0 || entered.addRow === code ? [...own, {}] : own;
  const rowModel = (row: TableRow, index: number | string) => ({
    index,
    number: typeof index === 'number' ? index + 1 : '',
    remove: `${code}.${index}`,
    cells: columns.map((column) => {
      const id = `tables.${code}.${index}.${column.code}`;
      return { ...column, id, value: row[column.code] ?? '', error: entered.errors[id] };
    }),
  });
  return { ...field, rows: rows.map(rowModel), blank: rowModel({}, '_') };
}

function scoreModel(item: Definition['rubric']['criteria'][number]['items'][number], { content }: NominationView, entered: Entered) {
  const stored = content.selfScores[item.code];
  const isLevel = (score: number | undefined) => item.levels.some((level) => level.score === score);
  const chosen = typed(entered, `selfScores.${item.code}`) ?? (stored === undefined ? '' : isLevel(stored) ? String(stored) : 'other');
  const other =
    typed(entered, `other.${item.code}`) ?? (stored === undefined || isLevel(stored) ? '' : formatNumber(stored, entered.language));
  return {
    ...item,
    levels: item.levels.map((level, index) => ({ ...level, index, chosen: chosen === String(level.score) })),
    isJudged: item.method === 'judged',
    isOther: chosen === 'other',
    other,
  };
}

function conditionModel(code: string, { conditions, content, parent }: NominationView, entered: Entered) {
  const condition = conditions.find((one) => one.code === code);
  const answer = typed(entered, `eligibility.${code}`) ?? content.eligibility?.[code];
  return {
    ...condition,
    parent,
    isAsked: condition?.from === 'branch',
    isYes: answer === 'yes',
    isNo: answer === 'no',
    isUnmet: condition?.met === false,
  };
}
