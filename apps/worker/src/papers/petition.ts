import { fill, slashed } from '#awards';
import type { ListedBranch, PetitionPapers } from '#store';
import type { Definition, Field } from '#workflow';
import { longDate, type OfficePaper, printed } from './office-paper.js';
import { type PaperWord, wordingOf } from './wording.js';

export interface PetitionOf {
  papers: Pick<PetitionPapers, 'number' | 'signedOn' | 'minutes' | 'minutesOn' | 'list'>;
  definition: Definition;
  ward: string;
  district: string;
  /** Name of the ward's tier: what is left of the ward's name without it is the place. */
  tier: string;
  /** Head of the award's journal, 64 hex digits. */
  head: string;
}

const BLANK = '……';
/** Room for a number that is given when the paper is registered. */
const NO_NUMBER = '      -TTr/ĐTN';
const MOST_COLUMNS = 4;

/** The petition and the list that goes with it, in the award's own words. */
export function petitionAndList(about: PetitionOf): { petition: OfficePaper; list: OfficePaper } {
  const { papers, definition } = about;
  const said = (word: PaperWord) => printed(fill(wordingOf(definition, word), valuesOf(about)));
  const lines = (word: PaperWord) =>
    said(word)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const capitals = (word: PaperWord) => said(word).toLocaleUpperCase('vi');
  const frame = {
    superior: capitals('petition.superior'),
    issuer: capitals('petition.issuer'),
    number: `Số: ${papers.number || NO_NUMBER}`,
    placeAndDate: `${placeOf(about)}, ${longDate(papers.signedOn ?? null)}`,
    journal: `Đầu chuỗi nhật ký: ${about.head}`,
    signature: lines('petition.signature').map((line) => line.toLocaleUpperCase('vi')),
  };
  return {
    petition: {
      ...frame,
      documentTitle: `Tờ trình ${papers.number}`.trim(),
      kind: 'TỜ TRÌNH',
      about: said('petition.about'),
      to: lines('petition.to'),
      body: lines('petition.body'),
      table: null,
      recipients: lines('petition.recipients'),
    },
    list: {
      ...frame,
      documentTitle: 'Danh sách trích ngang',
      kind: 'DANH SÁCH TRÍCH NGANG',
      about: said('list.about'),
      to: [],
      body: lines('list.body'),
      table: tableOf(papers.list, definition),
      recipients: [],
    },
  };
}

/** “Đoàn phường An Khê” of the tier “Đoàn phường” is in An Khê. */
const placeOf = ({ ward, tier }: PetitionOf) => (ward.startsWith(tier) ? ward.slice(tier.length).trim() : ward);

function valuesOf({ papers, definition, ward, district }: PetitionOf) {
  const day = (date: string | null | undefined) => (date ? slashed(date) : BLANK);
  return {
    award: { name: definition.name.vi, name_quoted: definition.name.vi.replace(/^Giải thưởng\s+/, ''), year: String(definition.year) },
    ward: { name: ward },
    district: { name: district },
    n: String(papers.list.length).padStart(2, '0'),
    petition: { number: papers.number || BLANK, date: day(papers.signedOn) },
    minutes: { number: papers.minutes || BLANK, date: day(papers.minutesOn) },
    list: papers.list.map(({ name, rank }, index) => `${rank ?? index + 1}. ${name};`).join('\n'),
  };
}

const LONG: readonly Field['type'][] = ['longText', 'url', 'table'];

/** The short fields of the form, as many as a page holds, and the self-score. */
function tableOf(list: readonly ListedBranch[], { form, rubric }: Definition): OfficePaper['table'] {
  const fields = form
    .flatMap((section) => section.fields)
    .filter(({ type }) => !LONG.includes(type))
    .slice(0, MOST_COLUMNS);
  return {
    columns: ['TT', 'Đơn vị', ...fields.map(({ label }) => label.vi), `Điểm tự chấm (/${rubric.total})`].map(printed),
    widths: [1, 4, ...fields.map(({ type }) => (type === 'text' ? 4 : 2.4)), 2],
    rows: list.map(({ rank, name, code, fields: written, selfScore }, index) =>
      [
        String(rank ?? index + 1),
        `${name} (${code})`,
        ...fields.map((field) => shown(field, written[field.code] ?? '')),
        new Intl.NumberFormat('vi-VN').format(selfScore),
      ].map(printed),
    ),
  };
}

function shown({ type, options }: Field, value: string): string {
  if (type === 'date') return value && slashed(value);
  return options?.find(({ code }) => code === value)?.name.vi ?? value;
}
