/**
 * A number as people in Vietnam write it, `1.234,5`, and as phones and programs do, `1234.5`: as plain digits with a point, or null. A single dot before
 * exactly three digits groups thousands, as on every Vietnamese paper; the last of two different marks is the decimal one.
 */
export function readNumber(text: string): string | null {
  const typed = text.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d[\d.,]*$/.test(typed)) return null;
  const [dots, commas] = [typed.split('.').length - 1, typed.split(',').length - 1];
  const decimal = decimalMark(typed, dots, commas);
  const [whole = '', fraction, ...more] = decimal === null ? [typed] : typed.split(decimal);
  if (more.length > 0 || fraction === '') return null;
  // What is left groups thousands, or it is no number.
  if (!/^\d+$/.test(whole) && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  if (fraction !== undefined && !/^\d+$/.test(fraction)) return null;
  const digits = whole.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '');
  return fraction === undefined || /^0+$/.test(fraction) ? digits : `${digits}.${fraction.replace(/0+$/, '')}`;
}

function decimalMark(typed: string, dots: number, commas: number): '.' | ',' | null {
  if (dots > 0 && commas > 0) return typed.lastIndexOf('.') > typed.lastIndexOf(',') ? '.' : ',';
  if (commas === 1) return ',';
  if (dots === 1) return /^\d{1,3}\.\d{3}$/.test(typed) && !typed.startsWith('0') ? null : '.';
  return null;
}

/** `26/3/2015`, `26-03-2015`, `26.3.2015`, `26032015` or `2015-03-26`: as `2015-03-26`, or null. Whether there is such a day is not looked at. */
export function readDate(text: string): string | null {
  const typed = text.normalize('NFKC').replace(/\s/g, '');
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed) ?? [];
  if (year && month && day) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const [, d, m, y] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(typed) ?? [];
  return d && m && y ? `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : null;
}
