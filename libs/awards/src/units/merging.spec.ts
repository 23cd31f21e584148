import { Endorsement, JournalEntry, Membership, Nomination, Session, Tie, Unit } from '#store';
import { anAwardInReview, aSeason, type Award } from '#testing';
import type { Actor } from '#workflow';
import { nominationList } from '../nominations/nomination.reads.js';
import { tasksFor } from '../nominations/task.reads.js';
import { findCycle } from '../cycles/cycle.reads.js';
import { dateIn, timeIn } from '../cycles/schedule.js';
import { threadsOf } from '../reviews/desk.reads.js';
import { SETUP } from '../sample/staff.js';

const [KEEPS, ENDS] = ['DP-AK', 'DP-CG'];
let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 6, wards: 2 });
});
afterEach(() => award.close());

const em = () => award.store.em.fork();
const unit = (code: string) => em().findOneOrFail(Unit, { code });
const merge = async (units: string[], into: string) =>
  award.desk.units.merge(SETUP, (await unit(into)).id, { units, on: '2024-02-05', reason: 'Nghị quyết sáp nhập' });
/** The same person after the merge: the membership is where it was moved to. */
async function asNow({ id, role }: Actor): Promise<Actor> {
  const membership = await em().findOneOrFail(Membership, { person: id, role: role as never });
  return { id, role, unit: membership.unit.id };
}

it('hands everything open to the successor, whose reviewers decide it within one quota and one order', async () => {
  const { desk, cycle, store } = award;
  const [keeps, ends] = [award.reviewer(KEEPS), award.reviewer(ENDS)];
  const codes = (ward: string) => award.roster.branches.filter((branch) => branch.ward === ward).map(({ code }) => code);
  const [first = '', second = ''] = codes(ENDS);
  await desk.reviews.endorse((await award.nomination(codes(KEEPS)[0] ?? '')).id, keeps, 1);
  await desk.reviews.endorse((await award.nomination(first)).id, ends, 1);
  await desk.comments.open((await award.nomination(second)).id, ends, { part: 'reason', audience: 'unit', body: 'Hỏi lại đã.' });
  await merge([ENDS], KEEPS);

  const successor = await unit(KEEPS);
  const later = await asNow(ends);
  expect(later.unit).toBe(successor.id);
  expect(await unit(ENDS)).toMatchObject({ validTo: '2024-02-04', mergedInto: { id: successor.id } });
  expect((await em().find(Endorsement, {}, { orderBy: { rank: 'asc' } })).map((one) => [one.unit.id, one.rank])).toEqual([
    [successor.id, 1],
    [successor.id, 2],
  ]);
  for (const reviewer of [keeps, later]) {
    const page = await nominationList(em(), await findCycle(em(), cycle.slug, reviewer), reviewer, {});
    expect(page.rows.map(({ code }) => code)).toEqual([...codes(KEEPS), ...codes(ENDS)].sort());
    expect((await tasksFor(em(), reviewer)).map(({ kind, count }) => [kind, count])).toEqual([
      ['review', 4],
      ['forward', 2],
    ]);
  }
  // The quota of a ward is two: both are used up now, whoever asks.
  const { id } = await award.nomination(second);
  // What was said within the old unit is said within the new one.
  expect((await threadsOf(em(), id, keeps)).map(({ comments }) => comments.map(({ body }) => body))).toEqual([['Hỏi lại đã.']]);
  await expect(desk.reviews.endorse(id, keeps, 3)).rejects.toMatchObject({ because: 'quotaLeft' });
  const forwarded = await desk.petitions.forward(cycle.id, 'ward-review', later, { number: '01-TTr', signedOn: '2024-02-06' });
  expect(new Set(forwarded.map(({ code }) => code))).toEqual(new Set([codes(KEEPS)[0], first]));
  // Whoever asks as the old unit finds nothing any more.
  await expect(desk.reviews.decline((await award.nomination(codes(ENDS)[2] ?? '')).id, ends, 'x')).rejects.toThrow('No such nomination');
  const [entry] = await store.em.fork().find(JournalEntry, { type: 'cycle.unit-merged' });
  expect(entry).toMatchObject({
    cycle: { id: cycle.id },
    data: { units: [ENDS], into: KEEPS, ranks: [{ stage: 'ward-review', nomination: first, from: 1, to: 2 }] },
  });
});

