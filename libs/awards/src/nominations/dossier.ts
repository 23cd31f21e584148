import type { Content, Files } from '#store';
import type { Definition, Field, RubricItem, Text } from '#workflow';
import { Invalid } from '../errors.js';
import { placesOf } from '../files/places.js';

const fieldsOf = (definition: Definition): Field[] => definition.form.flatMap((section) => section.fields);
const itemsOf = (definition: Definition): RubricItem[] => definition.rubric.criteria.flatMap((criterion) => criterion.items);
const asksForSelfScores = (definition: Definition) => definition.dossier.some((item) => item.type === 'selfScore' && item.required);

/** A part a dossier still lacks before it can be submitted, and what to do about it. */
export interface Missing {
  part: string;
  message: Text;
}

/** What a dossier still lacks: fields, then rubric items without a self-score, then files. */
export function missingParts(definition: Definition, content: Content, files: Files): Missing[] {
  const fields = fieldsOf(definition).filter((field) => field.required && !content.fields[field.code]?.trim());
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
    ...[...fieldsOf(definition), ...itemsOf(definition)].map(({ code }) => code),
    ...placesOf(definition).map(({ part }) => part),
  ]),
];

/** The content as it is stored: NFC, known codes only. Throws `Invalid` naming every field that cannot be accepted. */
export function acceptContent(definition: Definition, content: Content): Content {
  const faults: Invalid['faults'] = [];
  const fault = (place: string, vi: string, en: string) => faults.push({ place, message: { vi, en } });
  const fields: Record<string, string> = {};
  for (const field of fieldsOf(definition)) {
    const value = (content.fields[field.code] ?? '').normalize('NFC').trim();
    const problem = value && problemOf(field, value);
    if (problem) fault(`fields.${field.code}`, problem.vi, problem.en);
    if (value) fields[field.code] = value;
  }
  const selfScores: Record<string, number> = {};
  for (const item of itemsOf(definition)) {
    const score = content.selfScores[item.code];
    if (score === undefined) continue;
    if (!fits(item, score))
      fault(
        `selfScores.${item.code}`,
        `Điểm mục ${item.code} phải là ${scale(item, 'vi')}.`,
        `The score of ${item.code} must be ${scale(item, 'en')}.`,
      );
    selfScores[item.code] = score;
  }
  if (faults.length > 0) throw new Invalid(faults);
  return { fields, selfScores };
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

function problemOf(field: Field, value: string): { vi: string; en: string } | null {
  const { type, maximum } = field;
  if (type === 'number') {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 0) return { vi: 'Cần một số nguyên từ 0.', en: 'A whole number from 0 is needed.' };
    return maximum !== undefined && number > maximum ? { vi: `Không quá ${maximum}.`, en: `At most ${maximum}.` } : null;
  }
  if (type === 'date')
    return isDate(value) ? null : { vi: 'Cần một ngày có thật, dạng năm-tháng-ngày.', en: 'A real date is needed, year-month-day.' };
  if (type === 'choice')
    return field.options?.some((option) => option.code === value)
      ? null
      : { vi: 'Hãy chọn một mục trong danh sách.', en: 'Choose one of the list.' };
  if (type === 'url')
    return /^https?:\/\/\S+$/.test(value)
      ? null
      : { vi: 'Đường dẫn phải bắt đầu bằng https:// hoặc http://.', en: 'A link starts with https:// or http://.' };
  return maximum !== undefined && value.length > maximum
    ? { vi: `Quá dài: ${value.length} ký tự, tối đa ${maximum}.`, en: `Too long: ${value.length} characters of ${maximum}.` }
    : null;
}

const isDate = (value: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);
