import { keptName } from './kept-name.js';

it.each([
  ['Ba\u0301o ca\u0301o.pdf', 'Báo cáo.pdf'],
  ['B\u00b8o c\u00b8o th\u00b5nh t\u00ddch.pdf', 'Báo cáo thành tích.pdf'],
  ['Ảnh 🎉.jpg', 'Ảnh 🎉.jpg'],
  ['rapport d’été.pdf', 'rapport d’été.pdf'],
  ['a\r\nb\u202e.pdf', 'ab.pdf'],
])('keeps the name %j as %j', (sent, kept) => expect(keptName(sent)).toBe(kept));
