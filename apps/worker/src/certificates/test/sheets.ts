import type { CertificateSheet } from '../certificate-layout.js';

const COMMON = {
  language: 'vi',
  issuerLines: ['ĐOÀN TNCS HỒ CHÍ MINH', 'BAN CHẤP HÀNH ĐOÀN QUẬN THANH KHÊ'],
  recipient: 'Chi đoàn 4 Đông Xuân',
  recipientUnit: 'Đoàn phường An Khê',
  placeAndDate: 'Thanh Khê, ngày 20 tháng 3 năm 2024',
  signatureLines: ['TM. BAN THƯỜNG VỤ QUẬN ĐOÀN', 'BÍ THƯ'],
  signer: '',
  verificationCode: 'K7QM-2XPD',
  verifyUrl: 'https://khenthuong.example.vn/v/K7QM-2XPD',
  journalHead: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
} as const;

/** Giấy khen, in the words of the sample award. */
export function aCommendation(changes: Partial<CertificateSheet> = {}): CertificateSheet {
  return {
    ...COMMON,
    grantLine: 'TẶNG',
    title: 'GIẤY KHEN',
    leadLines: [],
    citationLines: ['Đã có thành tích xuất sắc trong công tác Đoàn và phong trào thanh thiếu nhi', 'tại khu dân cư năm 2023'],
    awardName: '',
    yearText: '',
    decisionLine: 'Quyết định số: 127-QĐ/ĐTN ngày 20 tháng 3 năm 2024',
    registerLine: 'Vào sổ khen thưởng số: 07',
    ...changes,
  };
}

/** Giấy chứng nhận, in the words of the sample award. */
export function aCertificateOfMerit(changes: Partial<CertificateSheet> = {}): CertificateSheet {
  return {
    ...COMMON,
    grantLine: '',
    title: 'GIẤY CHỨNG NHẬN',
    leadLines: ['Ban Thường vụ Quận Đoàn Thanh Khê', 'chứng nhận'],
    citationLines: ['được tặng Giải thưởng'],
    awardName: '“CHI ĐOÀN KHU DÂN CƯ XUẤT SẮC TIÊU BIỂU”',
    yearText: 'năm 2023',
    decisionLine: 'Quyết định số: 127-QĐ/ĐTN',
    registerLine: 'Số vào sổ: 07',
    ...changes,
  };
}
