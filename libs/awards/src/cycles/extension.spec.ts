import { Cycle, JournalEntry, Timer } from '#store';
import { anAwardInReview, type Award, written } from '#testing';
import { CLOCK } from '#workflow';

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
});
afterEach(() => award.close());

const extend = (until: string, stage = 'ward-review') =>
  award.desk.cycles.extend(award.cycle.id, award.staff.secretariat, { stage, until, reason: 'Bão số 4' });

it('moves the deadline for everybody, its timers with it, and says why', async () => {
  const cycle = await extend('2024-02-26T17:00');
  expect(cycle.schedule['ward-review']).toMatchObject({ closes: '2024-02-26T10:00:00.000Z' });
  expect(cycle.schedule['eligibility']).toMatchObject({ opens: '2024-02-26T10:00:00.000Z', closes: '2024-03-01T10:00:00.000Z' });
  const em = award.store.em.fork();
  const timers = await em.find(Timer, { cycle: award.cycle }, { orderBy: { kind: 'asc' } });
  expect(timers.map(({ kind, due }) => [kind, due.toISOString()])).toEqual([
    ['close', '2024-02-26T10:00:01.000Z'],
    ['remind', '2024-02-23T10:00:00.000Z'],
  ]);
  const [entry] = await written(em, { type: 'cycle.stage-extended' });
  expect(entry).toMatchObject({
    actorId: award.staff.secretariat.id,
    from: 'ward-review/open',
    to: 'ward-review/open',
    data: { stage: 'ward-review', from: '2024-02-23T10:00:00.000Z', until: '2024-02-26T10:00:00.000Z', reason: 'Bão số 4' },
  });
});

it('reopens in time what was due, so that a ward can still decide', async () => {
  await award.goTo(-32, '17:01');
  const { id } = await award.nomination('CD-AK-01');
  await expect(award.desk.reviews.decline(id, award.reviewer('DP-AK'), 'x')).rejects.toMatchObject({ because: 'inTime' });
  await extend('2024-02-24T12:00');
  expect(await award.desk.timers.run()).toBe(0);
  await award.desk.reviews.endorse(id, award.reviewer('DP-AK'), 1);
  await award.goTo(-31, '12:01');
  await award.desk.timers.run();
  expect(await award.nomination('CD-AK-01')).toMatchObject({ stage: 'eligibility', status: 'submitted' });
});

it.each([
  ['a moment that has passed', '2024-01-31T17:00'],
  ['an earlier deadline', '2024-02-20T17:00'],
  ['a deadline after the next stage’s', '2024-03-02T17:00'],
])('refuses %s and changes nothing', async (_, until) => {
  await expect(extend(until)).rejects.toMatchObject({ faults: [{ place: 'until' }] });
  expect(await award.store.em.fork().count(JournalEntry, { type: 'cycle.stage-extended' })).toBe(0);
});

it('is for the secretariat, and for the stage the cycle stands in', async () => {
  await expect(extend('2024-02-26T17:00', 'scoring')).rejects.toMatchObject({ because: 'wrongStatus' });
  const wanted = { stage: 'ward-review', until: '2024-02-26T17:00', reason: 'x' };
  for (const actor of [award.staff.chair, award.reviewer('DP-AK'), CLOCK])
    await expect(award.desk.cycles.extend(award.cycle.id, actor, wanted)).rejects.toMatchObject({ because: 'secretariat' });
});

describe('for one unit', () => {
  const extendFor = (unit: string, until: string) =>
    award.desk.cycles.extend(award.cycle.id, award.staff.secretariat, { stage: 'ward-review', unit, until, reason: 'Ngập lụt' });

  const granted = async () => {
    const { schedule } = await award.store.em.fork().findOneOrFail(Cycle, award.cycle.id);
    return Object.values(schedule['ward-review']?.extensions ?? {});
  };

  beforeEach(async () => {
    await award.close();
    award = await anAwardInReview({ branches: 4, wards: 2 });
  });

  it('lets that ward decide until then, nobody else, and closes the stage after it', async () => {
    await extendFor('DP-AK', '2024-02-26T17:00');
    await award.goTo(-32, '17:01');
    while ((await award.desk.timers.run()) > 0);
    expect((await award.store.em.fork().find(Timer, {})).map(({ kind }) => kind)).toEqual(['close']);
    const [own, other] = [await award.nomination('CD-AK-01'), await award.nomination('CD-CG-01')];
    await expect(award.desk.reviews.decline(other.id, award.reviewer('DP-CG'), 'x')).rejects.toMatchObject({
      because: 'inTime',
      when: {
        vi: 'Hạn là 17:00, 23/02/2024, nay không làm được nữa.',
        en: 'The deadline was 17:00, 23/02/2024; it can no longer be done.',
      },
    });
    await award.goTo(-29, '17:00');
    await award.desk.reviews.endorse(own.id, award.reviewer('DP-AK'), 1);
    await award.goTo(-29, '17:01');
    await expect(award.desk.reviews.endorse((await award.nomination('CD-AK-02')).id, award.reviewer('DP-AK'), 2)).rejects.toMatchObject({
      because: 'inTime',
    });
    await award.desk.timers.run();
    expect(await award.nomination('CD-AK-01')).toMatchObject({ stage: 'eligibility', status: 'submitted' });
    expect(await award.nomination('CD-CG-01')).toMatchObject({ status: 'declined' });
  });

  it('is written down with the unit and its reason, and can be moved once more', async () => {
    await extendFor('DP-AK', '2024-02-26T17:00');
    await extendFor('DP-AK', '2024-02-27T17:00');
    const em = award.store.em.fork();
    expect(await granted()).toEqual([{ until: '2024-02-27T10:00:00.000Z', reason: 'Ngập lụt' }]);
    const entries = await written(em, { type: 'cycle.unit-extended' });
    expect(entries.map(({ data }) => data)).toMatchObject([
      { unit: 'DP-AK', from: '2024-02-23T10:00:00.000Z', until: '2024-02-26T10:00:00.000Z', reason: 'Ngập lụt' },
      { unit: 'DP-AK', from: '2024-02-26T10:00:00.000Z', until: '2024-02-27T10:00:00.000Z', reason: 'Ngập lụt' },
    ]);
    expect((await em.find(Timer, { kind: 'close' }))[0]?.due).toEqual(new Date('2024-02-27T10:00:01Z'));
  });

  it.each([
    ['a unit there is none of', 'DP-XX', '2024-02-26T17:00', 'unit'],
    ['a deadline that is no later', 'DP-AK', '2024-02-23T17:00', 'until'],
    ['a deadline after the next stage’s', 'DP-AK', '2024-03-02T17:00', 'until'],
  ])('refuses %s', async (_, unit, until, place) => {
    await expect(extendFor(unit, until)).rejects.toMatchObject({ faults: [{ place }] });
    expect(await granted()).toEqual([]);
  });
});
