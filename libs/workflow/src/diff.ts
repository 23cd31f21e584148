import { compare, patternOf, pathText, type Change, type Data, type Step } from './compare.js';
import type { Definition } from './definition.js';
import { LABELS } from './diff-labels.js';
import { hasName, subjectOf, type Named } from './diff-subjects.js';
import { excerpts, kindText, plainText, VALUES } from './diff-values.js';
import type { Fault } from './fault.js';
import type { Language, Text } from './text.js';

/** Something in which two definitions differ, in words, and where it stands. */
export type Difference = Fault;

const stage = 'pipeline.stages.*';
const SHAPE = {
  // Told in one sentence, whichever part of it has changed.
  whole: new Set([
    ...['opens', 'closes', 'returnsUntil', 'quota', 'quorum', 'pass', 'winnersPerUnit'].map((key) => `${stage}.${key}`),
    'achievementPeriod',
    'eligibility.*.rule',
  ]),
  records: new Set(['statuses', 'short', 'papers', 'documents']),
};

/** In words what changed from one definition to another. Empty exactly when they are equal. */
export function diff(before: Definition, after: Definition): Difference[] {
  const [old, now] = [before, after] as unknown as [Data, Data];
  return compare(old, now, SHAPE).map((change) => ({
    place: pathText(change.path) || '(document)',
    message: {
      vi: sentence(change, { before: old, after: now, language: 'vi' }),
      en: sentence(change, { before: old, after: now, language: 'en' }),
    },
  }));
}

function sentence(change: Change, named: Named): string {
  if (hasName(change.path) && change.kind !== 'changed') return elementSentence(change, named);
  return valueSentence(change, named, labelOf(change.path, named.language));
}

/** What the changed part is called; one half of a bilingual text is called like the whole, with its language. */
function labelOf(path: readonly Step[], language: Language): string | undefined {
  const whole = LABELS[patternOf(path)];
  if (whole) return whole[language];
  const last = path.at(-1)?.key;
  const text = last === 'vi' || last === 'en' ? LABELS[patternOf(path.slice(0, -1))] : undefined;
  if (!text) return undefined;
  const tongue: Record<string, Text> = { vi: { vi: 'tiếng Việt', en: 'Vietnamese' }, en: { vi: 'tiếng Anh', en: 'English' } };
  return `${text[language]} (${tongue[last ?? '']?.[language] ?? ''})`;
}

/** An element that came, went, moved or goes by another code. */
function elementSentence({ kind, path, before, after, follows }: Change, named: Named): string {
  const subject = subjectOf(path, named) ?? pathText(path);
  const vi = named.language === 'vi';
  const neighbour = typeof follows === 'string' ? subjectOf([...path.slice(0, -1), { key: follows, isElement: true }], named) : undefined;
  const head = vi ? 'ở đầu' : 'at the head';
  const position = follows === undefined ? '' : follows === null ? `, ${head}` : neighbour ? `, ${vi ? 'sau' : 'after'} ${neighbour}` : '';
  const said = (value: Data | undefined) => plainText(value ?? null, named.language);
  switch (kind) {
    case 'added':
      return `${vi ? 'Thêm' : 'Added:'} ${subject}${kindOf(path, after, named.language)}${position}.`;
    case 'removed':
      return `${vi ? 'Bỏ' : 'Removed:'} ${subject}.`;
    case 'moved':
      return `${subject}: ${vi ? 'đổi vị trí' : 'moved'}${position}.`;
    default:
      return `${subject}: ${vi ? 'mã đổi từ' : 'code changed from'} ${said(before)} ${vi ? 'thành' : 'to'} ${said(after)}.`;
  }
}

function kindOf(path: readonly Step[], added: Data | undefined, language: Language): string {
  if (patternOf(path) !== stage || typeof added !== 'object' || added === null) return '';
  const kind = kindText((added as Record<string, Data>)['kind'] ?? null, language);
  return kind === undefined ? '' : ` (${kind})`;
}

function valueSentence({ kind, path, before, after }: Change, named: Named, label: string | undefined): string {
  const { language } = named;
  const [was, is] = said(before, after, patternOf(path), language);
  const none = language === 'vi' ? '(không có)' : '(none)';
  if (label === undefined) return `${pathText(path) || '(document)'}: ${was || none} → ${is || none}`;
  const subject = subjectOf(path, named);
  const about = subject === undefined ? capital(label) : `${subject}: ${label}`;
  const listed = kind === 'changed' ? listChange(before, after, language) : undefined;
  if (listed !== undefined) return `${about} ${listed}.`;
  if (kind === 'added') return language === 'vi' ? `${about} được đặt: ${is}.` : `${about} set: ${is}.`;
  if (kind === 'removed') return language === 'vi' ? `${about} không còn (trước đây: ${was}).` : `${about} no longer set (was ${was}).`;
  return language === 'vi' ? `${about} đổi từ ${was} thành ${is}.` : `${about} changed from ${was} to ${is}.`;
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

/** Both values; of two long ones the parts in which they differ. */
function said(before: Data | undefined, after: Data | undefined, pattern: string, language: Language): [string, string] {
  const say = (value: Data | undefined) => (value === undefined ? '' : (VALUES[pattern]?.(value, language) ?? plainText(value, language)));
  const isText = typeof before === 'string' && typeof after === 'string';
  const [was, is] = isText ? excerpts(before, after).map(say) : [say(before), say(after)];
  if (was !== is) return [was ?? '', is ?? ''];
  return excerpts(JSON.stringify(before), JSON.stringify(after));
}

/** What came and went of a list of words; undefined where that is not the whole change, such as in another order. */
function listChange(before: Data | undefined, after: Data | undefined, language: Language): string | undefined {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (!old || !now) return undefined;
  const came = now.filter((one) => !old.includes(one));
  const went = old.filter((one) => !now.includes(one));
  const kept = (list: string[]) => list.filter((one) => !came.includes(one) && !went.includes(one)).join('\n');
  if (came.length + went.length === 0 || kept(old) !== kept(now)) return undefined;
  const [added, removed] = language === 'vi' ? ['thêm', 'bỏ'] : ['added', 'removed'];
  return [came.length > 0 ? `${added} ${came.join(', ')}` : '', went.length > 0 ? `${removed} ${went.join(', ')}` : '']
    .filter(Boolean)
    .join('; ');
}

const wordsOf = (data: Data | undefined): string[] | undefined =>
  Array.isArray(data) && data.every((one) => typeof one === 'string') ? data : undefined;
