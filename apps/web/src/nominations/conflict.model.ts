import { changesBetween } from '#awards';
import type { Content } from '#store';
import type { Definition, Text } from '#workflow';
import { shownValue } from './change.model.js';

/** A part that somebody else has changed meanwhile, and what this person wrote there. */
export interface Conflict {
  yours: string | Text;
  theirs: string | Text;
  /** The person had not touched it: then the new version is what is offered. */
  isTheirs: boolean;
}

interface Versions {
  /** What both started from; null when it is not known. */
  base: Content | null;
  yours: Content;
  theirs: Content;
}

/** Where both differ, by the name of the form's field. What only this person changed is no conflict: it simply stays in the form. */
export function conflictsOf({ base, yours, theirs }: Versions, definition: Definition): Map<string, Conflict> {
  const parts = changesBetween(yours, theirs).filter(({ part }) => !base || valueOf(base, part) !== valueOf(theirs, part));
  return new Map(
    parts.map(({ part, before, after }) => [
      nameOf(part, yours, theirs),
      {
        yours: shownValue(before, part, definition),
        theirs: shownValue(after, part, definition),
        isTheirs: base !== null && valueOf(base, part) === valueOf(yours, part),
      },
    ]),
  );
}

const valueOf = ({ fields, selfScores }: Content, part: string) => fields[part] || (selfScores[part] ?? '');

const nameOf = (part: string, ...contents: Content[]) =>
  contents.some(({ selfScores }) => part in selfScores) ? `selfScores.${part}` : `fields.${part}`;

/** What to save after the choices of a person who came late: where the new version was chosen it takes the place of the person's own. */
export function chosenBetween(form: Record<string, unknown>, yours: Content, theirs: Content): Content {
  const isTheirs = (name: string) => form[`choice.${name}`] === 'theirs';
  const pick = <T>(kind: string, own: Record<string, T>, stored: Record<string, T>): Record<string, T> => {
    const kept = Object.entries(own).filter(([code]) => !isTheirs(`${kind}.${code}`));
    const taken = Object.entries(stored).filter(([code]) => isTheirs(`${kind}.${code}`));
    return Object.fromEntries([...kept, ...taken]);
  };
  return { fields: pick('fields', yours.fields, theirs.fields), selfScores: pick('selfScores', yours.selfScores, theirs.selfScores) };
}

/** Whether any field asks for the stored version. */
export const hasChoices = (form: Record<string, unknown>): boolean =>
  Object.entries(form).some(([name, value]) => name.startsWith('choice.') && value === 'theirs');
