import { readDate, readNumber } from '../src/http/read-values.js';

it.each([
  ['1.234', '1234'],
  ['1.234,5', '1234.5'],
  ['1,234.5', '1234.5'],
  ['1.234.567', '1234567'],
  ['1 234', '1234'],
  ['7,5', '7.5'],
  ['7.5', '7.5'],
  ['0.125', '0.125'],
  ['12.50', '12.5'],
  ['3,00', '3'],
  ['007', '7'],
  ['１２', '12'],
  ['1.23.4', null],
  ['1,2,3', null],
  ['5.', null],
  ['-3', null],
  ['ba mươi', null],
  ['', null],
])('reads “%s” as people in Vietnam mean it', (typed, read) => {
  expect(readNumber(typed)).toBe(read);
});

it.each([
  ['26/3/2015', '2015-03-26'],
  ['26-03-2015', '2015-03-26'],
  ['26.3.2015', '2015-03-26'],
  ['26032015', '2015-03-26'],
  ['2015-03-26', '2015-03-26'],
  ['26/3/15', null],
  ['hôm qua', null],
])('reads “%s” as a day', (typed, read) => {
  expect(readDate(typed)).toBe(read);
});
