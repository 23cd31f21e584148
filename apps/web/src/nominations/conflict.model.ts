import { isSame, valuesOf } from '#awards';
import type { Content } from '#store';
import type { Definition, Text } from '#workflow';
import { shownValue } from './change.model.js';

/** A part that somebody else has changed meanwhile, and what this person wrote there. */
export interface Conflict {
  yours: string | Text;
  theirs: string | Text;
}

interface Versions {
  /** What both started from; null when it is not known. */
  base: Content | null;
  yours: Content;
  theirs: Content;
}

/** Where both wrote something, and not the same, by full name. What only one of the two changed is no conflict: it is kept. */
export function conflictsOf({ base, yours, theirs }: Versions, definition: Definition): Map<string, Conflict> {
  const [old, mine, stored] = [valuesOf(base ?? { fields: {}, selfScores: {} }), valuesOf(yours), valuesOf(theirs)];
  const names = [...new Set([...Object.keys(mine), ...Object.keys(stored)])].filter(
    (name) => !isSame(mine[name], stored[name]) && (!base || (!isSame(old[name], mine[name]) && !isSame(old[name], stored[name]))),
  );
  const shown = (values: ReturnType<typeof valuesOf>, name: string) =>
    shownValue(values[name], name.slice(name.indexOf('.') + 1), definition);
  return new Map(names.map((name) => [name, { yours: shown(mine, name), theirs: shown(stored, name) }]));
}
