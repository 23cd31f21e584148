import { z } from 'zod';
import type { Value, Values } from '#awards';
import type { TableRow } from '#store';
import type { Column, Definition, Field } from '#workflow';
import { readDate, readNumber } from '../http/read-values.js';
import { numberOf } from './nomination.forms.js';

/** What a section's form sends: values by full name (`fields.members`, `tables.projects.0.name`, `selfScores.2.1`) and what to do beside saving. */
export const DraftForm = z
  .object({
    /** The revision the person started from. */
    revision: z.coerce.number().int().min(0),
    /** Whose form it is: another person may have signed in meanwhile in the same browser. */
    owner: z.string().max(200).optional(),
    go: z.enum(['on', 'stay']).default('on'),
    addRow: z.string().max(60).optional(),
    /** `projects.2` */
    removeRow: z.string().max(60).optional(),
    legacy: z.enum(['convert', 'keep']).optional(),
  })
  .catchall(z.string().max(20_000));
export type DraftForm = z.infer<typeof DraftForm>;

type Sent = Readonly<Record<string, unknown>>;

const textAt = (form: Sent, name: string): string | undefined => (typeof form[name] === 'string' ? form[name] : undefined);

/** What the form says, as it would be stored; text that is no number or date stays as it is, to be refused where it stands. Only parts that the form has. */
export function patchOf(form: Sent, definition: Definition): Values {
  const patch: Record<string, Value | null> = {};
  for (const field of definition.form.flatMap((section) => section.fields)) {
    if (field.type === 'table') {
      if (hasTable(form, field.code)) patch[`tables.${field.code}`] = rowsIn(form, field).map((row) => readRow(row, field.columns ?? []));
      continue;
    }
    const text = textAt(form, `fields.${field.code}`);
    if (text !== undefined) patch[`fields.${field.code}`] = readAs(field, text) || null;
  }
  for (const { code } of definition.rubric.criteria.flatMap(({ items }) => items)) {
    const text = scoreText(form, code);
    if (text !== undefined) patch[`selfScores.${code}`] = text.trim() === '' ? null : numberOf(text);
  }
  for (const { code } of definition.eligibility) {
    const text = textAt(form, `eligibility.${code}`);
    if (text !== undefined) patch[`eligibility.${code}`] = text || null;
  }
  for (const name of Object.keys(patch)) if (form[`choice.${name}`] === 'theirs') delete patch[name];
  return patch;
}

/** One of the levels, or the number beside them. */
const scoreText = (form: Sent, code: string): string | undefined => {
  const chosen = textAt(form, `selfScores.${code}`);
  return chosen === 'other' ? (textAt(form, `other.${code}`) ?? '') : chosen;
};

function readAs({ type }: Pick<Field | Column, 'type'>, text: string): string {
  const typed = text.trim();
  if (type === 'number') return readNumber(typed) ?? typed;
  if (type === 'date') return readDate(typed) ?? typed;
  // Browsers send line ends of their own.
  return text.replaceAll('\r\n', '\n').trim();
}

const readRow = (row: TableRow, columns: readonly Column[]): TableRow =>
  Object.fromEntries(columns.map((column) => [column.code, readAs(column, row[column.code] ?? '')]));

/** A table without rows is in the form too: by a field of its own name. */
const hasTable = (form: Sent, code: string) =>
  Object.keys(form).some((name) => name === `tables.${code}` || name.startsWith(`tables.${code}.`));

/** The rows as they were typed, without empty ones and the one to remove. */
export function rowsIn(form: Sent, { code, columns = [] }: Field): TableRow[] {
  const prefix = `tables.${code}.`;
  const rows = new Map<number, TableRow>();
  for (const [name, value] of Object.entries(form)) {
    const [index = '', column = ''] = name.startsWith(prefix) ? name.slice(prefix.length).split('.') : [];
    if (!/^\d{1,4}$/.test(index) || typeof value !== 'string' || !columns.some((one) => one.code === column)) continue;
    rows.set(Number(index), { ...rows.get(Number(index)), [column]: value });
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .filter(([index, row]) => form['removeRow'] !== `${code}.${index}` && Object.values(row).some((cell) => cell.trim() !== ''))
    .map(([, row]) => row);
}

/** What was typed as an answer to each point, by its id. */
export const answersOf = (form: Sent): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([key, value]): [string, string][] =>
      key.startsWith('answers.') && typeof value === 'string' ? [[key.slice(8), value]] : [],
    ),
  );

/** The part of the dossier a place belongs to: `tables.projects.0.people` is part of `tables.projects`. */
export const partAt = (place: string): string => (place.startsWith('tables.') ? place.split('.').slice(0, 2).join('.') : place);
