import { Endorsement, JournalEntry, Nomination, ReturnPoint, Timer } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { CLOCK } from '#workflow';

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview();
});
afterEach(() => award.close());

const WARD = 'DP-AK';
const OTHER_WARD = 'DP-CG';
const BRANCH = 'CD-AK-01';
const point = { field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' };
const em = () => award.store.em.fork();
const entriesOf = (id: string, type: string) => em().count(JournalEntry, { subjectId: id, type });

it('returns a nomination with its points, a due date and one journal entry', async () => {
  const { id } = await award.nomination(BRANCH);
  await award.desk.reviews.return(id, award.reviewer(WARD), [point]);
  // Returned on Monday 05/02/2024: two working days later is Wednesday 07/02, the last day before Tết.
  expect(await award.nomination(BRANCH)).toMatchObject({
    status: 'returned',
    stage: 'ward-review',
    returns: 1,
    supplementDue: new Date('2024-02-07T10:00:00Z'),
  });
  expect(
    (await em().find(ReturnPoint, { nomination: id })).map(({ field, request, round, answer }) => ({ field, request, round, answer })),
  ).toEqual([{ ...point, round: 1, answer: null }]);
  expect(await entriesOf(id, 'nomination.returned')).toBe(1);
  expect(await em().count(Timer, { subject: id, kind: 'supplement' })).toBe(1);
});

it('returns it once when two reviewers press at the same moment', async () => {
  const { id } = await award.nomination(BRANCH);
  const reviewer = award.reviewer(WARD);
  const results = await Promise.allSettled([
    award.desk.reviews.return(id, reviewer, [point]),
    award.desk.reviews.return(id, reviewer, [point]),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'Refusal', because: 'wrongStatus' } });
  expect(await entriesOf(id, 'nomination.returned')).toBe(1);
});

it('lets exactly one of ten contradictory decisions win', async () => {
  const { id } = await award.nomination(BRANCH);
  const reviewer = award.reviewer(WARD);
  const decide = (index: number) =>
    index % 3 === 0
      ? award.desk.reviews.return(id, reviewer, [point])
      : index % 3 === 1
        ? award.desk.reviews.endorse(id, reviewer, 1)
        : award.desk.reviews.decline(id, reviewer, 'Không đủ kết quả');
  const decisions = Array.from({ length: 10 }, (_, index) => decide(index));
  const results = await Promise.allSettled(decisions);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const decided = await em().count(JournalEntry, {
    subjectId: id,
    type: { $in: ['nomination.returned', 'nomination.endorsed', 'nomination.declined'] },
  });
  expect(decided).toBe(1);
});

