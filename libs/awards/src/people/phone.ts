/** A Vietnamese number in its national form, digits only: 0903123456. Null for what is none. Spreadsheets drop the zero at the front. */
export function phoneFrom(text: string): string | null {
  const digits = text.replace(/[\s.()-]/g, '').replace(/^(?:\+84|0084|84(?=\d{9,10}$))/, '0');
  const whole = /^[35789]\d{8}$/.test(digits) ? `0${digits}` : digits;
  // Mobile numbers have ten digits, those of a desk eleven.
  return /^(?:0[35789]\d{8}|02\d{9})$/.test(whole) ? whole : null;
}
