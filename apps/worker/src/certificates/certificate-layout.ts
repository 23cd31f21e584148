import { create } from 'qrcode';

export type CertificateLanguage = 'vi' | 'en';

/**
 * The words of one paper, exactly as printed. Every paper of an award (Giấy khen, Giấy chứng nhận) is this shape with other words;
 * an empty string or list leaves its line out. Nothing here is markup.
 */
export interface CertificateSheet {
  language: CertificateLanguage;
  /** Superior bodies first, the issuing body last (printed bold). */
  issuerLines: readonly string[];
  /** Above the title, for a paper that reads "TẶNG / GIẤY KHEN". */
  grantLine: string;
  title: string;
  /** Below the title, for one that reads "Ban Thường vụ … / chứng nhận". */
  leadLines: readonly string[];
  recipient: string;
  /** The unit the recipient belongs to, here its ward. */
  recipientUnit: string;
  citationLines: readonly string[];
  awardName: string;
  yearText: string;
  placeAndDate: string;
  /** On whose behalf and in which post it is signed. */
  signatureLines: readonly string[];
  /** Empty when the name is written by hand: room for signature and seal stays either way. */
  signer: string;
  decisionLine: string;
  registerLine: string;
  verificationCode: string;
  /** Public page of this certificate; also what the QR code says. */
  verifyUrl: string;
  /** Hex digest at the head of the award's journal when the paper was made, printed whole so that it can be compared by eye. */
  journalHead: string;
}

/** Names as overflow reports and refusals use them; `sheet` means that the fields fit one by one but not together. */
export type CertificateField = Exclude<keyof CertificateSheet, 'language'> | 'sheet';

const LABELS: Record<CertificateLanguage, { region: string; code: string; journal: string; qr: string }> = {
  vi: { region: 'VN', code: 'Mã tra cứu', journal: 'Nhật ký', qr: 'Mã QR dẫn đến trang tra cứu' },
  en: { region: 'GB', code: 'Verification code', journal: 'Journal', qr: 'QR code of the verification page' },
};

const FIELDS = [
  'issuerLines',
  'grantLine',
  'title',
  'leadLines',
  'recipient',
  'recipientUnit',
  'citationLines',
  'awardName',
  'yearText',
  'placeAndDate',
  'signatureLines',
  'signer',
  'decisionLine',
  'registerLine',
  'verificationCode',
  'verifyUrl',
  'journalHead',
] as const satisfies readonly Exclude<CertificateField, 'sheet'>[];

type PrintedField = (typeof FIELDS)[number];
export type PrintedText = Record<PrintedField, string[]>;

/**
 * NFC, because decomposed letters have no glyph in most fonts; one space for any run of white space; and no invisible formatting
 * characters, which leave no ink but can reverse the order of the letters around them.
 */
function printed(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\t-\r \u0085\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

/** Every field as clean lines, blank ones left out. */
export function printedText(sheet: CertificateSheet): PrintedText {
  const lines = (field: PrintedField) => [sheet[field]].flat().map(printed).filter(Boolean);
  return Object.fromEntries(FIELDS.map((field) => [field, lines(field)])) as PrintedText;
}

/** One SVG path of dark runs, with the four-module margin that ISO/IEC 18004 asks for; the paper behind it is light enough. */
export function qrSvg(content: string): string {
  const { size, data } = create(content, { errorCorrectionLevel: 'M' }).modules;
  const runs: string[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (x < size && data[y * size + x]) x += 1;
      if (x > start) runs.push(`M${start + 4} ${y + 4}h${x - start}v1h-${x - start}z`);
    }
  }
  const side = size + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><path fill="#1c110a" d="${runs.join('')}"/></svg>`;
}

/** Groups of eight, so that an eye can keep its place. */
function grouped(hex: string): string {
  return hex.replace(/(.{8})(?=.)/gu, '$1 ');
}

/** What certificate.typ reads. The moment goes into the file's metadata in UTC, so equal sheets make equal files. */
export function layoutData(sheet: CertificateSheet, createdAt: Date) {
  const text = printedText(sheet);
  const label = LABELS[sheet.language];
  const url = text.verifyUrl.join('');
  return {
    ...text,
    language: sheet.language,
    region: label.region,
    documentTitle: [...text.title, ...text.recipient].join(' – '),
    author: text.issuerLines.at(-1) ?? '',
    description: [...text.citationLines, ...text.awardName, ...text.yearText].join(' '),
    created: {
      year: createdAt.getUTCFullYear(),
      month: createdAt.getUTCMonth() + 1,
      day: createdAt.getUTCDate(),
      hour: createdAt.getUTCHours(),
      minute: createdAt.getUTCMinutes(),
      second: createdAt.getUTCSeconds(),
    },
    codeLine: text.verificationCode.map((code) => `${label.code}: ${code}`),
    journalLines: text.journalHead.map((head) => `${label.journal}: ${grouped(head)}`),
    qr: url === '' ? '' : qrSvg(url),
    qrAlt: `${label.qr}: ${url}`,
  };
}
