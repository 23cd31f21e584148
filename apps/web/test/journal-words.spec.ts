import { JOURNAL_TYPES, readSample } from '#awards';
import type { JournalEntry } from '#store';
import type { Language } from '#workflow';
import { sentenceOf } from '../src/cycles/journal.words.js';
import { catalogue } from '../src/http/i18n.js';

const { definition } = readSample();

/** Everything that entries of any type carry; each reads its own. */
const FULL: JournalEntry['data'] = {
  code: 'DP-AK',
  unit: 'DP-AK',
  unitName: 'Đoàn phường An Khê',
  version: 2,
  definition: 'CDKDC-2023@1',
  ceremony: '2024-03-26',
  stage: 'ward-review',
  closes: '2024-02-23T10:00:00.000Z',
  nominations: 12,
  reason: 'Ngập lụt.',
  units: { a: {}, b: {}, c: {} },
  from: '2024-02-23T10:00:00.000Z',
  until: '2024-02-26T10:00:00.000Z',
  milliseconds: 2 * 86_400_000 + 3 * 3_600_000,
  winners: ['CD-AK-01', 'CD-CG-01'],
  differs: true,
  decision: '15-QĐ/ĐTN',
  signedOn: '2024-03-20',
  withdrawn: 1,
  revision: 7,
  field: 'volunteering',
  round: 2,
  points: [{}, {}],
  due: '2024-02-07T10:00:00.000Z',
  rank: 3,
  petition: '04-TTr/ĐTN',
  score: 86.5,
  votes: 9,
  place: 4,
  into: 'DP-AK',
};

/** Fills a sentence of the catalogue; fails where there is none, or where something that stands in it is not given. */
function strict(language: Language) {
  return (key: string, values: Record<string, string | number>): string => {
    const found = key
      .split('.')
      .reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], catalogue(language));
    const plural = key.replace(/([^.]+)$/, '$1_other').split('.');
    const text =
      found ?? plural.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], catalogue(language));
    if (typeof text !== 'string') throw new Error(`${language} has no sentence ${key}`);
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined || value === '') throw new Error(`${language} ${key} lacks ${name}`);
      return String(value);
    });
  };
}

const tell = (type: string, language: Language, data: JournalEntry['data'], isPublished = true) =>
  sentenceOf(
    { type, subject: 'CD-AK-01', data, member: 'Ủy viên Hội đồng 2' },
    { definition, language, say: strict(language), isPublished },
  );

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  it.each([...JOURNAL_TYPES])('%s is one whole sentence, whatever of it is known', (type) => {
    for (const data of [
      FULL,
      {},
      { ...FULL, from: null },
      { ...FULL, petition: null },
      { ...FULL, because: 'tie' },
      { ...FULL, because: 'cancelled' },
    ]) {
      const sentence = tell(type, language, data);
      expect(sentence).toMatch(/^\p{Ll}.*\.$/u);
      expect(sentence).not.toMatch(/\{\{|undefined|null|NaN|Invalid|  |“”|\(\)|\.\.|, ,/);
    }
  });
});

it.each([
  [
    'cycle.unit-extended',
    'gia hạn bước “Đoàn phường xét” riêng cho Đoàn phường An Khê (DP-AK), từ 17:00, 23/02/2024 sang 17:00, 26/02/2024. Lý do: Ngập lụt.',
  ],
  ['cycle.resumed', 'tiếp tục đợt xét sau 2 ngày 3 giờ tạm dừng, hạn 17:00, 23/02/2024. Lý do: Ngập lụt.'],
  ['nomination.returned', 'trả lại hồ sơ CD-AK-01 để bổ sung, lần 2, 2 nội dung, hạn trả lời 17:00, 07/02/2024. Lý do: Ngập lụt.'],
  [
    'nomination.forwarded',
    'gửi hồ sơ CD-AK-01 lên cấp trên theo Tờ trình số 04-TTr/ĐTN ngày 20/03/2024, thứ tự ưu tiên 3. Lý do: Ngập lụt.',
  ],
  ['nomination.eliminated', 'dừng hồ sơ CD-AK-01: không vào vòng sau, điểm Hội đồng 86,50, 9 phiếu đồng ý. Lý do: Ngập lụt.'],
  ['sheet.submitted', 'nộp phiếu chấm hồ sơ CD-AK-01. Lý do: Ngập lụt.'],
])('%s says what matters', (type, sentence) => {
  expect(tell(type, 'vi', FULL)).toBe(sentence);
});

it('tells neither score nor votes before the result is public, and never what a sheet or a ballot says', () => {
  for (const type of ['nomination.advanced', 'nomination.eliminated']) expect(tell(type, 'vi', FULL, false)).not.toMatch(/86|phiếu/);
  for (const type of ['sheet.saved', 'sheet.submitted', 'ballot.cast'])
    expect(tell(type, 'vi', { ...FULL, items: { '1.1': 77 } })).not.toMatch(/77|86|\b9\b/);
});
