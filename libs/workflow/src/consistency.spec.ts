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
const DEADLINE = 'pipeline.stages[1 ward-review].closes';

const faulty: [what: string, changes: Change[], place: string, vi: string, en: string][] = [
  [
    'a level below its item',
    [['rubric.criteria.0.items.0.levels.0.score', 4.5]],
    'rubric.criteria[0 TC1].items[0 1.1].levels',
    'mức cao nhất là 4.5, không phải điểm tối đa 5.',
    'the highest level is 4.5, not the maximum of 5.',
  ],
  [
    'items that do not sum',
    [
      ['rubric.criteria.0.maximum', 16],
      ['rubric.total', 101],
    ],
    'rubric.criteria[0 TC1].maximum',
    'các điểm tối đa cộng lại là 15, không phải 16.',
    'the maximum points add up to 15, not 16.',
  ],
  [
    'criteria that do not sum',
    [['rubric.total', 99.5]],
    'rubric.total',
    'các điểm tối đa cộng lại là 100, không phải 99.5.',
    'the maximum points add up to 100, not 99.5.',
  ],
  [
    'a deadline before that of the stage before',
    [
      [stage(1, 'closes.days'), -60],
      [stage(1, 'returnsUntil.days'), -60],
    ],
    DEADLINE,
    'hạn 17:00, 60 ngày trước ngày trao giải không sau hạn 23:59, 51 ngày trước ngày trao giải của bước “nomination” đứng trước.',
    'the deadline 17:00, 60 days before the ceremony is not after 23:59, 51 days before the ceremony, the deadline of the stage “nomination” before it.',
  ],
  [
    'a last return after the close of its stage',
    [[stage(1, 'returnsUntil.days'), -31]],
    'pipeline.stages[1 ward-review].returnsUntil',
    'hạn trả lại 17:00, 31 ngày trước ngày trao giải sau hạn đóng bước 17:00, 32 ngày trước ngày trao giải.',
    'the last return 17:00, 31 days before the ceremony is after the close of the stage 17:00, 32 days before the ceremony.',
  ],
  [
    'a deadline at that of the last stage that has one',
    [
      [stage(1, 'closes'), undefined],
      [stage(2, 'closes'), { on: '2024-02-04', at: '23:59' }],
    ],
    'pipeline.stages[2 eligibility].closes',
    'hạn 23:59, 2024-02-04 không sau hạn 23:59, 51 ngày trước ngày trao giải của bước “nomination” đứng trước.',
    'the deadline 23:59, 2024-02-04 is not after 23:59, 51 days before the ceremony, the deadline of the stage “nomination” before it.',
  ],
  [
    'an opening after the closing',
    [[stage(1, 'opens'), { days: -32, at: '17:01' }]],
    DEADLINE,
    'hạn 17:00, 32 ngày trước ngày trao giải không sau lúc mở 17:01, 32 ngày trước ngày trao giải.',
    'the deadline 17:00, 32 days before the ceremony is not after the opening 17:01, 32 days before the ceremony.',
  ],
  [
    'an opening at the closing, after the ceremony',
    [
      [stage(6, 'opens'), { days: 1, at: '08:00' }],
      [stage(6, 'closes'), { days: 0, at: '08:00' }],
    ],
    'pipeline.stages[6 announcement].closes',
    'hạn 08:00, ngày trao giải không sau lúc mở 08:00, 1 ngày sau ngày trao giải.',
    'the deadline 08:00, the day of the ceremony is not after the opening 08:00, 1 day after the ceremony.',
  ],
  [
    'the code of another stage',
    [[stage(2, 'code'), 'ward-review']],
    'pipeline.stages[2 ward-review].code',
    'mã “ward-review” đã dùng ở pipeline.stages[1 ward-review].',
    'the code “ward-review” is already used at pipeline.stages[1 ward-review].',
  ],
  [
    'the code of another criterion',
    [['rubric.criteria.4.code', 'TC1']],
    'rubric.criteria[4 TC1].code',
    'mã “TC1” đã dùng ở rubric.criteria[0 TC1].',
    'the code “TC1” is already used at rubric.criteria[0 TC1].',
  ],
  [
    'the code of an item of another criterion',
    [['rubric.criteria.1.items.2.code', '1.1']],
    'rubric.criteria[1 TC2].items[2 1.1].code',
    'mã “1.1” đã dùng ở rubric.criteria[0 TC1].items[0 1.1].',
    'the code “1.1” is already used at rubric.criteria[0 TC1].items[0 1.1].',
  ],
  [
    'the code of a field of another section',
    [['form.2.fields.0.code', 'members']],
    'form[2 initiative].fields[0 members].code',
    'mã “members” đã dùng ở form[0 branch].fields[1 members].',
    'the code “members” is already used at form[0 branch].fields[1 members].',
  ],
  [
    'the code of another seat',
    [['council.seats.8.code', 'CT']],
    'council.seats[8 CT].code',
    'mã “CT” đã dùng ở council.seats[0 CT].',
    'the code “CT” is already used at council.seats[0 CT].',
  ],
  [
    'an unknown tier of a stage',
    [[stage(1, 'tier'), 'cluster']],
    'pipeline.stages[1 ward-review].tier',
    'không có cấp “cluster”; các cấp: city, district, ward, branch.',
    'there is no tier “cluster”; the tiers are city, district, ward, branch.',
  ],
  [
    'an unknown tier of the winners’ limit',
    [[stage(6, 'winnersPerUnit.tier'), 'cluster']],
    'pipeline.stages[6 announcement].winnersPerUnit.tier',
    'không có cấp “cluster”; các cấp: city, district, ward, branch.',
    'there is no tier “cluster”; the tiers are city, district, ward, branch.',
  ],
  [
    'a first stage that is no nomination',
    [
      [stage(0, ''), undefined],
      [
        'pipeline.stages.0',
        { kind: 'notice', code: 'nomination', name: { vi: 'Đề cử', en: 'Nomination' }, tier: 'branch', workingDays: 5 },
      ],
    ],
    'pipeline.stages[0 nomination].kind',
    'chỉ bước đầu tiên, và phải là bước đầu tiên, có loại nomination.',
    'the first stage, and only the first, is of kind nomination.',
  ],
  [
    'a last stage that is no announcement',
    [['pipeline.stages.6', { kind: 'notice', code: 'end', name: { vi: 'Kết', en: 'End' }, tier: 'district', workingDays: 5 }]],
    'pipeline.stages[6 end].kind',
    'chỉ bước cuối cùng, và phải là bước cuối cùng, có loại announcement.',
    'the last stage, and only the last, is of kind announcement.',
  ],
  [
    'a stage named like a status',
    [[stage(4, 'code'), 'lapsed']],
    'pipeline.stages[4 lapsed].code',
    'mã “lapsed” là tên một trạng thái; hãy chọn mã khác.',
    'the code “lapsed” is the name of a status; choose another.',
  ],
  [
    'names on notice before a blind stage',
    [
      ['pipeline.stages.2', { kind: 'notice', code: 'early', name: { vi: 'Công khai', en: 'Notice' }, tier: 'district', workingDays: 5 }],
      [stage(3, 'blind'), true],
    ],
    'pipeline.stages[2 early].kind',
    'bước này cho Hội đồng biết hồ sơ của đơn vị nào, trước bước chấm ẩn danh “scoring”.',
    'this stage tells the council whose dossiers it has, before “scoring” scores blind.',
  ],
  [
    'more sheets than seats',
    [[stage(3, 'minimumSheets'), 10]],
    'pipeline.stages[3 scoring].minimumSheets',
    'cần 10 phiếu chấm nhưng hội đồng chỉ có 9 người.',
    '10 sheets are needed but the council has 9 seats.',
  ],
  [
    'a score to pass that nobody can have',
    [[stage(3, 'passFrom'), 100.5]],
    'pipeline.stages[3 scoring].passFrom',
    'mức điểm vào vòng sau là 100.5 nhưng điểm tối đa chỉ là 100: không hồ sơ nào đạt được.',
    '100.5 points are needed but the most there are is 100: none could go on.',
  ],
  [
    'a quorum of more than everybody',
    [[stage(5, 'quorum.numerator'), 4]],
    'pipeline.stages[5 ballot].quorum',
    'cần một hội đồng và một tỷ lệ không quá 1.',
    'needs a council and a share of at most one.',
  ],
  [
    'an unknown criterion among equals',
    [[stage(6, 'tieBreak'), ['TC6', 'TC9']]],
    'pipeline.stages[6 announcement].tieBreak',
    'không có tiêu chí “TC9”.',
    'there is no criterion “TC9”.',
  ],
  [
    'criteria among equals where nothing is scored',
    [['pipeline.stages.3', { kind: 'notice', code: 'early', name: { vi: 'Công khai', en: 'Notice' }, tier: 'district', workingDays: 5 }]],
    'pipeline.stages[6 announcement].tieBreak',
    'không có bước chấm điểm nên không có điểm tiêu chí để xét.',
    'without a scoring stage no criterion has points to break a tie with.',
  ],
  [
    'a council without a chair',
    [['council.seats.0.role', 'scorer']],
    'council.seats',
    'cần một ghế có vai trò chair: chỉ Chủ tịch Hội đồng chốt được danh sách được tặng.',
    'a seat of role chair is needed: only the chair can finalise the winners.',
  ],
];

describe('a definition of well-formed parts with', () => {
  it.each(faulty)('%s has one fault that says where', (_, changes, place, vi, en) => {
    const changed = changes.reduce((document, [path, value]) => put(document, path, value), award);
    expect(faultsOf(changed)).toEqual([{ place, message: { vi, en } }]);
  });
});
