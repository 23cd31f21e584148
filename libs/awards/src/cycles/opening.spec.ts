import { Cycle, Timer } from '#store';
import { anAward, aSeason, type SeasonPlayed, written } from '#testing';

let season: SeasonPlayed;
beforeEach(async () => {
  // Scoring closed at the end of day -16; the notice opens on day -15 at 08:00.
  season = await aSeason({ branches: 4, wards: 2, until: -17 });
});
afterEach(() => season.close());

const em = () => season.store.em.fork();
const cycleNow = () => em().findOneOrFail(Cycle, season.cycle.id);
const at = (time: string) => season.desk.clock.travel(season.store.em, new Date(time));
const ring = async () => {
  while ((await season.desk.timers.run()) > 0);
};
const scoreAll = async () => {
  const { desk, staff, cycle } = season;
  for (const nomination of await season.nominations())
    if (nomination.stage === 'scoring')
      for (const scorer of staff.council.values()) {
        const items = season.definition.rubric.criteria.flatMap(({ items: all }) =>
          all.map(({ code, maximum }): [string, number] => [code, maximum]),
        );
        await desk.scoring.submit(nomination.id, scorer, { items: Object.fromEntries(items) }).catch(() => undefined);
      }
  return cycle;
};

it('a stage with an opening of its own waits for it, and the clock opens it', async () => {
  await scoreAll();
  await at('2024-03-10T17:00:01Z');
  await ring();
  expect(await cycleNow()).toMatchObject({ stage: 'notice', status: 'waiting' });
  expect(await em().find(Timer, { cycle: season.cycle })).toMatchObject([
    { kind: 'open', stage: 'notice', due: new Date('2024-03-11T01:00:00Z') },
  ]);
  const [listed] = (await season.nominations()).filter(({ status }) => status === 'listed');
  const objection = { name: 'Đại diện tổ dân phố', phone: '0236 000 0000', address: 'Quận Thanh Khê', body: 'Đề nghị kiểm tra.' };
  await expect(season.desk.objections.object(listed?.id ?? '', objection)).rejects.toMatchObject({ because: 'noticeOpen' });
  await at('2024-03-11T00:59:59Z');
  await ring();
  expect(await cycleNow()).toMatchObject({ status: 'waiting' });
  await at('2024-03-11T01:00:00Z');
  await ring();
  expect(await cycleNow()).toMatchObject({ stage: 'notice', status: 'open' });
  expect((await em().find(Timer, { cycle: season.cycle })).map(({ kind }) => kind)).toEqual(['close']);
  const [entry] = await written(em(), { type: 'cycle.stage-opened', from: 'notice/waiting' });
  expect(entry).toMatchObject({ to: 'notice/open', actorRole: 'clock', data: { stage: 'notice', kind: 'notice' } });
});

it('the secretariat may open it earlier by hand, with a reason', async () => {
  await scoreAll();
  await at('2024-03-10T17:00:01Z');
  await ring();
  const { desk, cycle, staff } = season;
  await expect(desk.cycles.openStage(cycle.id, staff.chair, 'notice', { reason: 'x' })).rejects.toMatchObject({
    because: 'secretariatOrClock',
  });
  await desk.cycles.openStage(cycle.id, staff.secretariat, 'notice', { reason: 'Công khai sớm một buổi' });
  const opened = await cycleNow();
  expect(opened).toMatchObject({ stage: 'notice', status: 'open' });
  expect(opened.schedule['notice']?.opens?.slice(0, 16)).toBe('2024-03-10T17:00');
  expect(await em().count(Timer, { cycle, kind: 'open' })).toBe(0);
  const [entry] = await written(em(), { type: 'cycle.stage-opened', from: 'notice/waiting' });
  expect(entry).toMatchObject({ actorId: staff.secretariat.id, data: { reason: 'Công khai sớm một buổi' } });
});

it('a stage without an opening of its own opens at once when the one before it is closed early by hand', async () => {
  const award = await anAward({ branches: 1, wards: 1 });
  await award.desk.cycles.closeStage(award.cycle.id, award.staff.secretariat, 'nomination', { reason: 'Đã đủ hồ sơ' });
  const stands = await award.store.em.fork().findOneOrFail(Cycle, award.cycle.id);
  await award.close();
  expect(stands).toMatchObject({ stage: 'ward-review', status: 'open' });
});