it('lets a branch go on with the nomination of the branch that was merged into it, and refuses to make two of them one', async () => {
  const { desk, cycle } = award;
  await expect(merge(['CD-AK-02'], 'CD-AK-01')).rejects.toMatchObject({
    faults: [{ place: 'units', message: { vi: expect.stringContaining('CD-AK-01, CD-AK-02'), en: expect.any(String) } }],
  });
  expect((await unit('CD-AK-02')).mergedInto).toBeNull();
  const nomination = await award.nomination('CD-AK-02');
  await desk.nominations.withdraw(nomination.id, award.nominator('CD-AK-02'), 'Nhường');
  await merge(['CD-AK-02'], 'CD-AK-01');
  const { id } = await award.nomination('CD-AK-01');
  const heir = await asNow(award.nominator('CD-AK-02'));
  expect(
    (await nominationList(em(), await findCycle(em(), cycle.slug, heir), heir, {})).rows.map(({ code, status }) => [code, status]),
  ).toEqual([
    ['CD-AK-01', 'submitted'],
    ['CD-AK-02', 'withdrawn'],
  ]);
  await desk.nominations.withdraw(id, heir, 'Cùng rút');
  await expect(desk.nominations.start(cycle.id, award.nominator('CD-AK-02'))).rejects.toThrow('No such cycle');
});

it('keeps browsers signed in, ties and the longer of two deadlines', async () => {
  const { desk, store, cycle } = award;
  const ends = await unit(ENDS);
  const reviewer = award.reviewer(ENDS);
  const other = award.reviewer(KEEPS);
  const fork = em();
  // One person reviews for both wards and is signed in as the one that ends.
  const twice = fork.create(Membership, { person: other.id, unit: ends.id, role: 'reviewer' });
  await fork.flush();
  await desk.sessions.signInAsPersona(twice.id, { address: '192.0.2.0/24', device: 'Firefox' });
  const closes = new Date(Date.parse(cycle.schedule['ward-review']?.closes ?? '') + 12 * 3_600_000);
  await desk.cycles.extend(cycle.id, award.staff.secretariat, {
    stage: 'ward-review',
    until: `${dateIn(closes, 'Asia/Ho_Chi_Minh')}T${timeIn(closes, 'Asia/Ho_Chi_Minh')}`,
    reason: 'Lụt',
    unit: ENDS,
  });
  const tied = await em().find(Tie, { unit: ends });
  await merge([ENDS], KEEPS);
  const successor = await unit(KEEPS);
  const session = await store.em.fork().findOneOrFail(Session, { person: other.id }, { populate: ['membership'] });
  expect([session.membership.unit.id, session.membership.person.id]).toEqual([successor.id, other.id]);
  expect(await em().count(Membership, { unit: ends })).toBe(0);
  expect(await em().count(Membership, { person: reviewer.id, unit: successor })).toBe(1);
  for (const { person } of tied) expect(await em().count(Tie, { person, unit: successor })).toBe(1);
  expect(tied.length).toBeGreaterThan(0);
  const { schedule } = await findCycle(em(), cycle.slug, award.staff.secretariat);
  expect(Object.keys(schedule['ward-review']?.extensions ?? {})).toEqual([successor.id]);
});

it('leaves an ended season its names, says what the ward belongs to now and shows it to the successor', async () => {
  const season = await aSeason();
  try {
    const { store, desk, staff, cycle } = season;
    const found = async (code: string) => store.em.fork().findOneOrFail(Unit, { code });
    const [gone, into] = [await found('DP-CG'), await found('DP-AK')];
    await desk.clock.comeBack(store.em);
    await store.em.fork().execute(`update unit set valid_to = null`);
    await desk.units.rename(SETUP, into.id, { name: 'Đoàn phường Mới', on: '2025-01-01' });
    await desk.units.merge(SETUP, into.id, { units: [gone.code], on: '2025-07-01', reason: 'Sắp xếp' });
    const reviewer = staff.reviewers.get('DP-AK');
    if (!reviewer) throw new Error('The season has no reviewer');
    const published = await findCycle(store.em.fork(), cycle.slug, reviewer);
    const { rows } = await nominationList(store.em.fork(), published, reviewer, {});
    expect(new Set(rows.map(({ parent, nowPartOf }) => `${parent} → ${nowPartOf}`))).toEqual(
      new Set([`${into.name} → null`, `${gone.name} → Đoàn phường Mới`]),
    );
    expect(await store.em.fork().count(Nomination, { line: { ward: gone.id } })).toBeGreaterThan(0);
  } finally {
    await season.close();
  }
});

it('keeps what somebody is in one cycle apart from what they are in all', async () => {
  const { memberships } = award.desk;
  const observer = (code: string, limit: string | null) => ({ unit: code, role: 'observer' as const, cycle: limit });
  const { id } = await memberships.addPerson(SETUP, { name: 'Người theo dõi', phone: '0903123457' }, observer(KEEPS, null));
  await memberships.addMembership(SETUP, id, observer(ENDS, null));
  await memberships.addMembership(SETUP, id, observer(ENDS, award.cycle.id));
  await merge([ENDS], KEEPS);
  const held = await em().find(Membership, { person: id }, { populate: ['unit', 'cycle'] });
  expect(held.map((one) => `${one.unit.code} ${one.cycle?.slug ?? 'standing'}`).sort()).toEqual([`${KEEPS} award`, `${KEEPS} standing`]);
});
