import { readFileSync } from 'node:fs';
import { diff, readDefinition, type Definition } from './index.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const sample = readDefinition(JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')));

/** The sample with what stands at some paths replaced; undefined takes it out. */
function put(...changes: [path: string, value: Json | undefined][]): Definition {
  const copy = structuredClone(sample) as unknown as Json;
  for (const [path, value] of changes) {
    const keys = path.split('/');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Json>((node, key) => (node as Record<string, Json>)[key] ?? null, copy) as Record<string, Json>;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy as unknown as Definition;
}

const stages = sample.pipeline.stages as unknown as Json[];
const ward = 'pipeline/stages/1';
const wardName = ['Bước “Đoàn phường xét”', 'Stage “Ward review”'];

const told: [what: string, after: Definition, ...differences: [vi: string, en: string][]][] = [
  [
    'a quota',
    put([`${ward}/quota`, { perUnit: 1 }]),
    [
      `${wardName[0]}: chỉ tiêu mỗi đơn vị đổi từ 2 (3 khi có trên 15 đơn vị trực thuộc) thành 1.`,
      `${wardName[1]}: quota per unit changed from 2 (3 with more than 15 units below) to 1.`,
    ],
  ],
  [
    'no quota any more',
    put([`${ward}/quota`, undefined]),
    [
      `${wardName[0]}: chỉ tiêu mỗi đơn vị không còn (trước đây: 2 (3 khi có trên 15 đơn vị trực thuộc)).`,
      `${wardName[1]}: quota per unit no longer set (was 2 (3 with more than 15 units below)).`,
    ],
  ],
  [
    'returns, supplements, ranking, petition and the undecided',
    put(
      [`${ward}/maxReturns`, 1],
      [`${ward}/supplementDays`, 5],
      [`${ward}/ranked`, false],
      [`${ward}/petition`, false],
      [`${ward}/undecided`, 'hold'],
    ),
    [`${wardName[0]}: yêu cầu xếp thứ tự ưu tiên đổi từ có thành không.`, `${wardName[1]}: ranking required changed from yes to no.`],
    [`${wardName[0]}: số lần được trả lại đổi từ 2 thành 1.`, `${wardName[1]}: maximum returns changed from 2 to 1.`],
    [`${wardName[0]}: số ngày làm việc để bổ sung đổi từ 2 thành 5.`, `${wardName[1]}: working days to supplement changed from 2 to 5.`],
    [
      `${wardName[0]}: gửi danh sách kèm tờ trình đổi từ có thành không.`,
      `${wardName[1]}: list forwarded under a petition changed from yes to no.`,
    ],
    [
      `${wardName[0]}: hồ sơ chưa được quyết định khi đóng bước đổi từ coi như không đề nghị thành giữ lại.`,
      `${wardName[1]}: nominations undecided at the close changed from declined to held back.`,
    ],
  ],
  [
    'a deadline',
    put([`${ward}/closes`, { workingDays: -20, at: '12:00' }]),
    [
      `${wardName[0]}: hạn đóng đổi từ 17:00, 32 ngày trước ngày trao giải thành 12:00, 20 ngày làm việc trước ngày trao giải.`,
      `${wardName[1]}: deadline changed from 17:00, 32 days before the ceremony to 12:00, 20 working days before the ceremony.`,
    ],
  ],
  [
    'a stage of another name, tier and kind',
    put(['pipeline/stages/4/name/vi', 'Niêm yết'], ['pipeline/stages/4/tier', 'ward'], ['pipeline/stages/4/kind', 'ballot']),
    ['Bước “Niêm yết”: loại bước đổi từ công khai thành bỏ phiếu.', 'Stage “Public notice”: kind changed from notice to ballot.'],
    [
      'Bước “Niêm yết”: tên (tiếng Việt) đổi từ “Công khai lấy ý kiến” thành “Niêm yết”.',
      'Stage “Public notice”: name (Vietnamese) changed from “Công khai lấy ý kiến” to “Niêm yết”.',
    ],
    ['Bước “Niêm yết”: cấp đổi từ “district” thành “ward”.', 'Stage “Public notice”: tier changed from “district” to “ward”.'],
  ],
  [
    'a stage less',
    put(['pipeline/stages', stages.filter((_, index) => index !== 4)]),
    ['Bỏ Bước “Công khai lấy ý kiến”.', 'Removed: Stage “Public notice”.'],
  ],
  [
    'a stage more',
    put([
      'pipeline/stages',
      [
        ...stages.slice(0, 2),
        { ...(stages[2] as object), code: 'city-review', name: { vi: 'Thành Đoàn xét', en: 'City review' } },
        ...stages.slice(2),
      ],
    ]),
    ['Thêm Bước “Thành Đoàn xét” (xét), sau Bước “Đoàn phường xét”.', 'Added: Stage “City review” (review), after Stage “Ward review”.'],
  ],
  [
    'a stage moved',
    put(['pipeline/stages', [0, 1, 2, 4, 3, 5, 6].map((index) => stages[index] ?? null)]),
    [
      'Bước “Công khai lấy ý kiến”: đổi vị trí, sau Bước “Thường trực thẩm định”.',
      'Stage “Public notice”: moved, after Stage “Eligibility check”.',
    ],
  ],
  [
    'a stage of another code',
    put(['pipeline/stages/4/code', 'posting']),
    ['Bước “Công khai lấy ý kiến”: mã đổi từ “notice” thành “posting”.', 'Stage “Public notice”: code changed from “notice” to “posting”.'],
  ],
  [
    'the points of an item and of its criterion',
    put(['rubric/criteria/0/maximum', 16], ['rubric/criteria/0/items/0/maximum', 6], ['rubric/criteria/0/items/0/levels/0/score', 6]),
    ['Tiêu chí TC1: điểm tối đa đổi từ 15 thành 16.', 'Criterion TC1: maximum points changed from 15 to 16.'],
    ['Mục chấm điểm 1.1: điểm tối đa đổi từ 5 thành 6.', 'Item 1.1: maximum points changed from 5 to 6.'],
    ['Mục chấm điểm 1.1, mức 1: điểm đổi từ 5 thành 6.', 'Item 1.1, level 1: points changed from 5 to 6.'],
  ],
  [
    'a field of the form',
    put(['form/0/fields/1/required', false], ['form/0/fields/1/maximum', undefined]),
    [
      'Mục của phiếu đề cử “Số đoàn viên”: bắt buộc đổi từ có thành không.',
      'Field of the form “Number of members”: required changed from yes to no.',
    ],
    [
      'Mục của phiếu đề cử “Số đoàn viên”: giới hạn không còn (trước đây: 2000).',
      'Field of the form “Number of members”: limit no longer set (was 2000).',
    ],
  ],
  [
    'an option of a choice',
    put(['form/0/fields/2/options', (sample.form[0]?.fields[2]?.options ?? []).slice(1)]),
    [
      'Bỏ Mục của phiếu đề cử “Xếp loại chi đoàn năm 2023”, lựa chọn “Hoàn thành xuất sắc nhiệm vụ”.',
      'Removed: Field of the form “Rating for 2023”, option “Excellent”.',
    ],
  ],
  [
    'a dossier item',
    put(['dossier/1/formats', ['pdf']], ['dossier/1/maxMegabytes', 5]),
    ['Thành phần hồ sơ HS2: định dạng bỏ docx.', 'Dossier item HS2: formats removed docx.'],
    ['Thành phần hồ sơ HS2: dung lượng tối đa (MB) đổi từ 20 thành 5.', 'Dossier item HS2: largest size (MB) changed from 20 to 5.'],
  ],
  [
    'a condition',
    put(['eligibility/3/rule/years', 3]),
    [
      'Điều kiện DK4: cách kiểm tra tự động đổi từ {"type":"notWinnerFor","years":2} thành {"type":"notWinnerFor","years":3}.',
      'Condition DK4: automatic rule changed from {"type":"notWinnerFor","years":2} to {"type":"notWinnerFor","years":3}.',
    ],
  ],
  [
    'a seat',
    put(['council/seats', (sample.council?.seats ?? []).slice(0, -1)]),
    ['Bỏ Ghế Hội đồng “Ủy viên thư ký”.', 'Removed: Council seat “Member and secretary”.'],
  ],
  [
    'a letter',
    put(['letters/0/subject/vi', 'Đã nhận đề cử'], ['letters/0/body/vi', `${sample.letters[0]?.body.vi ?? ''}\nHết.`]),
    [
      'Thư E1: tiêu đề (tiếng Việt) đổi từ “[{{award.short}}] Đã tiếp nhận đề cử của {{branch.name}}” thành “Đã nhận đề cử”.',
      'Letter E1: subject (Vietnamese) changed from “[{{award.short}}] Đã tiếp nhận đề cử của {{branch.name}}” to “Đã nhận đề cử”.',
    ],
    [
      'Thư E1: nội dung (tiếng Việt) đổi từ “…  Trân trọng./.” thành “…  Trân trọng./. Hết.”.',
      'Letter E1: body (Vietnamese) changed from “…  Trân trọng./.” to “…  Trân trọng./. Hết.”.',
    ],
  ],
  [
    'a paper and a status',
    put(['papers/certificate/title', 'BẰNG KHEN'], ['statuses/draft', undefined]),
    ['Bỏ Tên tình trạng draft.', 'Removed: Name of the status draft.'],
    [
      'Mẫu giấy certificate: tiêu đề đổi từ “GIẤY CHỨNG NHẬN” thành “BẰNG KHEN”.',
      'Paper certificate: title changed from “GIẤY CHỨNG NHẬN” to “BẰNG KHEN”.',
    ],
  ],
  [
    'holidays',
    put(['holidays', [...sample.holidays.slice(1), '2024-12-25']]),
    ['Ngày nghỉ thêm 2024-12-25; bỏ 2024-01-01.', 'Holidays added 2024-12-25; removed 2024-01-01.'],
  ],
  [
    'what nobody foresaw',
    put(['extra', { colour: 'red' }], ['rubric/criteria/0/items/0/levels/0/icon', 'star']),
    ['rubric.criteria.TC1.items.1.1.levels.0.icon: (không có) → “star”', 'rubric.criteria.TC1.items.1.1.levels.0.icon: (none) → “star”'],
    ['extra: (không có) → {"colour":"red"}', 'extra: (none) → {"colour":"red"}'],
  ],
];

describe('between two definitions the difference in', () => {
  it.each(told)('%s is told in words', (_, after, ...differences) => {
    expect(diff(sample, after).map(({ message }) => [message.vi, message.en])).toEqual(differences);
  });
});
