/** What stands on a paper of an office, already in words. Both kinds of files are made of it. */
export interface OfficePaper {
  documentTitle: string;
  /** The letterhead at the left: who stands above the issuer, and the issuer; in capitals. */
  superior: string;
  issuer: string;
  number: string;
  placeAndDate: string;
  /** What kind of paper it is, in capitals. */
  kind: string;
  about: string;
  to: string[];
  body: string[];
  table: { columns: string[]; widths: number[]; rows: string[][] } | null;
  recipients: string[];
  signature: string[];
  /** In small print: the head of the award's journal when the paper was made. */
  journal: string;
}

/** Letters are stored composed; a decomposed one has no glyph in most fonts. */
export const printed = (text: string): string => text.normalize('NFC').replace(/\p{Cf}/gu, '');

/** "ngày 05 tháng 02 năm 2024": days under 10 and the months 1 and 2 get a leading zero (Decree 30/2020, annex I). Without a date there is room for one. */
export function longDate(date: string | null): string {
  if (date === null) return 'ngày      tháng      năm        ';
  const [year = '', month = '', day = ''] = date.split('-');
  return `ngày ${day} tháng ${Number(month) <= 2 ? month : Number(month)} năm ${year}`;
}
