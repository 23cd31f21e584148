import { keptName, shownName } from './shown-name.js';

it.each([
  ['Ba\u0301o ca\u0301o.pdf', 'Báo cáo.pdf'],
  ['B\u00b8o c\u00b8o th\u00b5nh t\u00ddch.pdf', 'Báo cáo thành tích.pdf'],
  ['Ảnh 🎉.jpg', 'Ảnh 🎉.jpg'],
  ['rapport d’été.pdf', 'rapport d’été.pdf'],
  ['a\r\nb\u202e.pdf', 'ab.pdf'],
])('keeps the name %j as %j', (sent, kept) => expect(keptName(sent)).toBe(kept));

it.each([
  ['application/pdf', 'HS3-2.pdf'],
  ['image/jpeg', 'HS3-2.jpg'],
  ['image/webp', 'HS3-2.webp'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'HS3-2.docx'],
])('calls a file of type %s %s where nobody is to know whose it is, and by its name elsewhere', (type, name) => {
  const file = { part: 'HS3', name: 'Chi đoàn Tổ 7.pdf', type };
  expect([shownName(file, 1, true), shownName(file, 1, false)]).toEqual([name, 'Chi đoàn Tổ 7.pdf']);
});
