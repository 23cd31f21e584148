import { DEFAULT_ZONE, formatDate, formatDateTime, formatNumber, formatTime } from '../src/http/format.js';
import { viewHelpers } from '../src/http/view-helpers.js';
import { Assets } from '../src/http/assets.js';
import { Words } from '../src/http/i18n.js';
import { pagerOf } from '../src/http/pager.js';
import { safePath } from '../src/http/safe-path.js';

it('writes dates and times in the zone of the award, wherever the server stands', () => {
  const at = '2026-11-25T18:30:00Z';
  expect([formatDate(at, DEFAULT_ZONE), formatTime(at, DEFAULT_ZONE)]).toEqual(['26/11/2026', '01:30']);
  expect(formatDateTime(new Date(at), 'UTC')).toBe('18:30, 25/11/2026');
  expect([formatDate('2026-11-25', 'America/Lima'), formatDate(null, 'UTC'), formatDateTime('no date', 'UTC')]).toEqual([
    '25/11/2026',
    '',
    '',
  ]);
});

it('writes numbers as each language does', () => {
  expect([formatNumber(1234.5, 'vi'), formatNumber(1234.5, 'en'), formatNumber(87.5, 'vi', 2), formatNumber(undefined, 'vi')]).toEqual([
    '1.234,5',
    '1,234.5',
    '87,50',
    '',
  ]);
});

it('says how long there is left, or since when it is too late', () => {
  const { until } = viewHelpers(new Words(), new Assets());
  const said = (hours: number, language: 'vi' | 'en') => {
    const now = new Date('2026-11-23T00:00:00Z');
    const data = { language, zone: DEFAULT_ZONE, now, path: '/', person: null };
    return until(now.getTime() + hours * 3_600_000, { hash: {}, data });
  };
  expect([said(130, 'vi'), said(54, 'vi'), said(48, 'vi'), said(6.5, 'vi'), said(0.001, 'vi'), said(-49, 'vi')]).toEqual([
    'còn 5 ngày',
    'còn 2 ngày 6 giờ',
    'còn 2 ngày',
    'còn 6 giờ 30 phút',
    'còn 1 phút',
    'quá hạn 2 ngày 1 giờ',
  ]);
  expect([said(25, 'en'), said(54, 'en')]).toEqual(['1 day 1 hour left', '2 days 6 hours left']);
});

it('keeps the filters of a list in the links of its pager', () => {
  const { from, to, previous, next, links } = pagerOf('/list?status=a&page=3', 3, 20, 231);
  expect([from, to, previous, next]).toEqual([41, 60, '/list?status=a&page=2', '/list?status=a&page=4']);
  expect(links.map(({ page, isGap, isCurrent }) => `${isGap ? '… ' : ''}${page}${isCurrent ? '!' : ''}`)).toEqual([
    '1',
    '2',
    '3!',
    '4',
    '… 12',
  ]);
  expect(pagerOf('/list', 9, 20, 0)).toMatchObject({ page: 1, pages: 1, from: 0, to: 0, previous: null, next: null });
});

it('takes no address of another site for a path', () => {
  const tricks = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/a/..//evil.example',
    ' /x',
  ];
  for (const wanted of [...tricks, '', null, ['/x']]) expect([wanted, safePath(wanted)]).toEqual([wanted, '/']);
  expect([safePath('/a?b=ổ#c'), safePath('//x', '/home')]).toEqual(['/a?b=%E1%BB%95#c', '/home']);
});
