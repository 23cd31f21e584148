import { readTable } from '#tables';
import { type Award, anAwardInReview } from '#testing';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 6, wards: 2 });
  // What a spreadsheet would take for a formula.
  await award.store.em.fork().execute(`update unit set name = '=cmd|calc' where code = ?`, [award.roster.branches[0]?.code]);
  web = await visiting(award.url, award.store);
});
afterAll(async () => {
  await web.app.close();
  await award.close();
});

const table = async (path: string, role: 'secretariat' | 'reviewer') => {
  const { id } = role === 'secretariat' ? award.staff.secretariat : award.reviewer(award.roster.wards[0] ?? '');
  const [membership] = await award.store.em.fork().execute<{ id: string }[]>('select id from membership where person_id = ?', [id]);
  const { token } = (await web.app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: membership?.id } })).json<{
    token: string;
  }>();
  const answer = await web.app.inject({ url: path, headers: { authorization: `Bearer ${token}` } });
  expect([answer.statusCode, answer.headers['cache-control'], answer.headers['x-content-type-options']]).toEqual([
    200,
    'no-store',
    'nosniff',
  ]);
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[a-z-]+\.(xlsx|csv)"$/);
  return { rows: (await readTable(answer.rawPayload)).rows.map((row) => row.map(({ text }) => text)), raw: answer.rawPayload };
};

it('shows the office every ward and every status, and nobody else', async () => {
  const shown = await web.page(award.staff.secretariat, '/cycles/award/board');
  expect(shown.status).toBe(200);
  expect(shown.html).toContain('<svg class="board-bar"');
  for (const actor of [award.reviewer(award.roster.wards[0] ?? ''), award.nominator(award.roster.branches[0]?.code ?? '')])
    expect((await web.page(actor, '/cycles/award/board')).status).toBe(403);
  expect((await web.page(award.staff.secretariat, '/cycles/nowhere/board')).status).toBe(404);
});

it.each(['xlsx', 'csv'])('gives the board as %s, with the same figures', async (format) => {
  const { rows } = await table(`/cycles/award/board.${format}`, 'secretariat');
  const [heading = [], ...units] = rows;
  expect(heading.slice(0, 5)).toEqual(['Mã', 'Đơn vị', 'Số đơn vị được đề cử', 'Đã nộp', 'Đã nộp - chờ Đoàn phường xét']);
  expect(units.filter(([, , , handedIn]) => handedIn !== '0').map(([code, , , handedIn, waiting]) => [code, handedIn, waiting])).toEqual(
    award.roster.wards.toSorted().map((code) => [code, '3', '3']),
  );
});

it.each(['xlsx', 'csv'])(
  'gives the list of nominations as %s to whoever sees it, as far as they see it, and no formula',
  async (format) => {
    const all = await table(`/cycles/award/nominations.${format}?status=submitted`, 'secretariat');
    expect(all.rows.slice(1).map(([code]) => code)).toEqual(award.roster.branches.map(({ code }) => code).toSorted());
    expect(all.rows.slice(1).filter(([, name]) => name === '=cmd|calc')).toHaveLength(1);
    if (format === 'csv') expect(all.raw.toString('utf8')).toContain(`"'=cmd|calc"`);
    const own = await table(`/cycles/award/nominations.${format}`, 'reviewer');
    expect(own.rows).toHaveLength(4);
    expect((await web.page(null, `/cycles/award/nominations.${format}`)).status).not.toBe(200);
    expect((await web.page(award.staff.secretariat, `/cycles/award/nominations.pdf`)).status).toBe(404);
  },
);

it('has the dates everybody may know as a feed whose events keep their ids when a deadline moves', async () => {
  const feed = async (path: string) =>
    (await web.app.inject({ url: path, headers: { 'accept-language': 'vi' } })).body.replaceAll('\r\n ', '');
  const eventsIn = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/BEGIN:VEVENT[\s\S]*?END:VEVENT/g)].map(([event]) => [
        /UID:(.*)\r/.exec(event)?.[1],
        /DTSTART:(.*)\r/.exec(event)?.[1],
      ]),
    );
  const before = eventsIn(await feed('/calendar.ics'));
  const uid = Object.keys(before).find((one) => one.includes('/ward-review/closes@'));
  expect(uid).toBeDefined();
  await award.desk.cycles.extend(award.cycle.id, award.staff.secretariat, {
    stage: 'ward-review',
    until: '2024-02-27T17:00',
    reason: 'Ngập lụt kéo dài',
  });
  const after = await feed('/cycles/award/calendar.ics');
  expect(after).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2.0\r\n/);
  // What opens when the review closes moves with it.
  const opens = uid?.replace('/ward-review/closes@', '/eligibility/opens@') ?? '';
  expect(eventsIn(after)).toEqual({ ...before, [uid ?? '']: '20240227T100000Z', [opens]: '20240227T100000Z' });
  const page = await web.page(null, '/calendar');
  expect(page.text).toContain('Hết hạn: Đoàn phường xét');
  expect(page.text).toContain('27/02/2024');
});
