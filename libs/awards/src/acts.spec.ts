import { Endorsement, JournalEntry, Nomination, run } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { type Actor, CLOCK, NOMINATION_STATUSES, ROLES } from '#workflow';
import { VISIBLE, visibleTo } from './nominations/nomination.policy.js';

const WARD = 'DP-AK';
const BRANCHES = 20;
/** No cycle has this id. */
const OTHER = '00000000-0000-4000-8000-000000000000';

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: BRANCHES, wards: 1 });
});
afterEach(() => award.close());

const em = () => award.store.em.fork();

/** Opening a connection takes longer than an act: without this they would come one after the other. */
const allConnected = () => Promise.all(Array.from({ length: 10 }, () => em().execute('select pg_sleep(0.2)')));
const ids = async () => (await em().find(Nomination, {}, { orderBy: { code: 'asc' } })).map(({ id }) => id);

it('counts the quota anew for each of twenty endorsements at once', async () => {
  const nominations = await ids();
  await allConnected();
  const endorsed = await Promise.allSettled(
    nominations.map((id, index) => award.desk.reviews.endorse(id, award.reviewer(WARD), index + 1)),
  );
  // More than fifteen branches: three.
  expect(endorsed.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(endorsed.flatMap((one) => (one.status === 'rejected' ? [one.reason.because] : []))).toEqual(
    Array.from({ length: BRANCHES - 3 }, () => 'quotaLeft'),
  );
  expect(await em().count(Endorsement, {})).toBe(3);
  expect(await em().count(JournalEntry, { type: 'nomination.endorsed' })).toBe(3);
});

it('gives one rank to one of twenty who ask for it at once', async () => {
  const nominations = await ids();
  await allConnected();
  const endorsed = await Promise.allSettled(nominations.map((id) => award.desk.reviews.endorse(id, award.reviewer(WARD), 1)));
  expect(endorsed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(endorsed.flatMap((one) => (one.status === 'rejected' ? [one.reason.because] : []))).toEqual(
    Array.from({ length: BRANCHES - 1 }, () => 'rankFree'),
  );
});

it('shows an act the same nominations as a page, whoever asks', async () => {
  const everyone: Actor[] = ROLES.flatMap((role) =>
    [award.reviewer(WARD).unit, award.nominator('CD-AK-01').unit, award.staff.secretariat.unit, null].map((unit) => ({
      id: 'x',
      role,
      unit,
    })),
  );
  for (const [index, id] of (await ids()).entries())
    await em().nativeUpdate(Nomination, id, { status: NOMINATION_STATUSES[index % NOMINATION_STATUSES.length] ?? 'draft' });
  const seen = new Set<number>();
  const limited = [award.cycle.id, OTHER].flatMap((cycle) =>
    everyone.filter(({ role }) => role !== 'clock').map((actor) => ({ ...actor, cycle })),
  );
  for (const actor of [CLOCK, ...everyone, ...limited]) {
    const read = em();
    const byPage = await read.find(Nomination, await visibleTo(read, actor), { orderBy: { id: 'asc' } });
    const byAct = await run<{ id: string }>(
      read,
      `select n.id from nomination n join cycle c on c.id = n.cycle_id where $1::int = 1 and ${VISIBLE} order by n.id`,
      [1, actor.role, actor.unit, actor.cycle ?? null],
    );
    expect([actor, byAct.map(({ id }) => id)]).toEqual([actor, byPage.map(({ id }) => id)]);
    seen.add(byAct.length);
  }
  expect(seen.size).toBeGreaterThan(3);
});
