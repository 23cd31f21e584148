import type { Language, Text } from '#workflow';
import { type Differences, isSameSeason } from './differences.js';
import type { Generated } from './generated.js';

const label = (vi: string, en: string): Text => ({ vi, en });

/** What people did, by the type of the entry it left. A type without a name here goes by its type. */
const ACTS: Record<string, Text> = {
  'cycle.launched': label('mở đợt', 'launch the cycle'),
  'cycle.stage-closed': label('đóng bước', 'close a stage'),
  'cycle.stage-extended': label('gia hạn', 'extend a stage'),
  'cycle.reminded': label('nhắc các đơn vị', 'remind the units'),
  'cycle.finalised': label('chốt danh sách', 'finalise the winners'),
  'cycle.published': label('công bố', 'publish'),
  'ballot.cast': label('bỏ phiếu', 'vote'),
  'nomination.started': label('bắt đầu hồ sơ', 'start a nomination'),
  'nomination.saved': label('lưu hồ sơ', 'save a nomination'),
  'nomination.answered': label('trả lời nội dung bổ sung', 'answer a point'),
  'nomination.submitted': label('nộp hồ sơ', 'submit'),
  'nomination.resubmitted': label('nộp lại hồ sơ', 'submit again'),
  'nomination.withdrawn': label('rút đề cử', 'withdraw'),
  'nomination.returned': label('trả lại để bổ sung', 'return'),
  'nomination.endorsed': label('đề nghị', 'endorse'),
  'nomination.declined': label('không đề nghị', 'decline'),
  'nomination.disqualified': label('loại vì không đủ điều kiện', 'disqualify'),
  'nomination.forwarded': label('gửi danh sách', 'forward a list'),
  'nomination.recused': label('từ chối chấm', 'recuse'),
  'nomination.objected': label('gửi ý kiến', 'object'),
  'objection.answered': label('trả lời ý kiến', 'answer an objection'),
  'sheet.saved': label('lưu phiếu chấm', 'save a score sheet'),
  'sheet.submitted': label('nộp phiếu chấm', 'submit a score sheet'),
};
const actText = (type: string | undefined, language: Language) => ACTS[type ?? '']?.[language] ?? type ?? '';
const minute = (iso: string | null | undefined) => (iso ? `${iso.slice(0, 16).replace('T', ' ')} UTC` : '–');

/** The differences as a person reads them. */
export function textOf(found: Differences, language: Language): string {
  const vi = language === 'vi';
  const head = vi
    ? `Diễn tập ${found.now} trên đợt “${found.against}” (${found.before}): ${found.acts} việc đã ghi.`
    : `Rehearsed ${found.now} on the cycle “${found.against}” (${found.before}): ${found.acts} recorded acts.`;
  if (isSameSeason(found)) return `${head}\n${vi ? 'Không có gì khác.' : 'Nothing differs.'}`;
  return [
    head,
    ...section(vi ? 'Nay bị từ chối' : 'Refused now', [
      ...found.refusals.map(({ type, rule, count }) => `${count} × ${actText(type, language)} (${rule})`),
      ...found.refused.map(({ at, type, who, subject, message }) =>
        [minute(at), who, actText(type, language), subject ?? '', message[language]].filter(Boolean).join(' · '),
      ),
    ]),
    ...section(
      vi ? 'Làm khác với bản ghi' : 'Done otherwise than recorded',
      found.adapted.map(({ at, who, subject, message }) =>
        [at ? minute(at) : '', who ?? '', subject ?? '', message[language]].filter(Boolean).join(' · '),
      ),
    ),
    ...section(
      vi ? 'Kết thúc khác' : 'Other ends',
      found.ends.map(({ code, before, now }) => `${code}: ${before ?? '–'} → ${now ?? '–'}`),
    ),
    ...section(
      vi ? 'Giờ đóng bước khác' : 'Other closing times',
      found.closings.map(({ stage, before, now }) => `${stage}: ${minute(before)} → ${minute(now)}`),
    ),
    ...section(vi ? 'Không còn được tặng' : 'No longer awarded', found.winners.lost),
    ...section(vi ? 'Nay được tặng' : 'Awarded now', found.winners.won),
    ...(found.standing === 'published' ? [] : [vi ? `Đợt dừng ở ${found.standing}.` : `The cycle stands at ${found.standing}.`]),
  ].join('\n');
}

const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]);

/** What became of a generated season, as a person reads it. */
export function generatedText(found: Generated, language: Language): string {
  const vi = language === 'vi';
  return [
    vi
      ? `Diễn tập ${found.definition} với số liệu sinh từ seed ${found.seed}.`
      : `Rehearsed ${found.definition} on a season from seed ${found.seed}.`,
    ...section(
      vi ? 'Kết thúc' : 'Ends',
      Object.entries(found.ends).map(([end, count]) => `${end}: ${count}`),
    ),
    ...section(
      vi ? 'Bị từ chối' : 'Refused',
      found.refusals.map(({ event, rule, count, message }) => `${count} × ${event} (${rule}): ${message[language]}`),
    ),
    ...section(vi ? 'Chưa kết thúc' : 'Not ended', found.unended),
    ...(found.standing === 'published' ? [] : [vi ? `Đợt dừng ở ${found.standing}.` : `The cycle stands at ${found.standing}.`]),
  ].join('\n');
}
