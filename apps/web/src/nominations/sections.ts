import { type NominationView, placesOf } from '#awards';
import type { Definition, Text } from '#workflow';

/** One screen of writing a dossier. */
export interface Section {
  /** Its place in the address: `conditions`, `form-year`, `score-TC1`, `papers`. */
  key: string;
  kind: 'conditions' | 'form' | 'scores' | 'papers';
  /** Absent where the catalogue has the name. */
  title?: Text;
  /** Full names of everything it asks for. */
  names: string[];
}

/** Where a missing part is written. */
export interface Missing {
  label: Text;
  href: string;
}

/** The screens of a dossier, in their order. Conditions come first: nobody writes a long form for nothing. */
export function sectionsOf(definition: Definition): Section[] {
  const conditions = definition.eligibility.length > 0;
  return [
    ...(conditions
      ? [{ key: 'conditions', kind: 'conditions' as const, names: definition.eligibility.map(({ code }) => `eligibility.${code}`) }]
      : []),
    ...definition.form.map(({ code, title, fields }): Section => {
      return {
        key: `form-${code}`,
        kind: 'form',
        title,
        names: fields.map((field) => `${field.type === 'table' ? 'tables' : 'fields'}.${field.code}`),
      };
    }),
    ...definition.rubric.criteria.map(({ code, name, items }): Section => {
      const title = { vi: `${code}. ${name.vi}`, en: `${code}. ${name.en}` };
      return { key: `score-${code}`, kind: 'scores', title, names: items.map((item) => `selfScores.${item.code}`) };
    }),
    ...(placesOf(definition).length > 0 ? [{ key: 'papers', kind: 'papers' as const, names: filesOf(definition) }] : []),
  ];
}

/** The documents and photos that are handed in beside the form. Evidence for a rubric item belongs to its score. */
const filesOf = (definition: Definition) =>
  placesOf(definition)
    .filter(({ evidence }) => evidence === null)
    .map(({ part }) => `files.${part}`);

/** The id of a part in its page, and the name of its field. */
const nameOf = (code: string, sections: readonly Section[]) =>
  sections.flatMap(({ names }) => names).find((name) => name.slice(name.indexOf('.') + 1) === code) ?? code;

/** The screens with how far each is. */
export function progressOf(view: NominationView, definition: Definition, base: string) {
  const sections = sectionsOf(definition);
  const open = new Set([...view.missing, ...openConditions(view)].map((code) => nameOf(code, sections)));
  const unmet = new Set(view.conditions.filter(({ met }) => met === false).map(({ code }) => `eligibility.${code}`));
  const list = sections.map((section, index) => {
    const missing = section.names.filter((name) => open.has(name)).length;
    const isRefused = section.names.some((name) => unmet.has(name));
    return {
      ...section,
      number: index + 1,
      href: `${base}/${section.key}`,
      missing,
      isRefused,
      isDone: missing === 0 && !isRefused,
    };
  });
  return { list, done: list.filter(({ isDone }) => isDone).length, total: list.length };
}

/** The conditions that the branch has yet to answer. */
const openConditions = ({ conditions }: NominationView) =>
  conditions.filter(({ from, met }) => from === 'branch' && met === null).map(({ code }) => code);

/** What is still missing, with the way to each. */
export function missingOf(view: NominationView, definition: Definition, labels: ReadonlyMap<string, Text>, base: string): Missing[] {
  const sections = sectionsOf(definition);
  return [...openConditions(view), ...view.missing].flatMap((code) => {
    const name = nameOf(code, sections);
    const section = sections.find(({ names }) => names.includes(name));
    // Of files it matters how many there are.
    const lack = name.startsWith('files.') ? view.lacking.find(({ part }) => part === code)?.message : undefined;
    const label = lack ?? labels.get(code);
    return section && label ? [{ label, href: `${base}/${section.key}#${name.replace('files.', 'place-')}` }] : [];
  });
}
