import { mkdirSync, writeFileSync } from 'node:fs';
import { readSample } from '#awards';
import type { ListedBranch } from '#store';
import { readPdf, withoutSpaces } from '../certificates/test/read-pdf.js';
import { officeDocx } from './office-docx.js';
import { longDate, type OfficePaper } from './office-paper.js';
import { officePdf } from './office-pdf.js';
import { petitionAndList } from './petition.js';
import { docxText } from './test/read-docx.js';

const SHOTS = process.env['SHOTS'];
const HEAD = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const AT = new Date('2024-02-20T03:00:00Z');

const branch = (rank: number): ListedBranch => ({
  rank,
  code: `CD-AK-${String(rank).padStart(2, '0')}`,
  name: `Chi đoàn ${rank} Đông Xuân`,
  fields: { founded: '2016-03-26', members: '32', rating: 'excellent', initiativeName: 'Ngôi nhà của Pin – Ẩm thực xanh, Ữ Ợ Ặ' },
  selfScore: 91.5,
});

const papersOf = (count: number, number = '05-TTr/ĐTN') => {
  const { definition } = readSample();
  return petitionAndList({
    papers: {
      number,
      signedOn: number ? '2024-02-20' : null,
      minutes: number && '07-BB/ĐTN',
      minutesOn: number ? '2024-02-19' : null,
      list: Array.from({ length: count }, (_, index) => branch(index + 1)),
    },
    definition,
    ward: 'Đoàn phường An Khê',
    district: 'Quận Đoàn Thanh Khê',
    tier: 'Đoàn phường',
    head: HEAD,
  });
};

async function both(paper: OfficePaper, name: string) {
  const [pdf, docx] = [await officePdf(paper, AT), await officeDocx(paper)];
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    writeFileSync(`${SHOTS}/${name}.pdf`, pdf);
    writeFileSync(`${SHOTS}/${name}.docx`, docx);
  }
  return { pdf: readPdf(pdf), docx: withoutSpaces(docxText(docx)) };
}

describe('the petition of a ward', () => {
  it('says in both files what the award words, with whole diacritics, on one page', async () => {
    const { pdf, docx } = await both(papersOf(2).petition, 'petition');
    expect(pdf.pages).toBe(1);
    const lines = [
      'ĐOÀN TNCS HỒ CHÍ MINH',
      'QUẬN ĐOÀN THANH KHÊ',
      'BCH ĐOÀN PHƯỜNG AN KHÊ',
      'Số: 05-TTr/ĐTN',
      'An Khê, ngày 20 tháng 02 năm 2024',
      'TỜ TRÌNH',
      'Kính gửi: Ban Thường vụ Quận Đoàn Thanh Khê',
      'Căn cứ Biên bản số 07-BB/ĐTN ngày 19/02/2024 họp Ban Chấp hành Đoàn phường An Khê',
      'cho 02 chi đoàn (có danh sách trích ngang kèm theo)',
      '1. Chi đoàn 1 Đông Xuân;',
      'Nơi nhận:',
      'TM. BAN CHẤP HÀNH ĐOÀN PHƯỜNG AN KHÊ',
      `Đầu chuỗi nhật ký: ${HEAD}`,
    ];
    expect(lines.filter((line) => !pdf.letters.includes(withoutSpaces(line)))).toEqual([]);
    expect(lines.filter((line) => !docx.includes(withoutSpaces(line)))).toEqual([]);
    // The font that is as wide as Times New Roman is in the file.
    expect(pdf.raw).toMatch(/\/BaseFont \/[A-Z]{6}\+Tinos-Bold/);
    expect(pdf.raw).toContain('/FontFile2');
  });

  it('leaves room in a draft for what is not known yet', async () => {
    const { pdf } = await both(papersOf(2, '').petition, 'draft');
    expect(pdf.letters).toContain('Số:-TTr/ĐTN');
    expect(pdf.letters).toContain('AnKhê,ngàythángnăm');
    expect(pdf.letters).toContain('Biênbảnsố……ngày……');
  });
});

it('the list has a line for each branch, and goes on over pages', async () => {
  const { pdf, docx } = await both(papersOf(40).list, 'list');
  expect(pdf.pages).toBeGreaterThan(1);
  for (const text of ['Chi đoàn 40 Đông Xuân (CD-AK-40)', '26/03/2016', 'Ngôi nhà của Pin – Ẩm thực xanh, Ữ Ợ Ặ', '91,5'])
    expect([text, pdf.letters.includes(withoutSpaces(text)), docx.includes(withoutSpaces(text))]).toEqual([text, true, true]);
});

it.each([
  ['2024-02-05', 'ngày 05 tháng 02 năm 2024'],
  ['2024-03-15', 'ngày 15 tháng 3 năm 2024'],
])('%s is written as the rule for papers has it', (date, words) => expect(longDate(date)).toBe(words));
