import { Cycle } from '#store';
import { type Award, anAward, anAwardInReview, submit } from '#testing';
import { cycleBoard, findCycle } from '../index.js';

let award: Award;
afterEach(() => award.close());

async function board(page: number | 'all' = 1) {
  const em = award.store.em.fork();
  const cycle = await findCycle(em, 'award', award.staff.secretariat);
  return cycleBoard(em, cycle, award.staff.secretariat, await award.desk.clock.now(em), page);
}

it('counts while branches write who has handed in, nothing of drafts, and says when it gets late', async () => {
  award = await anAward({ branches: 5, wards: 2 });
  const [first = '', second = ''] = award.roster.branches.map(({ code }) => code);
  await submit(award, first);
  const { desk, cycle } = award;
  await desk.nominations.start(cycle.id, award.nominator(second));
  const before = await board();
  expect(before.totals).toMatchObject({ handedIn: 1, overdue: 0, open: before.totals.nominators - 1 });
  expect(before.columns.map(({ standing, total }) => [standing, total])).toEqual([
    ['ward-review/submitted', 1],
  ]);
  expect(before.rows.map(({ state }) => state).filter(Boolean)).toEqual([]);
  const closes = before.rows[0]?.closes;
  if (!closes) throw new Error('The sample has a deadline');
  await desk.clock.travel(award.store.em, new Date(closes.getTime() - 3_600_000));
  const near = await board();
  expect(near.rows.filter(({ open }) => open > 0).every(({ state }) => state === 'soon')).toBe(true);
});

it('shows a reviewing unit its quota, what it has not decided and whose answer is overdue', async () => {
  award = await anAwardInReview({ branches: 6, wards: 2 });
  const { desk } = award;
  const [ward = ''] = award.roster.wards;
  const inWard = award.roster.branches.filter((branch) => branch.ward === ward).map(({ code }) => code);
  const [one = '', two = ''] = inWard;
  const reviewer = award.reviewer(ward);
  const nomination = await award.nomination(one);
  await desk.reviews.endorse(nomination.id, reviewer, 1);
  await desk.reviews.return((await award.nomination(two)).id, reviewer, [{ field: 'reason', request: 'Nêu rõ số người tham gia' }]);
  const { rows, totals } = await board();
  const row = rows.find(({ unit }) => unit.code === ward);
  expect(row).toMatchObject({ handedIn: inWard.length, quota: { used: 1, limit: 2 }, open: inWard.length - 1, overdue: 0 });
  expect(totals.open).toBe(5);
  const due = (await award.nomination(two)).supplementDue;
  // The clock is not at work here: this is what the office sees in the moment before it is.
  await desk.clock.travel(award.store.em, new Date((due?.getTime() ?? 0) + 60_000));
  expect((await board()).totals.overdue).toBe(1);
});

it('has no more queries with more units, and shows them a page at a time', async () => {
  award = await anAward({ branches: 2, wards: 1 });
  const em = award.store.em.fork();
  await em.execute(
    `insert into unit (code, tier, name, parent_id) select 'DP-X' || n, 'ward', 'Phường số ' || n, (select id from unit where tier = 'district' limit 1)
       from generate_series(1, 230) n`,
  );
  const all = await board('all');
  const pages = [await board(1), await board(2), await board(3), await board(9)];
  expect(pages.map(({ page, rows }) => [page, rows.length])).toEqual([
    [1, 100],
    [2, 100],
    [3, all.rows.length - 200],
    [3, all.rows.length - 200],
  ]);
  expect(pages.slice(0, 3).flatMap(({ rows }) => rows)).toEqual(all.rows);
  // Sorted as people count: 2 before 10.
  const names = all.rows.map(({ unit }) => unit.name).filter((name) => name.startsWith('Phường số'));
  expect(names.slice(0, 3)).toEqual(['Phường số 1', 'Phường số 2', 'Phường số 3']);
  expect(await em.count(Cycle)).toBe(1);
});
