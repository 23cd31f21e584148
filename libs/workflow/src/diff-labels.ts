import type { Text } from './text.js';

const label = (vi: string, en: string): Text => ({ vi, en });

const name = label('tên', 'name');
const stages: Record<string, Text> = {
  kind: label('loại bước', 'kind'),
  name,
  tier: label('cấp', 'tier'),
  opens: label('lúc mở', 'opening'),
  closes: label('hạn đóng', 'deadline'),
  graceMinutes: label('số phút châm chước sau hạn', 'minutes of grace after the deadline'),
  by: label('người xét', 'who reviews'),
  quota: label('chỉ tiêu mỗi đơn vị', 'quota per unit'),
  ranked: label('yêu cầu xếp thứ tự ưu tiên', 'ranking required'),
  maxReturns: label('số lần được trả lại', 'maximum returns'),
  returnsUntil: label('hạn cuối để trả lại', 'last moment to return'),
  supplementDays: label('số ngày làm việc để bổ sung', 'working days to supplement'),
  petition: label('gửi danh sách kèm tờ trình', 'list forwarded under a petition'),
  undecided: label('hồ sơ chưa được quyết định khi đóng bước', 'nominations undecided at the close'),
  remindDays: label('số ngày nhắc trước hạn', 'days before the deadline to remind'),
  minimumSheets: label('số phiếu chấm tối thiểu', 'minimum of score sheets'),
  dropExtremesFrom: label('bỏ điểm cao nhất và thấp nhất từ số phiếu', 'highest and lowest left out from this many sheets on'),
  decimals: label('số chữ số thập phân', 'decimals'),
  spreadAlert: label('mức chênh lệch cần lưu ý', 'spread that is pointed out'),
  passFrom: label('điểm tối thiểu để vào vòng sau', 'lowest score that goes on'),
  blind: label('chấm ẩn danh', 'blind scoring'),
  workingDays: label('số ngày làm việc công khai', 'working days of notice'),
  chooseAtMost: label('số hồ sơ được chọn tối đa trên một phiếu', 'most choices on a paper'),
  quorum: label('số thành viên tối thiểu', 'quorum'),
  pass: label('tỷ lệ phiếu để được chọn', 'share of votes that passes'),
  tiedMembersVote: label('thành viên có quan hệ công tác được bỏ phiếu', 'members with a tie vote'),
  winnersMax: label('số đơn vị được tặng tối đa', 'most winners'),
  winnersPerUnit: label('số được tặng tối đa của một đơn vị', 'most winners of one unit'),
  tieBreak: label('tiêu chí xét khi bằng điểm', 'criteria among equals'),
};
const fields: Record<string, Text> = {
  label: label('nhãn', 'label'),
  help: label('hướng dẫn', 'help'),
  type: label('kiểu', 'type'),
  required: label('bắt buộc', 'required'),
  identifying: label('cho biết đơn vị, che khi chấm ẩn danh', 'tells the unit, hidden in blind scoring'),
  maximum: label('giới hạn', 'limit'),
  options: label('các lựa chọn', 'options'),
  'options.*.name': name,
};
const dossier: Record<string, Text> = {
  owner: label('cấp nộp', 'tier that provides it'),
  required: label('bắt buộc', 'required'),
  name,
  type: label('kiểu', 'type'),
  formats: label('định dạng', 'formats'),
  minimum: label('số lượng tối thiểu', 'minimum'),
  maximum: label('số lượng tối đa', 'maximum'),
  maxMegabytes: label('dung lượng tối đa (MB)', 'largest size (MB)'),
};
const items: Record<string, Text> = {
  name,
  maximum: label('điểm tối đa', 'maximum points'),
  method: label('cách chấm', 'method'),
  input: label('dữ liệu để chấm', 'input'),
  evidence: label('minh chứng', 'evidence'),
  'levels.*.score': label('điểm', 'points'),
  'levels.*.when': label('khi', 'condition'),
};
const letters: Record<string, Text> = {
  on: label('dịp gửi', 'occasion'),
  to: label('người nhận', 'recipients'),
  subject: label('tiêu đề', 'subject'),
  body: label('nội dung', 'body'),
};
const papers: Record<string, Text> = {
  issuer: label('cơ quan ban hành', 'issuer'),
  grant: label('dòng trên tiêu đề', 'line above the title'),
  title: label('tiêu đề', 'title'),
  lead: label('lời dẫn', 'lead'),
  citation: label('lời tuyên dương', 'citation'),
  awardName: label('tên giải thưởng trên giấy', 'name of the award on paper'),
  yearText: label('năm ghi trên giấy', 'year on paper'),
  place: label('địa danh', 'place'),
  signature: label('chữ ký', 'signature'),
};
const documents: Record<string, Text> = {
  format: label('định dạng tài liệu', 'format of the document'),
  code: label('mã', 'code'),
  version: label('bản số', 'version'),
  name,
  shortName: label('tên ngắn', 'short name'),
  year: label('năm', 'year'),
  achievementPeriod: label('thời gian tính thành tích', 'period of achievement'),
  'ceremony.on': label('ngày trao giải', 'day of the ceremony'),
  'ceremony.at': label('giờ trao giải', 'time of the ceremony'),
  'ceremony.place': label('nơi trao giải', 'place of the ceremony'),
  timeZone: label('múi giờ', 'time zone'),
  holidays: label('ngày nghỉ', 'holidays'),
  'retention.drafts': label('số ngày lưu bản nháp không nộp', 'days that drafts are kept'),
  'retention.objections': label('số ngày lưu liên lạc của người có ý kiến', 'days that contacts of objections are kept'),
  'retention.letters': label('số ngày lưu thư', 'days that letters are kept'),
  organiser: label('đơn vị tổ chức', 'organiser'),
  'rubric.total': label('tổng điểm', 'total points'),
  'council.meetingPlace': label('nơi họp', 'place of the meeting'),
  'prize.items': label('phần thưởng', 'prizes'),
  'prize.cashVnd': label('tiền thưởng (đồng)', 'cash prize (VND)'),
  statuses: label('các tên tình trạng', 'names of statuses'),
  'tiers.*.name': name,
  'form.*.title': label('tên', 'title'),
  'eligibility.*.text': label('nội dung', 'text'),
  'eligibility.*.check': label('người kiểm tra', 'who checks'),
  'eligibility.*.rule': label('cách kiểm tra tự động', 'automatic rule'),
  'rubric.criteria.*.name': name,
  'rubric.criteria.*.maximum': label('điểm tối đa', 'maximum points'),
  'council.seats.*.title': label('tên ghế', 'title'),
  'council.seats.*.role': label('vai trò', 'role'),
  'statuses.*': label('lời', 'wording'),
  'short.*': label('lời', 'wording'),
  'documents.*': label('nội dung', 'wording'),
};

const under = (place: string, labels: Record<string, Text>) =>
  Object.fromEntries(Object.entries(labels).map(([key, text]) => [`${place}.${key}`, text]));

/** What the parts of a definition are called, by pattern of their place. A part without a name here is told by its path. */
export const LABELS: Record<string, Text> = {
  ...documents,
  ...under('pipeline.stages.*', stages),
  ...under('form.*.fields.*', fields),
  ...under('dossier.*', dossier),
  ...under('rubric.criteria.*.items.*', items),
  ...under('letters.*', letters),
  ...under('papers.*', papers),
};
