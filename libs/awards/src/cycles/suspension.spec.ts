import { Cycle, Timer } from '#store';
import { anAwardInReview, type Award, written } from '#testing';

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 3, wards: 1 });
});
afterEach(() => award.close());

const em = () => award.store.em.fork();
const cycleNow = () => em().findOneOrFail(Cycle, award.cycle.id);
const suspend = () => award.desk.cycles.suspend(award.cycle.id, award.staff.secretariat, 'Bão số 4');
const resume = () => award.desk.cycles.resume(award.cycle.id, award.staff.secretariat);
const endorse = async (branch: string, rank: number) =>
  award.desk.reviews.endorse((await award.nomination(branch)).id, award.reviewer('DP-AK'), rank);

it('accepts no decision while time stands still, and says that it will be possible again', async () => {
  await suspend();
  const refused = await endorse('CD-AK-01', 1).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    because: 'notSuspended',
    sentence: {
      vi: 'Đợt xét tặng đang tạm dừng; làm được khi đợt xét tiếp tục.',
      en: 'The cycle is suspended; it can be done when the cycle resumes.',
    },
  });
  await resume();
  await endorse('CD-AK-01', 1);
  expect(await award.nomination('CD-AK-01')).toMatchObject({ status: 'endorsed' });
});

it('moves every deadline to come by as long as it stood still, and rings nothing meanwhile', async () => {
  const { id } = await award.nomination('CD-AK-02');
  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'reason', request: 'Bổ sung' }]);
  const { id: cycle } = award.cycle;
  const { secretariat } = award.staff;
  await award.desk.cycles.extend(cycle, secretariat, { stage: 'ward-review', unit: 'DP-AK', until: '2024-02-26T17:00', reason: 'Mưa lớn' });
  const before = (await cycleNow()).schedule;
  await award.goTo(-49, '09:00');
  await suspend();
  // Ten days later the deadlines of the stage, of the return and of the extension would all have passed.
  await award.goTo(-19, '09:00');
  expect(await award.desk.timers.run()).toBe(0);
  await resume();
  const days = (time: string | null | undefined) => new Date(Date.parse(time ?? '') + 30 * 86_400_000).toISOString();
  const after = (await cycleNow()).schedule;
  const near = (actual: string | null | undefined, expected: string) => Math.abs(Date.parse(actual ?? '') - Date.parse(expected)) < 60_000;
  for (const [code, at] of [
    ['ward-review', 'closes'],
    ['ward-review', 'returnsUntil'],
    ['eligibility', 'closes'],
    ['notice', 'opens'],
  ] as const)
    expect([code, at, near(after[code]?.[at], days(before[code]?.[at]))]).toEqual([code, at, true]);
  expect(after['nomination']).toEqual(before['nomination']);
  const [extension] = Object.values(after['ward-review']?.extensions ?? {});
  expect(near(extension?.until, days('2024-02-26T10:00:00Z'))).toBe(true);
  expect(near((await award.nomination('CD-AK-02')).supplementDue?.toISOString(), days('2024-02-07T10:00:00Z'))).toBe(true);
  const timers = await em().find(Timer, { cycle: award.cycle }, { orderBy: { kind: 'asc' } });
  expect(timers.map(({ kind }) => kind)).toEqual(['close', 'remind', 'remindAnswer', 'supplement']);
  expect(near(timers[0]?.due.toISOString(), days('2024-02-26T10:00:01Z'))).toBe(true);
});

it('still keeps what a branch writes, whose deadline stands still too', async () => {
  const { id } = await award.nomination('CD-AK-01');
  const nominator = award.nominator('CD-AK-01');
  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'reason', request: 'Bổ sung' }]);
  await suspend();
  await award.goTo(-40, '09:00');
  const { content, revision } = await award.nomination('CD-AK-01');
  const written = { ...content, fields: { ...content.fields, reason: 'Đã bổ sung.' } };
  await award.desk.nominations.save(id, nominator, written, revision);
  await expect(award.desk.nominations.submit(id, nominator)).rejects.toMatchObject({ because: 'notSuspended' });
  expect(await award.nomination('CD-AK-01')).toMatchObject({ status: 'returned', content: written });
});

it('closes the stage at its new deadline even if the clock met the cycle just as it was suspended', async () => {
  await suspend();
  await em().nativeDelete(Timer, { cycle: award.cycle });
  await resume();
  await award.goTo(-31, '17:01');
  await award.desk.timers.run();
  expect(await cycleNow()).toMatchObject({ stage: 'eligibility', status: 'open' });
});

it('is written down with its reason, and is for the secretariat', async () => {
  await expect(award.desk.cycles.suspend(award.cycle.id, award.staff.chair, 'x')).rejects.toMatchObject({ because: 'secretariat' });
  await expect(award.desk.cycles.suspend(award.cycle.id, award.staff.secretariat, '  ')).rejects.toMatchObject({
    faults: [{ place: 'reason' }],
  });
  await suspend();
  await expect(suspend()).rejects.toMatchObject({ because: 'wrongStatus' });
  const [entry] = await written(em(), { type: 'cycle.suspended' });
  expect(entry).toMatchObject({
    from: 'ward-review/open',
    to: 'ward-review/suspended',
    data: { reason: 'Bão số 4' },
    rules: 'CDKDC-2023@1',
  });
});
