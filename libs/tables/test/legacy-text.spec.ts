import * as fc from 'fast-check';
import { fold, fromTcvn3, fromVni, legacyText, toTcvn3, toVni } from '../src/index.js';

const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const small = Array.from('aăâeêioôơuưy').flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize('NFC')));
const SMALL = [...small, 'đ', ...Array.from('bcdghklmnpqrstvx ')];
const text = (letters: string[]) => fc.array(fc.constantFrom(...letters)).map((word) => word.join(''));

it('reads every letter of TCVN3 that it writes', () => {
  fc.assert(fc.property(text([...SMALL, ...Array.from('ĂÂÊÔƠƯĐABC')]), (word) => fromTcvn3(toTcvn3(word)) === word));
  expect(new Set(small.map(toTcvn3)).size).toBe(small.length);
});

it('reads every letter of VNI that it writes, capitals too', () => {
  const all = [...SMALL, ...SMALL.map((letter) => letter.toUpperCase())];
  fc.assert(fc.property(text(all), (word) => fromVni(toVni(word)) === word));
});

it.each([
  ['TCVN3', 'Xin chµo tÊt c¶', 'Xin chào tất cả'],
  ['TCVN3', 'QuËn §oµn Thanh Khª', 'Quận Đoàn Thanh Khê'],
  ['TCVN3', 'Chi ®oµn khu d©n c­ 12', 'Chi đoàn khu dân cư 12'],
  ['VNI', 'Quaän Ñoaøn Thanh Kheâ', 'Quận Đoàn Thanh Khê'],
  ['VNI', 'ÑOAØN PHÖÔØNG AN KHEÂ', 'ĐOÀN PHƯỜNG AN KHÊ'],
])('knows %s when it sees it', (encoding, before, after) => {
  expect(legacyText(before)).toEqual({ encoding, text: after });
});

it.each([
  'Đoàn phường Hòa Khê',
  'Hòa Hiệp',
  'Tô Hà',
  'Chi đoàn số 4',
  'An Khê',
  'Müller & Söhne',
  'Café crème',
  'Thanh Khe',
  '',
  'Võ Văn Ký',
  'à',
])('leaves “%s” alone', (text) => {
  expect(legacyText(text)).toBeNull();
});

it('never takes a name in Unicode for something older', () => {
  const syllables = [
    'Nguyễn',
    'Thị',
    'Hồng',
    'Đoàn',
    'phường',
    'Hòa',
    'Khê',
    'Tô',
    'Lê',
    'Võ',
    'Văn',
    'Ký',
    'Bà',
    'Ní',
    'Chí',
    'Công',
    'Hàng',
    'Xóm',
    'Cò',
    'ÔNG',
    'TÝ',
  ];
  fc.assert(fc.property(fc.array(fc.constantFrom(...syllables), { minLength: 1 }), (words) => legacyText(words.join(' ')) === null));
});

it('folds what the database folds', () => {
  expect(fold('Đoàn phường Hoà Khê'.normalize('NFD'))).toBe('doan phuong hoa khe');
});
