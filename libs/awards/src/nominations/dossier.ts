import type { Content, Files, TableRow } from '#store';
import type { Definition, Field, RubricItem, Text } from '#workflow';
import { Invalid } from '../errors.js';
import { placesOf } from '../files/places.js';
import { acceptRows, lacksRows, problemOf, type Report } from './field-values.js';

const fieldsOf = (definition: Definition): Field[] => definition.form.flatMap((section) => section.fields);
const itemsOf = (definition: Definition): RubricItem[] => definition.rubric.criteria.flatMap((criterion) => criterion.items);
/** The conditions a branch is asked about: all but the self-score, which its sheet answers. */
const conditionsOf = ({ eligibility }: Definition) => eligibility.filter(({ rule }) => rule?.type !== 'selfScoreFrom');
const asksForSelfScores = (definition: Definition) => definition.dossier.some((item) => item.type === 'selfScore' && item.required);

/** A part a dossier still lacks before it can be submitted, and what to do about it. */
export interface Missing {
  part: string;
  message: Text;
}

/** What a dossier still lacks: fields, then rubric items without a self-score, then files. */
export function missingParts(definition: Definition, content: Content, files: Files): Missing[] {
  const fields = fieldsOf(definition).filter((field) =>
    field.type === 'table' ? lacksRows(field, content.tables?.[field.code] ?? []) : field.required && !content.fields[field.code]?.trim(),
  );
  const items = asksForSelfScores(definition) ? itemsOf(definition).filter((item) => content.selfScores[item.code] === undefined) : [];
  const places = placesOf(definition).filter(({ part, minimum }) => (files[part]?.length ?? 0) < minimum);
  return [
    ...fields.map(({ code, label }) => ({ part: code, message: { vi: `${label.vi}: chưa điền.`, en: `${label.en}: not filled in yet.` } })),
    ...items.map(({ code, name }) => ({
      part: code,
      message: { vi: `${code} ${name.vi}: chưa tự chấm điểm.`, en: `${code} ${name.en}: no self-score yet.` },
    })),
    ...places.map(({ part, name, minimum, isPhotos }) => {
      const have = files[part]?.length ?? 0;
      const vi = `${name.vi}: cần ít nhất ${minimum} ${isPhotos ? 'ảnh' : 'tệp'}, đã có ${have}.`;
      return { part, message: { vi, en: `${name.en}: at least ${minimum} ${isPhotos ? 'photos' : 'files'} needed, ${have} there.` } };
    }),
  ];
}

/** Sum of the self-scores, in points. Scores are whole or have at most four decimals, so the sum is rounded there. */
export const selfScoreTotal = ({ selfScores }: Content): number =>
  Math.round(Object.values(selfScores).reduce((sum, score) => sum + score, 0) * 10_000) / 10_000;

/** The lowest self-score that may be submitted; null when the award sets none. */
export function selfScoreMinimum(definition: Definition): number | null {
  const rule = definition.eligibility.map((one) => one.rule).find((one) => one?.type === 'selfScoreFrom');
  return rule?.type === 'selfScoreFrom' ? rule.points : null;
}

/** Every code a return point may be pinned to. */
export const partsOf = (definition: Definition): string[] => [
  ...new Set([
    ...[...fieldsOf(definition), ...itemsOf(definition), ...conditionsOf(definition)].map(({ code }) => code),
    ...placesOf(definition).map(({ part }) => part),
  ]),
];

/** The content as it is stored: NFC, known codes only. Throws `Invalid` naming every field that cannot be accepted. */
export function acceptContent(definition: Definition, content: Content): Content {
  const faults: Invalid['faults'] = [];
  const report = (place: string, message: Text) => void faults.push({ place, message });
  const fields: Record<string, string> = {};
  const tables: Record<string, TableRow[]> = {};
  for (const field of fieldsOf(definition)) {
    if (field.type === 'table') {
      const rows = acceptRows(field, content.tables?.[field.code] ?? [], (place, message) =>
        report(`tables.${field.code}${place}`, message),
      );
      if (rows.length > 0) tables[field.code] = rows;
      continue;
    }
    const value = (content.fields[field.code] ?? '').normalize('NFC').trim();
    const problem = value && problemOf(field, value);
    if (problem) report(`fields.${field.code}`, problem);
    if (value) fields[field.code] = value;
  }
  const selfScores = acceptScores(definition, content, report);
  const eligibility = acceptAnswers(definition, content, report);
  if (faults.length > 0) throw new Invalid(faults);
  return {
    fields,
    selfScores,
    ...(Object.keys(tables).length > 0 && { tables }),
    ...(Object.keys(eligibility).length > 0 && { eligibility }),
  };
}

function acceptScores(definition: Definition, content: Content, report: Report): Record<string, number> {
  const selfScores: Record<string, number> = {};
  for (const item of itemsOf(definition)) {
    const score = content.selfScores[item.code];
    if (score === undefined) continue;
    if (!fits(item, score))
      report(`selfScores.${item.code}`, {
        vi: `Điểm mục ${item.code} phải là ${scale(item, 'vi')}.`,
        en: `The score of ${item.code} must be ${scale(item, 'en')}.`,
      });
    selfScores[item.code] = score;
  }
  return selfScores;
}

function acceptAnswers(definition: Definition, content: Content, report: Report): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const { code } of conditionsOf(definition)) {
    const answer = content.eligibility?.[code];
    if (!answer) continue;
    if (answer !== 'yes' && answer !== 'no') report(`eligibility.${code}`, { vi: 'Hãy chọn Có hoặc Không.', en: 'Choose yes or no.' });
    answers[code] = answer;
  }
  return answers;
}

/** True when the item's method allows this score: one of its steps, or anything from 0 to its maximum in quarters of a point. */
export const fits = (item: RubricItem, score: number): boolean =>
  item.method === 'steps'
    ? item.levels.some((level) => level.score === score)
    : score >= 0 && score <= item.maximum && Number.isInteger(score * 4);

/** The scores an item accepts, in words. */
export function scale(item: RubricItem, language: 'vi' | 'en'): string {
  const steps = item.levels.map((level) => level.score).join(', ');
  if (item.method === 'steps') return language === 'vi' ? `một trong các mức ${steps}` : `one of ${steps}`;
  return language === 'vi' ? `từ 0 đến ${item.maximum}, lẻ 0,25` : `0 to ${item.maximum}, in quarters`;
}
