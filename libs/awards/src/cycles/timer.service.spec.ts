import { JournalEntry, openStore, Timer } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { deskOn } from '../index.js';

let award: Award;
let workers: Awaited<ReturnType<typeof openStore>>[];
beforeEach(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
  workers = await Promise.all([1, 2, 3, 4].map(() => openStore(award.url)));
});
afterEach(async () => {
  for (const worker of workers) await worker.close();
  await award.close();
});

/** Every worker looks at the timers at the same moment, again and again. */
async function everyWorkerRuns(): Promise<void> {
  for (let round = 0; round < 3; round++) await Promise.all(workers.map((worker) => deskOn(worker.em).timers.run()));
}
const happened = (type: string) => award.store.em.fork().count(JournalEntry, { type, actorId: 'clock', cycle: award.cycle });

it('reminds once, however many workers there are', async () => {
  await award.goTo(-35, '17:00');
  await everyWorkerRuns();
  expect(await happened('cycle.reminded')).toBe(1);
});

it('closes a stage once, and rings nothing a moment early', async () => {
  await award.goTo(-32, '16:59');
  const before = await happened('cycle.stage-closed');
  await everyWorkerRuns();
  expect(await happened('cycle.stage-closed')).toBe(before);
  await award.goTo(-32, '17:01');
  await everyWorkerRuns();
  expect(await happened('cycle.stage-closed')).toBe(before + 1);
});

it('rings in their order what came due while nobody was there', async () => {
  await award.goTo(-20, '09:00');
  await everyWorkerRuns();
  const closed = await award.store.em
    .fork()
    .find(JournalEntry, { type: 'cycle.stage-closed', cycle: award.cycle }, { orderBy: { id: 'asc' } });
  expect(closed.map(({ data }) => data['stage'])).toEqual(['nomination', 'ward-review', 'eligibility']);
  // A reminder of a stage that is over by then is of no use to anybody.
  expect(await happened('cycle.reminded')).toBeLessThanOrEqual(1);
});

it('keeps a timer whose stage cannot close yet, and forgets one whose nomination has moved on', async () => {
  const branch = award.roster.branches[0]?.code ?? '';
  const ward = award.roster.wards[0] ?? '';
  const { id } = await award.nomination(branch);
  await award.desk.reviews.return(id, award.reviewer(ward), [{ field: 'reason', request: 'Bổ sung' }]);
  await award.desk.reviews.decline(id, award.reviewer(ward), 'x').catch(() => undefined);
  for (const point of await award.desk.nominations.openPoints(id))
    await award.desk.nominations.answer(id, award.nominator(branch), point.id, 'Đã bổ sung');
  await award.desk.nominations.submit(id, award.nominator(branch));
  await award.goTo(-40, '09:00');
  await everyWorkerRuns();
  expect(await award.store.em.fork().count(Timer, { kind: 'supplement' })).toBe(0);
  expect((await award.nomination(branch)).status).toBe('submitted');
});

it('shares what is due among the workers, and leaves a nomination that somebody is at work on for later', async () => {
  const branches = award.roster.branches.map(({ code }) => code);
  const ward = award.roster.wards[0] ?? '';
  const ids = await Promise.all(branches.map(async (code) => (await award.nomination(code)).id));
  for (const id of ids) await award.desk.reviews.return(id, award.reviewer(ward), [{ field: 'reason', request: 'Bổ sung' }]);
  await award.goTo(-40, '09:00');
  const lapsed = () => award.store.em.fork().count(JournalEntry, { type: 'nomination.supplement-lapsed' });
  await award.store.em.fork().transactional(async (em) => {
    await em.execute('select 1 from nomination where id = ? for update', [ids[0] ?? '']);
    await everyWorkerRuns();
    expect(await lapsed()).toBe(ids.length - 1);
  });
  await everyWorkerRuns();
  expect(await lapsed()).toBe(ids.length);
});