it('makes a decision wait for a stage that closes at that moment, and then refuses it', async () => {
  const { id } = await award.nomination(BRANCH);
  await award.goTo(-32, '17:01');
  const results = await Promise.allSettled([
    award.desk.cycles.closeStage(award.cycle.id, CLOCK, 'ward-review'),
    award.desk.reviews.return(id, award.reviewer(WARD), [point]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(results[1]).toMatchObject({ reason: { name: 'Refusal' } });
  expect((await award.nomination(BRANCH)).status).toBe('declined');
  expect(await entriesOf(id, 'nomination.returned')).toBe(0);
});

it('never endorses more than the quota, however many press at once', async () => {
  const branches = award.roster.branches.filter(({ ward }) => ward === WARD);
  const ids = await Promise.all(branches.map(async ({ code }) => (await award.nomination(code)).id));
  const results = await Promise.allSettled(ids.map((id, index) => award.desk.reviews.endorse(id, award.reviewer(WARD), index + 1)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { because: 'quotaLeft' } });
  expect(await em().count(Endorsement, {})).toBe(2);
});

it('gives a rank once', async () => {
  const first = await award.nomination(BRANCH);
  const second = await award.nomination('CD-AK-02');
  await award.desk.reviews.endorse(first.id, award.reviewer(WARD), 1);
  await expect(award.desk.reviews.endorse(second.id, award.reviewer(WARD), 1)).rejects.toMatchObject({ because: 'rankFree' });
  await expect(award.desk.reviews.endorse(second.id, award.reviewer(WARD))).rejects.toMatchObject({ because: 'rankGiven' });
});

it('hides a nomination from the reviewers of another ward', async () => {
  const { id } = await award.nomination(BRANCH);
  await expect(award.desk.reviews.return(id, award.reviewer(OTHER_WARD), [point])).rejects.toMatchObject({ name: 'NotFound' });
});

it('leaves no trace of what it refuses', async () => {
  const { id } = await award.nomination(BRANCH);
  const reviewer = award.reviewer(WARD);
  const before = await em().count(JournalEntry, {});
  await expect(award.desk.reviews.return(id, reviewer, [{ field: 'nothing', request: '' }])).rejects.toMatchObject({
    name: 'Invalid',
    faults: [
      { place: 'points[0].field', message: { vi: 'Không có mục “nothing” trong hồ sơ.', en: 'The dossier has no part “nothing”.' } },
      { place: 'points[0].request', message: { vi: 'Hãy ghi rõ cần bổ sung điều gì.', en: 'Say what to correct.' } },
    ],
  });
  await expect(award.desk.reviews.return(id, reviewer, [])).rejects.toMatchObject({ name: 'Invalid' });
  expect(await award.nomination(BRANCH)).toMatchObject({ status: 'submitted', returns: 0 });
  expect(await em().count(JournalEntry, {})).toBe(before);
  expect(await em().count(ReturnPoint, {})).toBe(0);
});

describe('a returned nomination', () => {
  const nominator = () => award.nominator(BRANCH);
  let id: string;
  beforeEach(async () => {
    ({ id } = await award.nomination(BRANCH));
    await award.desk.reviews.return(id, award.reviewer(WARD), [point]);
  });

  it('unlocks only the fields that a point names', async () => {
    const { content, revision } = await award.nomination(BRANCH);
    const changed = (field: string) => ({ ...content, fields: { ...content.fields, [field]: 'Nội dung khác.' } });
    await expect(award.desk.nominations.save(id, nominator(), changed('reason'), revision)).rejects.toMatchObject({
      faults: [{ place: 'fields.reason' }],
    });
    await expect(
      award.desk.nominations.save(id, nominator(), { ...content, selfScores: { ...content.selfScores, '2.1': 2 } }, revision),
    ).rejects.toMatchObject({ faults: [{ place: 'selfScores.2.1' }] });
    await award.desk.nominations.save(id, nominator(), changed('volunteering'), revision);
    expect((await award.nomination(BRANCH)).content.fields['volunteering']).toBe('Nội dung khác.');
  });

  it('comes back only when every point is answered', async () => {
    await expect(award.desk.nominations.submit(id, nominator())).rejects.toMatchObject({ because: 'pointsAnswered' });
    for (const open of await award.desk.nominations.openPoints(id))
      await award.desk.nominations.answer(id, nominator(), open.id, 'Đã bổ sung.');
    await award.desk.nominations.submit(id, nominator());
    expect(await award.nomination(BRANCH)).toMatchObject({ status: 'submitted', returns: 1 });
    expect(await entriesOf(id, 'nomination.resubmitted')).toBe(1);
  });

  it('is reviewed as it stands when the time to supplement is over', async () => {
    await award.goTo(-48, '17:00');
    // The reminder of the day before, and nothing else.
    expect([await award.desk.timers.run(), await award.desk.timers.run()]).toEqual([1, 0]);
    expect((await award.nomination(BRANCH)).status).toBe('returned');
    await award.goTo(-48, '17:01');
    await award.desk.timers.run();
    expect((await award.nomination(BRANCH)).status).toBe('submitted');
    expect(await entriesOf(id, 'nomination.supplement-lapsed')).toBe(1);
  });

  it('can be returned twice and no more', async () => {
    for (const round of [1, 2]) {
      for (const open of await award.desk.nominations.openPoints(id))
        await award.desk.nominations.answer(id, nominator(), open.id, `Lần ${round}.`);
      await award.desk.nominations.submit(id, nominator());
      if (round === 1) await award.desk.reviews.return(id, award.reviewer(WARD), [point]);
    }
    await expect(award.desk.reviews.return(id, award.reviewer(WARD), [point])).rejects.toMatchObject({ because: 'returnsLeft' });
  });
});

it('forwards the whole endorsed list under one petition, or nothing', async () => {
  const reviewer = award.reviewer(WARD);
  for (const [index, branch] of ['CD-AK-01', 'CD-AK-02'].entries())
    await award.desk.reviews.endorse((await award.nomination(branch)).id, reviewer, index + 1);
  await expect(
    award.desk.petitions.forward(award.cycle.id, 'ward-review', award.reviewer(OTHER_WARD), { number: '01', signedOn: '2024-02-05' }),
  ).rejects.toMatchObject({ faults: [{ place: 'list' }] });
  const forwarded = await award.desk.petitions.forward(award.cycle.id, 'ward-review', reviewer, {
    number: '01-TTr/ĐTN',
    signedOn: '2024-02-05',
  });
  expect(forwarded.map(({ code, stage, status }) => [code, stage, status])).toEqual([
    ['CD-AK-01', 'eligibility', 'submitted'],
    ['CD-AK-02', 'eligibility', 'submitted'],
  ]);
  expect(await em().count(Nomination, { stage: 'eligibility' })).toBe(2);
});

it('returns nothing after the last day for returns, and still lets the ward decide', async () => {
  const { id } = await award.nomination(BRANCH);
  await award.goTo(-35, '17:01');
  await expect(award.desk.reviews.return(id, award.reviewer(WARD), [point])).rejects.toMatchObject({ because: 'returnInTime' });
  await award.desk.reviews.endorse(id, award.reviewer(WARD), 1);
  expect((await award.nomination(BRANCH)).status).toBe('endorsed');
});

it('asks for an answer to the points of this stage only, whatever an earlier one left open', async () => {
  const { id } = await award.nomination(BRANCH);
  const { desk, staff } = award;
  await desk.reviews.return(id, award.reviewer(WARD), [point]);
  await award.goTo(-40, '17:01');
  await desk.timers.run();
  await desk.reviews.endorse(id, award.reviewer(WARD), 1);
  await desk.petitions.forward(award.cycle.id, 'ward-review', award.reviewer(WARD), { number: '01-TTr/ĐTN', signedOn: '2024-02-15' });
  await desk.reviews.return(id, staff.secretariat, [{ field: 'reason', request: 'Nêu rõ thành tích.' }]);
  expect((await desk.nominations.openPoints(id)).map(({ stage, field }) => [stage, field])).toEqual([['eligibility', 'reason']]);
});
