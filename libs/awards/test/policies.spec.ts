import { Delivery, JournalEntry, Nomination, Objection, Reaction, Tie } from '#store';
import { anAwardInReview, aSeason, type Award, type SeasonPlayed } from '#testing';
import { CLOCK, type Actor } from '#workflow';
import {
  councilTies,
  JobService,
  journalExport,
  nominationList,
  nominationView,
  objectionList,
  ownSheet,
  troublePage,
} from '../src/index.js';

let played: { close(): Promise<void> };
afterEach(() => played.close());

async function season(until?: number): Promise<SeasonPlayed> {
  const made = await aSeason(until === undefined ? {} : { until });
  played = made;
  return made;
}

const observerOf = ({ staff }: Pick<SeasonPlayed, 'staff'>): Actor => ({ ...staff.secretariat, role: 'observer' });

describe('what a branch reads of its result', () => {
  it('is the score, and neither who was left out nor how far the scorers were apart', async () => {
    const made = await season();
    const { staff, store } = made;
    const nomination = await made.first('awarded');
    const [branch] = [...staff.nominators.values()].filter(({ unit }) => unit === nomination.unit.id);
    if (!branch) throw new Error('Nobody nominates for it');
    const { history, result } = await nominationView(store.em.fork(), nomination.id, branch, new Date());
    expect(result?.score).toBeGreaterThan(0);
    const scored = history.filter(({ data }) => 'byCriterion' in data);
    expect(scored.map(({ data }) => Object.keys(data).sort())).toEqual([['byCriterion', 'score']]);
    const byOffice = (await nominationView(store.em.fork(), nomination.id, staff.secretariat, new Date())).history;
    expect(byOffice.find(({ data }) => 'byCriterion' in data)?.data).toHaveProperty('spread');
  });
});

describe('what was never handed in', () => {
  let award: Award;
  beforeEach(async () => {
    award = await anAwardInReview();
    played = award;
  });

  it('stays its branch’s own after it has lapsed', async () => {
    const em = award.store.em.fork();
    const [code] = award.roster.branches.map((branch) => branch.code);
    const { id, line } = await award.nomination(code ?? '');
    await em.nativeUpdate(Nomination, id, { status: 'lapsed', stage: null, submittedAt: null });
    const ward = [...award.staff.reviewers.values()].find(({ unit }) => unit === line['ward']);
    const seen = async (actor: Actor | undefined) =>
      actor && (await nominationList(award.store.em.fork(), award.cycle, actor, {})).rows.some((row) => row.id === id);
    expect([await seen(ward), await seen(award.staff.secretariat), await seen(award.nominator(code ?? ''))]).toEqual([false, false, true]);
  });
});

describe('an observer', () => {
  it('reads objections, ties, unfinished work and the whole journal, and changes none of them', async () => {
    const { cycle, desk, staff, store } = await season(-13);
    const observer = observerOf({ staff });
    const em = () => store.em.fork();
    const [objection] = await objectionList(em(), cycle, observer);
    expect(await objectionList(em(), cycle, staff.chair)).toEqual([]);
    await expect(desk.objections.answer(objection?.id ?? '', observer, 'x')).rejects.toMatchObject({ name: 'Refusal' });
    expect(await em().count(Objection, { answer: 'x' })).toBe(0);

    const { ties, members } = await councilTies(em(), observer);
    expect([ties.length > 0, members]).toEqual([true, []]);
    const [tie] = await em().find(Tie, {});
    await expect(desk.ties.lift(observer, tie?.id ?? '', 'x')).rejects.toMatchObject({ name: 'NotFound' });

    const entry = await em().findOneOrFail(JournalEntry, { type: 'cycle.launched' });
    await em().insert(Reaction, {
      entryId: entry.id,
      name: 'letter',
      queue: 'mail',
      status: 'failed',
      attempts: 20,
      lookAt: new Date(),
    } as never);
    const { rows } = await troublePage(em(), observer);
    expect(rows.map(({ actions }) => actions)).toEqual([[]]);
    await expect(new JobService(store.em, desk.clock).retry(observer, entry.id, 'letter')).rejects.toMatchObject({ name: 'NotFound' });
    expect(await em().count(Reaction, { status: 'failed' })).toBe(1);
    expect(await em().count(Delivery, {})).toBe(0);

    expect((await journalExport(em(), cycle, observer)).length).toBeGreaterThan(0);
    for (const actor of [staff.chair, CLOCK, ...staff.council.values()])
      await expect(journalExport(em(), cycle, actor)).rejects.toMatchObject({ name: 'NotFound' });
  });
});

it('takes no answer to an objection once the result is out', async () => {
  const { desk, staff, store } = await season();
  const before = await store.em.fork().findOneOrFail(Objection, { answeredAt: { $ne: null } });
  await expect(desk.objections.answer(before.id, staff.secretariat, 'Nay trả lời khác')).rejects.toMatchObject({
    name: 'Refusal',
    because: 'wrongStatus',
  });
  expect(await store.em.fork().findOneOrFail(Objection, before.id)).toEqual(before);
});

it('opens a score sheet for members of the council alone, and only to nominations that they see', async () => {
  const made = await season(-13);
  const { staff, store } = made;
  const all = await made.nominations();
  const [scored, declined] = all.filter(({ status }) => status === 'listed');
  const member = staff.council.get('PCT');
  const [branch] = [...staff.nominators.values()].filter(({ unit }) => unit === scored?.unit.id);
  if (!scored || !declined || !member || !branch) throw new Error('The season is not like that');
  await store.em.fork().nativeUpdate(Nomination, declined.id, { status: 'declined', stage: null });
  expect((await ownSheet(store.em.fork(), scored.id, member)).submitted).toBe(true);
  for (const [id, actor] of [
    [scored.id, branch],
    [scored.id, staff.secretariat],
    [scored.id, observerOf({ staff })],
    [declined.id, member],
  ] as const)
    await expect(ownSheet(store.em.fork(), id, actor)).rejects.toMatchObject({ name: 'NotFound' });
});
