import { create } from 'qrcode';
import { layoutData, printedText, qrSvg } from './certificate-layout.js';
import { aCertificateOfMerit, aCommendation } from './test/sheets.js';

const CREATED = new Date('2024-03-20T02:03:04.567Z');

describe('the words of a certificate', () => {
  it('are composed, so that decomposed typing prints the same letters', () => {
    expect(printedText(aCommendation({ recipient: 'Chi đoàn 4 Đông Xuân'.normalize('NFD') })).recipient).toEqual(['Chi đoàn 4 Đông Xuân']);
  });

  it('have single spaces and no line breaks of their own', () => {
    expect(printedText(aCommendation({ recipient: '  Chi đoàn\t4\r\n Đông\u2028Xuân ' })).recipient).toEqual(['Chi đoàn 4 Đông Xuân']);
  });

  it('keep a space that must not break', () => {
    expect(printedText(aCommendation({ recipient: 'Tổ\u00A012' })).recipient).toEqual(['Tổ\u00A012']);
  });

  it('lose characters that leave no ink but can turn their neighbours round', () => {
    expect(printedText(aCommendation({ recipient: '\uFEFFChi\u200B \u202Eđoàn\u00AD 7' })).recipient).toEqual(['Chi đoàn 7']);
  });

  it('leave blank lines out', () => {
    const { citationLines, signer } = printedText(aCommendation({ citationLines: ['một', ' ', ''], signer: '\n' }));
    expect({ citationLines, signer }).toEqual({ citationLines: ['một'], signer: [] });
  });
});

describe('what the layout reads', () => {
  it('describes the file for catalogues and readers, with its moment in UTC', () => {
    const { documentTitle, author, description, language, region, created } = layoutData(aCertificateOfMerit(), CREATED);
    expect({ documentTitle, author, description, language, region, created }).toEqual({
      documentTitle: 'GIẤY CHỨNG NHẬN – Chi đoàn 4 Đông Xuân',
      author: 'BAN CHẤP HÀNH ĐOÀN QUẬN THANH KHÊ',
      description: 'được tặng Giải thưởng “CHI ĐOÀN KHU DÂN CƯ XUẤT SẮC TIÊU BIỂU” năm 2023',
      language: 'vi',
      region: 'VN',
      created: { year: 2024, month: 3, day: 20, hour: 2, minute: 3, second: 4 },
    });
  });

  it('labels the code and groups the journal head by eights, in the language of the paper', () => {
    const sheet = { verificationCode: 'K7QM-2XPD', journalHead: '9f86d081884c7d65' };
    const labels = (language: 'vi' | 'en') => {
      const { codeLine, journalLines, qrAlt } = layoutData(aCommendation({ ...sheet, language, verifyUrl: 'https://a.vn/v/1' }), CREATED);
      return [...codeLine, ...journalLines, qrAlt];
    };
    expect(labels('vi')).toEqual(['Mã tra cứu: K7QM-2XPD', 'Nhật ký: 9f86d081 884c7d65', 'Mã QR dẫn đến trang tra cứu: https://a.vn/v/1']);
    expect(labels('en')).toEqual([
      'Verification code: K7QM-2XPD',
      'Journal: 9f86d081 884c7d65',
      'QR code of the verification page: https://a.vn/v/1',
    ]);
  });

  it('has no QR code when there is no page to check', () => {
    expect(layoutData(aCommendation({ verifyUrl: '' }), CREATED).qr).toBe('');
  });
});

describe('the QR code', () => {
  it('draws exactly the dark modules, inside a margin of four', () => {
    const url = 'https://khenthuong.example.vn/v/K7QM-2XPD';
    const { size, data } = create(url, { errorCorrectionLevel: 'M' }).modules;
    const drawn = new Uint8Array(size * size);
    for (const [, x = '', y = '', run = ''] of qrSvg(url).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)) {
      const start = (Number(y) - 4) * size + Number(x) - 4;
      drawn.fill(1, start, start + Number(run));
    }
    expect([...drawn]).toEqual([...data]);
    expect(qrSvg(url)).toContain(`width="${size + 8}" height="${size + 8}"`);
  });
});
