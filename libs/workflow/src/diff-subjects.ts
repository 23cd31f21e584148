import { patternOf, type Data, type Step } from './compare.js';
import type { Language, Text } from './text.js';

/** Two definitions, to call their parts by name, and the language to do it in. */
export interface Named {
  before: Data;
  after: Data;
  language: Language;
}

interface Subject {
  noun: Text;
  /** Key of its name; absent: it goes by its code. */
  name?: string;
}

const SUBJECTS: Record<string, Subject> = {
  'pipeline.stages.*': { noun: { vi: 'Bước', en: 'Stage' }, name: 'name' },
  'pipeline.stages.*.checklist.*': { noun: { vi: 'mục kiểm tra', en: 'check' } },
  'tiers.*': { noun: { vi: 'Cấp', en: 'Tier' }, name: 'name' },
  'form.*': { noun: { vi: 'Phần của phiếu đề cử', en: 'Section of the form' }, name: 'title' },
  'form.*.fields.*': { noun: { vi: 'Mục của phiếu đề cử', en: 'Field of the form' }, name: 'label' },
  'form.*.fields.*.options.*': { noun: { vi: 'lựa chọn', en: 'option' }, name: 'name' },
  'form.*.fields.*.columns.*': { noun: { vi: 'cột', en: 'column' }, name: 'label' },
  'dossier.*': { noun: { vi: 'Thành phần hồ sơ', en: 'Dossier item' } },
  'eligibility.*': { noun: { vi: 'Điều kiện', en: 'Condition' } },
  'rubric.criteria.*': { noun: { vi: 'Tiêu chí', en: 'Criterion' } },
  'rubric.criteria.*.items.*': { noun: { vi: 'Mục chấm điểm', en: 'Item' } },
  'rubric.criteria.*.items.*.levels.*': { noun: { vi: 'mức', en: 'level' } },
  'council.seats.*': { noun: { vi: 'Ghế Hội đồng', en: 'Council seat' }, name: 'title' },
  'letters.*': { noun: { vi: 'Thư', en: 'Letter' } },
  'short.*': { noun: { vi: 'Tin ngắn', en: 'Short text' } },
  'papers.*': { noun: { vi: 'Mẫu giấy', en: 'Paper' } },
  'documents.*': { noun: { vi: 'Mẫu văn bản', en: 'Document' } },
  'statuses.*': { noun: { vi: 'Tên tình trạng', en: 'Name of the status' } },
};
/** Parts that mean nothing without the part they belong to. */
const DEPENDENT = new Set([
  'pipeline.stages.*.checklist.*',
  'form.*.fields.*.options.*',
  'form.*.fields.*.columns.*',
  'rubric.criteria.*.items.*.levels.*',
]);

/** True of a part that is called by a name of its own. */
export const hasName = (path: readonly Step[]) => Object.hasOwn(SUBJECTS, patternOf(path));

/** What the innermost named part on the way is called: `Stage “Ward review”`; undefined when nothing on it has a name. */
export function subjectOf(path: readonly Step[], named: Named): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const pattern = patternOf(part);
    const subject = SUBJECTS[pattern];
    if (!subject) continue;
    const own = `${subject.noun[named.language]} ${calledOf(part, subject, named)}`;
    return DEPENDENT.has(pattern) ? `${subjectOf(part.slice(0, -1), named) ?? ''}, ${own}` : own;
  }
  return undefined;
}

function calledOf(part: readonly Step[], { name }: Subject, { before, after, language }: Named): string {
  const key = part.at(-1)?.key ?? '';
  const element = find(after, part) ?? find(before, part);
  const text = name === undefined ? undefined : at(at(element, name), language);
  if (typeof text === 'string') return `“${text}”`;
  return Array.isArray(find(after, part.slice(0, -1))) && /^\d+$/.test(key) && at(element, 'code') === undefined
    ? String(Number(key) + 1)
    : key;
}

const at = (data: Data | undefined, key: string): Data | undefined =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key) ? (data as Record<string, Data>)[key] : undefined;

/** What stands at the end of a path; elements of lists are found by their code, else by their position. */
function find(data: Data, path: readonly Step[]): Data | undefined {
  return path.reduce<Data | undefined>((found, { key, isElement }) => {
    const list = Array.isArray(found) ? (found as Data[]) : null;
    return (isElement && list?.find((one) => at(one, 'code') === key)) || at(found, key);
  }, data);
}
