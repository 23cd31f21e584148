import type { Definition } from '#workflow';

/** Used where the award's definition has no wording of its own. A line of its own is a paragraph. */
const OWN = {
  'petition.superior': '{{district.name}}',
  'petition.issuer': 'BCH {{ward.name}}',
  'petition.about': 'Về việc đề nghị xét tặng {{award.name}} năm {{award.year}}',
  'petition.to': 'Ban Thường vụ {{district.name}}',
  'petition.body': `Căn cứ Biên bản số {{minutes.number}} ngày {{minutes.date}} của {{ward.name}} về việc xét chọn hồ sơ đề nghị xét tặng {{award.name}} năm {{award.year}};
{{ward.name}} kính trình Ban Thường vụ {{district.name}} xem xét, tặng giải thưởng cho {{n}} đơn vị (có danh sách trích ngang kèm theo), theo thứ tự ưu tiên sau:
{{list}}
Kính trình Ban Thường vụ {{district.name}} xem xét, quyết định./.`,
  'petition.recipients': '- Như trên;\n- Lưu: VP.',
  'petition.signature': 'TM. BAN CHẤP HÀNH\nBÍ THƯ',
  'list.about': 'Các đơn vị được đề nghị xét tặng {{award.name}} năm {{award.year}}',
  'list.body': '(Kèm theo Tờ trình số {{petition.number}} ngày {{petition.date}} của {{ward.name}})',
} as const;
export type PaperWord = keyof typeof OWN;

export const wordingOf = ({ documents }: Definition, word: PaperWord): string => documents[word]?.vi ?? OWN[word];
