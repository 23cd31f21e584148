import { anAward, anAwardInReview, type Award, submit } from '#testing';

let award: Award;
afterEach(() => award.close());

/** What a person is told who may not do it now. */
async function told(act: Promise<unknown>): Promise<string> {
  const refused = await act.then(
    () => null,
    (error: unknown) => error,
  );
  return (refused as { sentence: { vi: string } }).sentence.vi;
}

it('names the moment from which a stage that is ahead accepts it', async () => {
  award = await anAwardInReview({ branches: 1, wards: 1 });
  const { id } = await award.nomination('CD-AK-01');
  const { desk, cycle, staff } = award;
  await award.goTo(-35, '17:01');
  const asked = { field: 'reason', request: 'Bổ sung' };
  expect(await told(desk.reviews.return(id, award.reviewer('DP-AK'), [asked]))).toBe(
    'Đã quá hạn trả lại để bổ sung; hãy đề nghị hoặc không đề nghị. Hạn là 17:00, 20/02/2024, nay không làm được nữa.',
  );
  expect(await told(desk.cycles.closeStage(cycle.id, staff.secretariat, 'ward-review', { reason: 'x' }))).toBe(
    'Còn hồ sơ chưa được quyết định và bước này chưa đến hạn. Chậm nhất làm được từ 17:00, 23/02/2024.',
  );
});

it('says when the time to supplement ended, and the time to nominate', async () => {
  award = await anAwardInReview({ branches: 1, wards: 1 });
  const { id } = await award.nomination('CD-AK-01');
  const nominator = award.nominator('CD-AK-01');
  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'reason', request: 'Bổ sung' }]);
  await award.goTo(-46, '09:00');
  expect(await told(award.desk.nominations.submit(id, nominator))).toMatch(/ Hạn là 17:00, 07\/02\/2024, nay không làm được nữa\.$/);
  await award.desk.cycles.cancel(award.cycle.id, award.staff.secretariat, 'x');
  expect(await told(award.desk.nominations.submit(id, nominator))).toMatch(/ Việc này đã kết thúc, nay không làm được nữa\.$/);
});

it('says that the stage before its opening will open, and that one behind is over', async () => {
  award = await anAward({ branches: 2, wards: 1 });
  const { desk, cycle, staff } = award;
  await submit(award, 'CD-AK-01');
  const { id } = await desk.nominations.start(cycle.id, award.nominator('CD-AK-02'));
  const later = await desk.cycles.prepare(staff.secretariat, {
    slug: 'later',
    definition: { code: award.definition.code, version: award.definition.version },
    ceremony: '2024-04-26',
    council: Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id])),
  });
  await desk.cycles.launch(later.id, staff.secretariat);
  expect(await told(desk.nominations.start(later.id, award.nominator('CD-AK-01')))).toBe(
    'Đợt xét tặng hiện không nhận đề cử. Làm được từ 08:00, 08/02/2024.',
  );
  await award.goTo(-51, '23:59');
  await desk.cycles.closeStage(cycle.id, staff.secretariat, 'nomination', { reason: 'Đủ hồ sơ' });
  expect(await told(desk.nominations.submit(id, award.nominator('CD-AK-02')))).toMatch(/ nay không làm được nữa\.$/);
});
