import type { Content, TableRow } from '#store';

/** What stands at one place of a dossier. */
export type Value = string | number | TableRow[];

/** Values by their full name: `fields.members`, `tables.projects`, `selfScores.2.1`, `eligibility.DK2`; null where something was cleared. */
export type Values = Readonly<Record<string, Value | null>>;

const KINDS = ['fields', 'tables', 'selfScores', 'eligibility'] as const;

export const EMPTY: Content = { fields: {}, selfScores: {} };

/** Everything a dossier says, by full name. */
export function valuesOf(content: Content): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const kind of KINDS) for (const [code, value] of Object.entries(content[kind] ?? {})) values[`${kind}.${code}`] = value;
  return values;
}

/** The dossier that says this; what is cleared is left out. Values of a wrong kind too: they come from outside. */
export function contentFrom(values: Values): Content {
  const under = <T extends Value>(kind: string, isRight: (value: Value) => value is T): Record<string, T> => {
    const found: Record<string, T> = {};
    for (const [name, value] of Object.entries(values))
      if (name.startsWith(`${kind}.`) && value !== null && isRight(value)) found[name.slice(kind.length + 1)] = value;
    return found;
  };
  const tables = under('tables', isRows);
  const eligibility = under('eligibility', isText);
  return {
    fields: under('fields', isText),
    selfScores: under('selfScores', isNumber),
    ...(Object.keys(tables).length > 0 && { tables }),
    ...(Object.keys(eligibility).length > 0 && { eligibility }),
  };
}

const isText = (value: Value): value is string => typeof value === 'string';
const isNumber = (value: Value): value is number => typeof value === 'number';
const isRows = (value: Value): value is TableRow[] => typeof value === 'object';

/** Whether two values say the same; nothing is what was cleared. Rows have their cells in the order of the columns. */
export const isSame = (a: Value | null | undefined, b: Value | null | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export interface Merged {
  values: Record<string, Value | null>;
  /** Names at which both changed something, and differently. */
  conflicts: string[];
  /** Names that somebody else has changed meanwhile and this patch leaves alone. */
  others: string[];
}

/**
 * Puts what one person changed since `base` onto what is stored by now. Where only one of the two changed something, that stands; where both wrote the
 * same, it is written once. That makes a save that is sent twice the same as one that is sent once.
 */
export function merge(base: Values, patch: Values, stored: Values): Merged {
  const isTouched = (name: string) => !isSame(patch[name], base[name]);
  const isMoved = (name: string) => !isSame(stored[name], base[name]);
  const touched = Object.keys(patch).filter(isTouched);
  const conflicts = touched.filter((name) => isMoved(name) && !isSame(patch[name], stored[name]));
  return {
    values: { ...stored, ...Object.fromEntries(touched.map((name) => [name, patch[name] ?? null])) },
    conflicts,
    others: [...new Set([...Object.keys(base), ...Object.keys(stored)])].filter((name) => isMoved(name) && !touched.includes(name)),
  };
}
