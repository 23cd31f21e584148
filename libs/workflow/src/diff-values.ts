import type { Data } from './compare.js';
import { Moment } from './moment.js';
import { momentText } from './moment-words.js';
import type { Language, Text } from './text.js';

type Say = (value: Data, language: Language) => string | undefined;

const words = (known: Record<string, Text>): Say => {
  return (value, language) => (typeof value === 'string' && Object.hasOwn(known, value) ? known[value]?.[language] : undefined);
};

const KINDS: Record<string, Text> = {
  nomination: { vi: 'đề cử', en: 'nomination' },
  review: { vi: 'xét', en: 'review' },
  scoring: { vi: 'chấm điểm', en: 'scoring' },
  notice: { vi: 'công khai', en: 'notice' },
  ballot: { vi: 'bỏ phiếu', en: 'ballot' },
  announcement: { vi: 'công bố', en: 'announcement' },
};
const UNDECIDED: Record<string, Text> = {
  hold: { vi: 'giữ lại', en: 'held back' },
  forward: { vi: 'được chuyển tiếp', en: 'forwarded' },
  decline: { vi: 'coi như không đề nghị', en: 'declined' },
};
const BY: Record<string, Text> = {
  reviewer: { vi: 'người xét của đơn vị', en: 'the unit’s reviewer' },
  secretariat: { vi: 'Thường trực', en: 'the secretariat' },
};
const ROLES: Record<string, Text> = { chair: { vi: 'Chủ tịch', en: 'chair' }, scorer: { vi: 'thành viên', en: 'member' } };

export const kindText = words(KINDS);

const moment: Say = (value, language) => {
  const found = Moment.safeParse(value);
  return found.success ? momentText(found.data, language) : undefined;
};

const numberAt = (value: Data | undefined, key: string): number | undefined => {
  const found = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Data>)[key] : undefined;
  return typeof found === 'number' ? found : undefined;
};

const quota: Say = (value, language) => {
  const perUnit = numberAt(value, 'perUnit');
  const larger = (value as { larger?: Data } | null)?.larger;
  if (perUnit === undefined || larger === undefined) return perUnit?.toString();
  const [children, more] = [numberAt(larger, 'children'), numberAt(larger, 'perUnit')];
  if (children === undefined || more === undefined) return undefined;
  return language === 'vi'
    ? `${perUnit} (${more} khi có trên ${children} đơn vị trực thuộc)`
    : `${perUnit} (${more} with more than ${children} units below)`;
};

const share: Say = (value, language) => {
  const [numerator, denominator] = [numberAt(value, 'numerator'), numberAt(value, 'denominator')];
  if (numerator === undefined || denominator === undefined) return undefined;
  const isAll = (value as { of?: Data }).of === 'all';
  const of = { vi: isAll ? 'tổng số thành viên' : 'số thành viên có mặt', en: isAll ? 'all members' : 'the members present' };
  return language === 'vi' ? `${numerator}/${denominator} ${of.vi}` : `${numerator}/${denominator} of ${of.en}`;
};

const stage = 'pipeline.stages.*';

/** How values of some places are said; undefined where the value is not what belongs there. */
export const VALUES: Record<string, Say> = {
  [`${stage}.kind`]: kindText,
  [`${stage}.opens`]: moment,
  [`${stage}.closes`]: moment,
  [`${stage}.returnsUntil`]: moment,
  [`${stage}.quota`]: quota,
  [`${stage}.quorum`]: share,
  [`${stage}.pass`]: share,
  [`${stage}.undecided`]: words(UNDECIDED),
  [`${stage}.by`]: words(BY),
  'council.seats.*.role': words(ROLES),
};

const LONGEST = 70;

/** Any value, short enough to read. */
export function plainText(value: Data, language: Language): string {
  if (typeof value === 'string') return `“${cut(value)}”`;
  if (typeof value === 'boolean') return { vi: value ? 'có' : 'không', en: value ? 'yes' : 'no' }[language];
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.length === 0 ? '[]' : value.join(', ');
  if (typeof value === 'object') return cut(JSON.stringify(value), 2 * LONGEST);
  return String(value);
}

const cut = (text: string, longest = LONGEST) => {
  const line = text.replaceAll('\n', ' ');
  const letters = Array.from(line);
  return letters.length <= longest ? line : `${letters.slice(0, longest).join('')}…`;
};

/** Two long texts from a little before the first letter in which they differ. */
export function excerpts(before: string, after: string): [string, string] {
  const [old, now] = [Array.from(before), Array.from(after)];
  if (old.length <= LONGEST && now.length <= LONGEST) return [before, after];
  const first = old.findIndex((letter, index) => letter !== now[index]);
  const start = Math.max(0, (first < 0 ? old.length : first) - 15);
  const from = (letters: string[]) => `${start > 0 ? '…' : ''}${letters.slice(start).join('')}`;
  return [from(old), from(now)];
}
