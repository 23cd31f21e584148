import { Cycle, JournalEntry, openStore, Timer } from '#store';
import { anAward, anAwardInReview, type Award, submit } from '#testing';
import { deskOn, SETUP } from '../index.js';
import { notHandedIn } from './silent.reads.js';

let award: Award;
afterEach(() => award.close());

const WARD = 'DP-AK';
const em = () => award.store.em.fork();
const reviewer = () => award.reviewer(WARD);
const unitOf = (branch: string) => award.nominator(branch).unit ?? '';
const reminded = async () =>
  (await em().find(JournalEntry, { type: 'branch.reminded' }, { orderBy: { id: 'asc' } })).map(({ actorRole, data }) => ({
    by: actorRole,
    ...data,
  }));
const ring = async () => {
  while ((await award.desk.timers.run()) > 0);
};

describe('branches that have not handed in', () => {
  beforeEach(async () => {
    award = await anAward({ branches: 6, wards: 2 });
  });

  it('are reminded by the unit above, each once a day', async () => {
    const [one, two, elsewhere] = ['CD-AK-01', 'CD-AK-02', 'CD-CG-01'].map(unitOf) as [string, string, string];
    await submit(award, 'CD-AK-01');
    const remind = (...units: string[]) => award.desk.reminders.toSubmit(award.cycle.id, reviewer(), units);
    await remind(one, two, elsewhere);
    // Who has handed in, and who belongs to another ward, gets no letter.
    expect(await reminded()).toEqual([{ by: 'reviewer', kind: 'submission', stage: 'nomination', units: [two] }]);
    for (const again of [[two], [elsewhere], []]) await expect(remind(...again)).rejects.toThrow('nothing left to remind');
    await award.goTo(-75, '08:00');
    await remind(two);
    expect(await reminded()).toHaveLength(2);
  });

  it('are shown with how many people get the letter: each once, and nobody of another cycle', async () => {
    const { desk, staff, definition, cycle } = award;
    const wanted = { slug: 'other', definition: { code: definition.code, version: definition.version }, council: {} };
    const other = await desk.cycles.prepare(staff.secretariat, wanted);
    const nominator = { unit: 'CD-AK-02', role: 'nominator' as const };
    const people = async () => {
      const now = await em().findOneOrFail(Cycle, cycle.id);
      const silent = await notHandedIn(em(), now, definition, reviewer().unit ?? '', await desk.clock.now(em()));
      return silent.find(({ code }) => code === 'CD-AK-02')?.people;
    };
    await desk.memberships.addMembership(SETUP, award.nominator('CD-AK-02').id, { ...nominator, cycle: cycle.id });
    await desk.memberships.addPerson(SETUP, { name: 'Người đề cử', phone: '0903123451' }, { ...nominator, cycle: other.id });
    expect(await people()).toBe(1);
    await desk.memberships.addPerson(SETUP, { name: 'Người đề cử', phone: '0903123452' }, { ...nominator, cycle: cycle.id });
    expect(await people()).toBe(2);
  });

  it('are nobody else’s to remind', async () => {
    for (const actor of [award.nominator('CD-AK-02'), award.staff.chair])
      await expect(award.desk.reminders.toSubmit(award.cycle.id, actor, [unitOf('CD-AK-02')])).rejects.toMatchObject({
        because: 'remindsBranches',
      });
    await award.desk.cycles.suspend(award.cycle.id, award.staff.secretariat, 'Bão');
    await expect(award.desk.reminders.toSubmit(award.cycle.id, reviewer(), [unitOf('CD-AK-02')])).rejects.toMatchObject({
      because: 'wrongStatus',
    });
  });

  it('are reminded by the clock once, three days before the deadline, however many workers there are', async () => {
    await submit(award, 'CD-AK-01');
    await award.goTo(-54, '23:58');
    await ring();
    expect(await reminded()).toEqual([]);
    await award.goTo(-54, '23:59');
    const workers = await Promise.all([1, 2, 3].map(() => openStore(award.url)));
    for (let round = 0; round < 2; round++) await Promise.all(workers.map((worker) => deskOn(worker.em).timers.run()));
    for (const worker of workers) await worker.close();
    const silent = award.roster.branches.map(({ code }) => code).filter((code) => code !== 'CD-AK-01');
    const [only, ...more] = (await reminded()) as unknown as { by: string; units: string[] }[];
    expect([only?.by, new Set(only?.units), more]).toEqual(['clock', new Set(silent.map(unitOf)), []]);
  });
});

describe('branches that have not answered', () => {
  const RETURNED = 'CD-AK-01';
  const back = async () => (await award.nomination(RETURNED)).id;
  beforeEach(async () => {
    award = await anAwardInReview({ branches: 4, wards: 2 });
    await award.desk.reviews.return(await back(), reviewer(), [{ field: 'reason', request: 'Rõ hơn' }]);
  });
  const dueOf = async () => (await award.nomination(RETURNED)).supplementDue as Date;
  const answer = async () => {
    const id = await back();
    const branch = award.nominator(RETURNED);
    for (const point of await award.desk.nominations.openPoints(id))
      await award.desk.nominations.answer(id, branch, point.id, 'Đã bổ sung.');
    await award.desk.nominations.submit(id, branch);
  };

  it('are reminded by who returned it, once a day, and only while an answer is awaited', async () => {
    const remind = async () => award.desk.reminders.toAnswer(award.cycle.id, reviewer(), [await back()]);
    await remind();
    expect(await reminded()).toEqual([{ by: 'reviewer', kind: 'answer', code: RETURNED, due: (await dueOf()).toISOString() }]);
    await expect(remind()).rejects.toThrow('nothing left to remind');
    await expect(award.desk.reminders.toAnswer(award.cycle.id, award.reviewer('DP-CG'), [await back()])).rejects.toThrow('No such');
    await answer();
    await expect(remind()).rejects.toMatchObject({ because: 'wrongStatus' });
    expect(await reminded()).toHaveLength(1);
  });

  it('are reminded by the clock a day before it is due, once, unless they answered', async () => {
    const timer = await em().findOneOrFail(Timer, { kind: 'remindAnswer' });
    expect(timer.due.getTime()).toBe((await dueOf()).getTime() - 86_400_000);
    await award.desk.clock.travel(award.store.em, timer.due);
    await ring();
    await ring();
    expect((await reminded()).map(({ by }) => by)).toEqual(['clock']);
    expect(await em().count(Timer, { kind: 'remindAnswer' })).toBe(0);
  });

  it('are left in peace by the clock when they answered', async () => {
    const { due } = await em().findOneOrFail(Timer, { kind: 'remindAnswer' });
    await answer();
    await award.desk.clock.travel(award.store.em, due);
    await ring();
    expect([await reminded(), await em().count(Timer, { kind: 'remindAnswer' })]).toEqual([[], 0]);
  });

  it('are reminded as much later as the cycle stood still', async () => {
    const { due } = await em().findOneOrFail(Timer, { kind: 'remindAnswer' });
    await award.desk.cycles.suspend(award.cycle.id, award.staff.secretariat, 'Bão');
    await award.goTo(-48, '09:00');
    await award.desk.cycles.resume(award.cycle.id, award.staff.secretariat);
    const later = (await em().findOneOrFail(Timer, { kind: 'remindAnswer' })).due;
    // Whatever the suspension took, the letter still comes a day before the answer is due.
    expect(later.getTime()).toBeGreaterThan(due.getTime());
    expect(later.getTime()).toBe((await dueOf()).getTime() - 86_400_000);
  });
});
