import { pagerOf } from '../src/http/pager.js';

const at = '2026-11-25T10:00:00Z';

/** A page with every partial on it, filled as the ward reviewer's page would be. */
export const demoModel = () => ({
  title: { vi: 'Chi đoàn 4B · Hồ sơ TKT-0147', en: 'Branch 4B · Dossier TKT-0147' },
  now: new Date('2026-11-23T04:00:00Z'),
  crumbs: [{ href: '/demo', label: 'Việc cần duyệt' }, { href: '/demo', label: 'Chi đoàn khu dân cư 2026' }, { label: 'TKT-0147' }],
  stages: [
    { name: { vi: 'Chi đoàn đề cử', en: 'Nomination' }, state: 'done', when: '01–18/11' },
    { name: { vi: 'Đoàn phường xét', en: 'Ward review' }, state: 'now', when: 'đến 17:00, 25/11' },
    { name: { vi: 'Thường trực thẩm định', en: 'Eligibility check' }, state: 'next', when: '02/12' },
    { name: { vi: 'Hội đồng chấm điểm', en: 'Council scoring' }, state: 'next', when: '10/12' },
    { name: { vi: 'Công khai lấy ý kiến', en: 'Public notice' }, state: 'next', when: '11–15/12' },
    { name: { vi: 'Hội đồng bỏ phiếu', en: 'Council ballot' }, state: 'next', when: '18/12' },
    { name: { vi: 'Công bố kết quả', en: 'Announcement' }, state: 'next', when: '26/03' },
  ],
  at,
  past: '2026-11-20T10:00:00Z',
  facts: [
    { label: 'Đơn vị', value: 'Đoàn phường Thanh Khê Tây' },
    { label: 'Số đoàn viên', value: '32', num: true },
    { label: 'Thành lập', value: '26/03/2016', num: true },
    { label: 'Điểm tự chấm', value: '91/100', num: true },
    { label: 'Xếp loại năm 2026', value: 'Hoàn thành xuất sắc' },
    { label: 'Lần được tặng gần nhất', value: 'Chưa' },
  ],
  columns: [
    { label: 'Chi đoàn', href: '/demo?sort=unit', sorted: 'ascending' },
    { label: 'Trạng thái' },
    { label: 'Nộp lúc' },
    { label: 'Điểm', num: true },
  ],
  rows: [
    rowOf('Chi đoàn 4B', 'TKT-0147', { tone: 'brand', icon: 'hourglass', label: 'Chờ phường duyệt' }, '91,00'),
    rowOf('Chi đoàn Bình Phước 3', 'TKT-0151', { tone: 'gold', icon: 'undo-2', label: 'Cần bổ sung' }, '84,50'),
    rowOf('Chi đoàn Tổ 112', 'TKT-0160', { tone: 'ok', icon: 'circle-check', label: 'Đã đề nghị' }, '96,25'),
    rowOf('Chi đoàn Tân Lập', 'TKT-0163', { tone: 'bad', icon: 'circle-x', label: 'Không đề nghị' }, '62,00'),
  ],
  pager: pagerOf('/demo?status=submitted', 3, 20, 231),
  history: [
    { tone: 'ok', who: 'Chi đoàn 4B', what: 'nộp lại lần 2', at: '2026-11-22T13:45:00Z' },
    { tone: 'gold', who: 'Đoàn phường', what: 'trả lại để bổ sung', note: 'Thiếu xác nhận của tổ dân phố', at: '2026-11-22T02:14:00Z' },
    { who: 'Chi đoàn 4B', what: 'nộp lần 1', at: '2026-11-17T14:03:00Z' },
  ],
  errors: [
    { id: 'f-reason', label: 'Lý do đề cử', message: 'Cần nhập mục này.' },
    { id: 'f-members', label: 'Số đoàn viên', message: 'Không được nhỏ hơn 3.' },
  ],
  options: [
    { value: 'a', label: 'Hoàn thành xuất sắc', hint: 'Từ 90 điểm' },
    { value: 'b', label: 'Hoàn thành tốt', hint: 'Từ 75 điểm' },
  ],
  action: { href: '/demo', label: 'Bắt đầu đề cử', icon: 'pencil-line' },
});

function rowOf(value: string, sub: string, chip: object, points: string) {
  return { cells: [{ value, sub, href: '/demo' }, { chip }, { value: '21:03, 17/11/2026' }, { value: points, num: true }] };
}
