import { Certificate, Decision, JournalEntry } from '#store';
import { aSeason, type SeasonPlayed } from '#testing';
import { certificateView, publicResult } from '../index.js';

let season: SeasonPlayed;
beforeAll(async () => {
  season = await aSeason({ branches: 12 });
});
afterAll(() => season.close());

const em = () => season.store.em.fork();
const wanted = { number: '19-QĐ/ĐTN', signedOn: '2024-03-22', signer: 'Chủ tịch Hội đồng', reason: 'Nhầm số phiếu của một chi đoàn' };

it('takes the settled list back before the publication, so that the chair settles again', async () => {
  const before = await aSeason({ until: -7 });
  try {
    const { desk, cycle, staff } = before;
    await expect(desk.cycles.reopen(cycle.id, staff.secretariat, 'x')).rejects.toMatchObject({ because: 'chair' });
    await desk.cycles.reopen(cycle.id, staff.chair, 'Một ủy viên đề nghị xem lại');
    await expect(desk.cycles.publish(cycle.id, staff.secretariat, wanted)).rejects.toMatchObject({ because: 'winnersFinalised' });
    await expect(desk.cycles.reopen(cycle.id, staff.chair, 'x')).rejects.toMatchObject({ because: 'winnersFinalised' });
    const finalists = (await before.nominations()).filter(({ status }) => status === 'finalist');
    await desk.cycles.finalise(cycle.id, staff.chair, [finalists[0]?.id ?? ''], 'Hội đồng thống nhất lại');
    await desk.cycles.publish(cycle.id, staff.secretariat, wanted);
    expect((await publicResult(before.store.em.fork(), 'season')).winners).toHaveLength(1);
  } finally {
    await before.close();
  }
});

it('refuses a list outside the rules and changes nothing', async () => {
  const { desk, cycle, staff } = season;
  const declined = await season.first('declined');
  await expect(desk.cycles.correct(cycle.id, staff.chair, { ...wanted, winners: [declined.id] })).rejects.toMatchObject({
    faults: [{ place: 'winners' }],
  });
  await expect(desk.cycles.correct(cycle.id, staff.secretariat, { ...wanted, winners: [] })).rejects.toMatchObject({ because: 'chair' });
  expect(await em().count(Decision, { cycle })).toBe(1);
});

it('puts a new version in the place of the published one, which stays readable', async () => {
  const { desk, cycle, staff } = season;
  const before = await publicResult(em(), 'season');
  const [out, ...kept] = (await em().findOneOrFail(Decision, { cycle })).winners;
  const codeOf = async (id: string, version: number) => (await em().findOneOrFail(Certificate, { nomination: id, version })).code;
  await desk.cycles.correct(cycle.id, staff.chair, { ...wanted, winners: kept });

  const after = await publicResult(em(), 'season');
  expect(after.decision).toMatchObject({ version: 2, number: '19-QĐ/ĐTN', reason: wanted.reason });
  expect(after.winners.map(({ unit }) => unit)).toEqual(before.winners.slice(1).map(({ unit }) => unit));
  const old = await publicResult(em(), 'season', 1);
  expect(old.winners).toEqual(before.winners);
  expect(old.decision).toEqual(before.decision);
  expect(after.versions.map(({ version }) => version)).toEqual([2, 1]);

  // The paper of the one withdrawn and the old papers of the others no longer hold; new ones are owed under codes of their own.
  expect(await certificateView(em(), await codeOf(out ?? '', 1))).toMatchObject({ superseded: true, decision: { number: '15-QĐ/ĐTN' } });
  expect(await certificateView(em(), await codeOf(kept[0] ?? '', 1))).toMatchObject({ superseded: true });
  expect(await certificateView(em(), await codeOf(kept[0] ?? '', 2))).toMatchObject({
    superseded: false,
    decision: { number: '19-QĐ/ĐTN' },
  });
  const entries = await em().find(JournalEntry, { cycle }, { orderBy: { id: 'desc' }, limit: kept.length + 2 });
  expect(entries.map(({ type }) => type).sort()).toEqual(
    ['cycle.corrected', 'nomination.not-awarded', ...kept.map(() => 'nomination.reissued')].sort(),
  );
});

it('can bring the withdrawn one back in a third version', async () => {
  const { desk, cycle, staff } = season;
  const [first] = await em().find(Decision, { cycle, version: 1 });
  await desk.cycles.correct(cycle.id, staff.chair, { ...wanted, number: '20-QĐ/ĐTN', winners: first?.winners ?? [] });
  expect((await publicResult(em(), 'season')).winners).toHaveLength(first?.winners.length ?? -1);
  expect(await em().count(JournalEntry, { cycle, type: 'nomination.reissued' })).toBe(2 * ((first?.winners.length ?? 0) - 1));
});

it('withdraws an award: the result says so, and its certificate no longer verifies', async () => {
  const { desk, staff } = season;
  const winner = await season.first('awarded');
  await expect(desk.reviews.revoke(winner.id, staff.chair, 'x')).rejects.toMatchObject({ because: 'secretariat' });
  await desk.reviews.revoke(winner.id, staff.secretariat, 'Vi phạm kỷ luật sau khi tặng');
  const { winners } = await publicResult(em(), 'season');
  expect(winners.filter(({ revoked }) => revoked)).toHaveLength(1);
  const paper = await em().findOneOrFail(Certificate, { nomination: winner.id, supersededAt: null });
  expect(await certificateView(em(), paper.code)).toMatchObject({ revoked: true });
});
