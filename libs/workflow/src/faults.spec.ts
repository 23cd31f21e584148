import { readFileSync } from 'node:fs';
import { InvalidDefinition, readDefinition, type Fault } from './index.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const award = JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')) as Json;

/** A copy of the document with what stands at a path replaced; undefined takes it out. */
function put(at: Json, path: string, value: Json | undefined): Json {
  const copy = structuredClone(at);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Json>((node, key) => (node as Record<string, Json>)[key] ?? null, copy) as Record<string, Json>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function faultsOf(input: unknown): Fault[] {
  try {
    readDefinition(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinition) return error.faults;
    throw error;
  }
}

type Change = [path: string, value: Json | undefined];
const stage = (index: number, key: string) => `pipeline.stages.${index}.${key}`;
const KINDS = 'nomination, review, scoring, notice, ballot, announcement';
const DEADLINE = 'pipeline.stages[1 ward-review].closes';

const faulty: [what: string, changes: Change[], place: string, vi: string, en: string][] = [
  [
    'an unknown kind of stage',
    [[stage(1, 'kind'), 'lottery']],
    'pipeline.stages[1 ward-review].kind',
    `không có loại bước này; các loại: ${KINDS}.`,
    `no such kind of stage; the kinds are ${KINDS}.`,
  ],
  [
    'no kind of stage',
    [[stage(1, 'kind'), undefined]],
    'pipeline.stages[1 ward-review].kind',
    `không có loại bước này; các loại: ${KINDS}.`,
    `no such kind of stage; the kinds are ${KINDS}.`,
  ],
  [
    'a quota of nought',
    [[stage(1, 'quota.perUnit'), 0]],
    'pipeline.stages[1 ward-review].quota.perUnit',
    'chỉ tiêu phải từ 1 trở lên; bỏ cả mục quota nếu không giới hạn.',
    'a quota is at least 1; leave the quota out for no limit.',
  ],
  [
    'a time zone that does not exist',
    [['timeZone', 'Asia/Da_Nang']],
    'timeZone',
    'không có múi giờ này; ví dụ Asia/Ho_Chi_Minh.',
    'no such time zone; Asia/Ho_Chi_Minh is one.',
  ],
  [
    'a time that does not exist',
    [[stage(1, 'closes.at'), '24:00']],
    `${DEADLINE}.at`,
    'giờ phải có dạng 00:00 đến 23:59.',
    'a time is written 00:00 to 23:59.',
  ],
  [
    'a date that does not exist',
    [['ceremony.on', '2023-02-29']],
    'ceremony.on',
    'ngày phải có dạng năm-tháng-ngày, ví dụ 2024-03-26.',
    'a date is written year-month-day, such as 2024-03-26.',
  ],
  [
    'a moment without a day',
    [[stage(1, 'closes'), { at: '17:00' }]],
    DEADLINE,
    'thời điểm gồm giờ (at) và ngày (on), hoặc số ngày (days) hay số ngày làm việc (workingDays) tính từ một mốc (from, mặc định là ngày trao giải).',
    'a moment is a time (at) and a date (on), or a number of days (days) or working days (workingDays) from an anchor (from; the ceremony unless given).',
  ],
  [
    'a moment of both days and working days',
    [[stage(1, 'closes'), { days: -32, workingDays: -20, at: '17:00' }]],
    DEADLINE,
    'thời điểm gồm giờ (at) và ngày (on), hoặc số ngày (days) hay số ngày làm việc (workingDays) tính từ một mốc (from, mặc định là ngày trao giải).',
    'a moment is a time (at) and a date (on), or a number of days (days) or working days (workingDays) from an anchor (from; the ceremony unless given).',
  ],
  [
    'an anchor that is no moment',
    [[stage(1, 'closes'), { days: -32, from: 'scoring.ends', at: '17:00' }]],
    `${DEADLINE}.from`,
    'mốc tính là “ceremony”, “<mã bước>.opens” hoặc “<mã bước>.closes”.',
    'an anchor is “ceremony”, “<stage>.opens” or “<stage>.closes”.',
  ],
  ['a missing field', [['organiser', undefined]], 'organiser', 'thiếu mục này.', 'is missing.'],
  ['a missing translation', [['tiers.2.name.en', undefined]], 'tiers[2 ward].name.en', 'thiếu mục này.', 'is missing.'],
  ['an empty text', [['shortName.vi', ' ']], 'shortName.vi', 'không được để trống.', 'must not be empty.'],
  [
    'a word for a number',
    [['year', '2023']],
    'year',
    'Đầu vào không hợp lệ: mong đợi số, nhận được string',
    'Invalid input: expected number, received string',
  ],
  ['an unknown key', [['surprise', 1]], '(document)', 'Khóa không được nhận dạng: "surprise"', 'Unrecognized key: "surprise"'],
  [
    'an unknown key of a stage',
    [[stage(1, 'quotas'), 1]],
    'pipeline.stages[1 ward-review]',
    'Khóa không được nhận dạng: "quotas"',
    'Unrecognized key: "quotas"',
  ],
];

describe('a definition with', () => {
  it.each(faulty)('%s has one fault that says where', (_, changes, place, vi, en) => {
    const changed = changes.reduce((document, [path, value]) => put(document, path, value), award);
    expect(faultsOf(changed)).toEqual([{ place, message: { vi, en } }]);
  });

  it('several faults tells them all at once', () => {
    const changed = put(put(award, stage(1, 'quota.perUnit'), 0), 'timeZone', 'Nowhere');
    expect(faultsOf(changed).map(({ place }) => place)).toEqual(['timeZone', 'pipeline.stages[1 ward-review].quota.perUnit']);
    expect(() => readDefinition(changed)).toThrow(
      /^timeZone: no such time zone.*\npipeline\.stages\[1 ward-review\]\.quota\.perUnit: a quota/,
    );
  });
});
