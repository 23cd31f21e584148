import { Cycle, JournalEntry, Timer } from '#store';
import { anAward, anAwardInReview, type Award, written } from '#testing';

let award: Award;
afterEach(() => award.close());
const em = () => award.store.em.fork();
const cancel = () => award.desk.cycles.cancel(award.cycle.id, award.staff.secretariat, 'Không tổ chức đợt này');

it('brings everything on its way to an end, keeps what was decided, and rings no more', async () => {
  award = await anAwardInReview({ branches: 3, wards: 1 });
  const [first, second] = [await award.nomination('CD-AK-01'), await award.nomination('CD-AK-02')];
  await award.desk.reviews.decline(first.id, award.reviewer('DP-AK'), 'Chưa đạt');
  await award.desk.reviews.return(second.id, award.reviewer('DP-AK'), [{ field: 'reason', request: 'Bổ sung' }]);
  await cancel();
  expect(await em().findOneOrFail(Cycle, award.cycle.id)).toMatchObject({ status: 'cancelled', stage: null });
  const ends = await Promise.all(['CD-AK-01', 'CD-AK-02', 'CD-AK-03'].map((code) => award.nomination(code)));
  expect(ends.map(({ status, stage }) => [status, stage])).toEqual([
    ['declined', null],
    ['lapsed', null],
    ['lapsed', null],
  ]);
  expect(await em().count(Timer, { cycle: award.cycle })).toBe(0);
  expect(await em().count(JournalEntry, { type: 'nomination.lapsed' })).toBe(2);
  const [entry] = await written(em(), { type: 'cycle.cancelled' });
  expect(entry).toMatchObject({ from: 'ward-review/open', to: 'cancelled', data: { reason: 'Không tổ chức đợt này', nominations: 2 } });
});

it('leaves nothing that could still be done', async () => {
  award = await anAward({ branches: 1, wards: 1 });
  const nominator = award.nominator('CD-AK-01');
  const { id } = await award.desk.nominations.start(award.cycle.id, nominator);
  await cancel();
  await expect(award.desk.nominations.submit(id, nominator)).rejects.toMatchObject({ because: 'wrongStatus' });
  await expect(cancel()).rejects.toMatchObject({ because: 'wrongStatus' });
  await expect(award.desk.cycles.launch(award.cycle.id, award.staff.secretariat)).rejects.toMatchObject({ because: 'wrongStatus' });
});
