import { Endorsement, JournalEntry, ReturnPoint } from '#store';
import { anAwardInReview, type Award, written } from '#testing';

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 6, wards: 2 });
});
afterEach(() => award.close());

const em = () => award.store.em.fork();
const ids = (...codes: string[]) => Promise.all(codes.map(async (code) => (await award.nomination(code)).id));
const reviewer = () => award.reviewer('DP-AK');
const reopen = (id: string, reason = 'Bấm nhầm') => award.desk.reviews.reopen(id, award.staff.secretariat, reason);

describe('reopening a decision', () => {
  it('takes a declined nomination back to the ward, with its rounds of points going on', async () => {
    const [id = ''] = await ids('CD-AK-01');
    await award.desk.reviews.return(id, reviewer(), [{ field: 'reason', request: 'Bổ sung' }]);
    for (const point of await award.desk.nominations.openPoints(id))
      await award.desk.nominations.answer(id, award.nominator('CD-AK-01'), point.id, 'Đã bổ sung');
    await award.desk.nominations.submit(id, award.nominator('CD-AK-01'));
    await award.desk.reviews.decline(id, reviewer(), 'Chưa đạt');
    await reopen(id);
    expect(await award.nomination('CD-AK-01')).toMatchObject({ stage: 'ward-review', status: 'submitted', returns: 1 });
    await award.desk.reviews.return(id, reviewer(), [{ field: 'achievements', request: 'Bổ sung' }]);
    expect((await em().find(ReturnPoint, { nomination: id }, { orderBy: { round: 'asc' } })).map(({ round }) => round)).toEqual([1, 2]);
    const [entry] = await written(em(), { type: 'nomination.reopened' });
    expect(entry).toMatchObject({ from: 'declined', to: 'ward-review/submitted', data: { reason: 'Bấm nhầm' } });
    const rules = (await em().find(JournalEntry, { subjectId: id })).map((one) => one.rules);
    expect(new Set(rules)).toEqual(new Set(['CDKDC-2023@1']));
  });

  it('takes one found ineligible back to the stage that found it so', async () => {
    const [id = ''] = await ids('CD-AK-02');
    await award.desk.reviews.disqualify(id, reviewer(), 'Chưa đủ 12 tháng');
    await reopen(id);
    expect(await award.nomination('CD-AK-02')).toMatchObject({ stage: 'ward-review', status: 'submitted' });
  });

  it('is refused once that stage is over, and to everybody but the secretariat', async () => {
    const [id = ''] = await ids('CD-AK-01');
    await award.desk.reviews.decline(id, reviewer(), 'Chưa đạt');
    await expect(award.desk.reviews.reopen(id, reviewer(), 'x')).rejects.toMatchObject({ because: 'secretariat' });
    await award.goTo(-32, '17:01');
    await award.desk.timers.run();
    await expect(reopen(id)).rejects.toMatchObject({ because: 'stageNotOver' });
    expect(await award.nomination('CD-AK-01')).toMatchObject({ stage: null, status: 'declined' });
  });
});

describe('endorsing several at once', () => {
  const all = (...wanted: [string, number][]) =>
    award.desk.reviews.endorseAll(
      award.cycle.id,
      reviewer(),
      wanted.map(([id, rank]) => ({ id, rank })),
    );

  it('puts all of them forward in one transaction', async () => {
    const [first = '', second = ''] = await ids('CD-AK-01', 'CD-AK-02');
    await all([first, 2], [second, 1]);
    expect(await award.nomination('CD-AK-01')).toMatchObject({ status: 'endorsed' });
    expect((await em().find(Endorsement, {}, { orderBy: { rank: 'asc' } })).map(({ rank, nomination }) => [rank, nomination.id])).toEqual([
      [1, second],
      [2, first],
    ]);
  });

  it.each([
    ['more than the quota', ['CD-AK-01', 1], ['CD-AK-02', 2], ['CD-AK-03', 3], 'quotaLeft'],
    ['one rank twice', ['CD-AK-01', 1], ['CD-AK-02', 1], null, 'rankFree'],
  ] as const)('puts none forward for %s, and names the one that is refused', async (_, one, two, three, because) => {
    const listed = [one, two, ...(three ? [three] : [])];
    const found = await ids(...listed.map(([code]) => code));
    const wanted = listed.map(([, rank], index): [string, number] => [found[index] ?? '', rank]);
    const refused = await all(...wanted).catch((error: unknown) => error);
    expect(refused).toMatchObject({ because, about: expect.stringMatching(/^CD-AK-0\d$/) as string });
    expect((refused as { sentence: { vi: string } }).sentence.vi).toMatch(/^CD-AK-0\d: /);
    expect(await em().count(Endorsement, {})).toBe(0);
    expect(await em().count(JournalEntry, { type: 'nomination.endorsed' })).toBe(0);
  });

  it('knows nothing of a nomination of another ward', async () => {
    const [own = '', foreign = ''] = await ids('CD-AK-01', 'CD-CG-01');
    await expect(all([own, 1], [foreign, 2])).rejects.toMatchObject({ name: 'NotFound' });
    expect(await em().count(Endorsement, {})).toBe(0);
  });
});
