import { readFileSync } from 'node:fs';
import { InvalidDefinition, readDefinition, type Fault } from './index.js';

type Json = Record<string, unknown>;
type Document = { form: { fields: (Json & { columns: Json[] })[] }[] };

const PLACE = 'form[1 year].fields[2 projects]';
const award = JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')) as Document;

/** What is wrong with the award when its table of projects, or one of the table's columns, says this. */
function faultsWith(changed: Json, column?: number): Fault[] {
  const copy = structuredClone(award);
  const table = copy.form[1]?.fields[2];
  Object.assign((column === undefined ? table : table?.columns[column]) ?? {}, changed);
  try {
    readDefinition(copy);
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinition) return error.faults;
    throw error;
  }
}

it.each([
  ['a table without columns', { columns: undefined }, `${PLACE}.columns`, 'một bảng cần các cột.', 'a table needs columns.'],
  ['a text with columns', { type: 'text' }, `${PLACE}.columns`, 'chỉ bảng mới có cột.', 'only a table has columns.'],
  [
    'more rows at least than at most',
    { minimum: 11 },
    `${PLACE}.minimum`,
    'số dòng tối thiểu 11 lớn hơn số dòng tối đa 10.',
    'the smallest number of rows, 11, is above the largest, 10.',
  ],
  ['decimals of a table', { decimals: 1 }, `${PLACE}.decimals`, 'chỉ số mới có chữ số thập phân.', 'only a number has decimals.'],
])('refuses %s', (_, changed, place, vi, en) => {
  expect(faultsWith(changed)).toEqual([{ place, message: { vi, en } }]);
});

it.each([
  [
    'the code of another column',
    2,
    { code: 'name' },
    `${PLACE}.columns[2 name].code`,
    `mã “name” đã dùng ở ${PLACE}.columns[0 name].`,
    `the code “name” is already used at ${PLACE}.columns[0 name].`,
  ],
  [
    'decimals of a date',
    1,
    { decimals: 1 },
    `${PLACE}.columns[1 finishedOn].decimals`,
    'chỉ số mới có chữ số thập phân.',
    'only a number has decimals.',
  ],
  [
    'a column that asks for what the law calls sensitive',
    0,
    { label: { vi: 'Dân tộc', en: 'Ethnic group' } },
    `${PLACE}.label`,
    '“Công trình, phần việc thanh niên trong năm” hỏi dữ liệu cá nhân nhạy cảm. Hãy bỏ mục này, hoặc ghi lý do không thể thiếu vào personal.sensitive.',
    '“Youth projects of the year” asks for sensitive personal data. Leave it out, or say in personal.sensitive why nothing less will do.',
  ],
])('refuses %s', (_, column, changed, place, vi, en) => {
  expect(faultsWith(changed, column)).toEqual([{ place, message: { vi, en } }]);
});
