import { MikroORM } from '@mikro-orm/postgresql';
import { askedBy, type Cycle, migrate, storeOptions } from '#store';
import { anAward, type Award, submit } from '#testing';
import type { Actor } from '#workflow';
import { isOfficeOf } from '../src/cycles/cycle.policy.js';
import {
  ballotList,
  findCycle,
  nominationList,
  nominationView,
  officeCycle,
  makeSure,
  ownSheet,
  tasksFor,
  troublePage,
} from '../src/index.js';

const WARD = 'DP-AK';
const BRANCH = 'CD-AK-01';
const SECOND = 'CD-AK-02';

// Two cycles of one organiser that stand in the same stage, with the same branches, and people who are something in the first alone.
let award: Award;
let other: Cycle;
let web: MikroORM;
beforeAll(async () => {
  award = await anAward({ branches: 4, wards: 2 });
  const { desk, staff, definition } = award;
  const council = Object.fromEntries([...staff.council].map(([seat, { id }]) => [seat, id]));
  const { code, version } = definition;
  other = await desk.cycles.prepare(staff.secretariat, { slug: 'other', definition: { code, version }, council });
  await desk.cycles.launch(other.id, staff.secretariat);
  for (const branch of award.roster.branches) for (const cycle of [award.cycle, other]) await submit({ ...award, cycle }, branch.code);
  await award.goTo(-50, '09:00');
  while ((await desk.timers.run()) > 0);
  await migrate(award.url);
  web = await MikroORM.init({ ...storeOptions(award.url, true), pool: { max: 1 } });
});
afterAll(async () => {
  await web.close();
  await award.close();
});

const em = () => award.store.em.fork();
const within = (actor: Actor): Actor => ({ ...actor, cycle: award.cycle.id });
const NOT_THERE = { name: 'NotFound' };

const idIn = async (cycle: Cycle, code: string): Promise<string> => {
  const [row] = await em().execute<{ id: string }[]>('select id from nomination where cycle_id = ? and code = ?', [cycle.id, code]);
  return row?.id ?? '';
};

it('shows a reviewer and the secretariat the nominations and tasks of their cycle, and none of the other', async () => {
  for (const actor of [award.reviewer(WARD), award.staff.secretariat]) {
    const listed = async (cycle: Cycle, one: Actor) => (await nominationList(em(), cycle, one, {})).total;
    expect([await listed(award.cycle, actor), await listed(other, actor)]).toEqual([expect.any(Number), await listed(award.cycle, actor)]);
    expect(await listed(award.cycle, within(actor))).toBe(await listed(award.cycle, actor));
    expect(await listed(other, within(actor))).toBe(0);
    await expect(nominationView(em(), await idIn(other, BRANCH), within(actor), new Date())).rejects.toMatchObject(NOT_THERE);
    expect((await nominationView(em(), await idIn(other, BRANCH), actor, new Date())).code).toBe(BRANCH);
  }
  const slugs = async (actor: Actor) => new Set((await tasksFor(em(), actor)).map(({ cycle }) => cycle.slug));
  expect(await slugs(award.reviewer(WARD))).toEqual(new Set(['award', 'other']));
  expect(await slugs(within(award.reviewer(WARD)))).toEqual(new Set(['award']));
});

it('lets nobody act in the other cycle', async () => {
  const { desk, staff } = award;
  const reviewer = within(award.reviewer(WARD));
  const secretariat = within(staff.secretariat);
  const nominator = within(award.nominator(BRANCH));
  const nomination = await idIn(other, BRANCH);
  const before = await em().execute('select count(*) from journal');
  for (const attempt of [
    () => desk.reviews.endorse(nomination, reviewer, 1),
    () => desk.reviews.decline(nomination, reviewer, 'x'),
    () => desk.petitions.forward(other.id, 'ward-review', reviewer, { number: '01', signedOn: '2023-10-10' }),
    () => desk.nominations.start(other.id, nominator),
    () => desk.checklists.check(nomination, reviewer, ['DK2']),
    () => desk.comments.open(nomination, reviewer, { part: 'volunteering', audience: 'branch', body: 'x' }),
    () => desk.drafts.keep(nomination, nominator, {}, 0),
    () => desk.nominations.withdraw(nomination, nominator, 'x'),
    () => desk.cycles.suspend(other.id, secretariat, 'x'),
    () => desk.cycles.closeStage(other.id, secretariat, 'ward-review', { reason: 'x' }),
    () => desk.ballots.cast(other.id, within(staff.chair), []),
  ])
    await expect(attempt()).rejects.toMatchObject(NOT_THERE);
  expect(await em().execute('select count(*) from journal')).toEqual(before);
  // In their own cycle the same people do the same things.
  const own = await idIn(award.cycle, BRANCH);
  await makeSure(desk, award.definition, { id: own, stage: 'ward-review' }, reviewer);
  await desk.reviews.endorse(own, reviewer, 1);
  await desk.petitions.forward(award.cycle.id, 'ward-review', reviewer, { number: '01', signedOn: '2023-10-10' });
  await desk.cycles.suspend(award.cycle.id, secretariat, 'Bão');
  await desk.cycles.resume(award.cycle.id, secretariat);
});

it('is the office of its cycle alone, and sets up none', async () => {
  const { desk, staff, definition } = award;
  const actor = within(staff.secretariat);
  expect([await isOfficeOf(em(), award.cycle, actor), await isOfficeOf(em(), other, actor)]).toEqual([true, false]);
  expect((await officeCycle(em(), 'award', actor)).id).toBe(award.cycle.id);
  await expect(officeCycle(em(), 'other', actor)).rejects.toMatchObject(NOT_THERE);
  expect((await findCycle(em(), 'other', actor)).id).toBe(other.id);
  expect((await ballotList(em(), 'award', within(staff.chair))).cycle.id).toBe(award.cycle.id);
  await expect(ballotList(em(), 'other', within(staff.chair))).rejects.toMatchObject(NOT_THERE);
  expect((await ballotList(em(), 'other', staff.chair)).cycle.id).toBe(other.id);
  const { code, version } = definition;
  await expect(desk.cycles.prepare(actor, { slug: 'third', definition: { code, version }, council: {} })).rejects.toMatchObject({
    name: 'Refusal',
    because: 'secretariat',
  });
  await expect(desk.definitions.publish(actor, definition)).rejects.toMatchObject(NOT_THERE);
  await expect(
    desk.memberships.addPerson(within(award.reviewer(WARD)), { name: 'A', phone: '0903123450' }, { unit: BRANCH, role: 'nominator' }),
  ).rejects.toMatchObject(NOT_THERE);
});

it('looks after the letters and jobs of its cycle alone', async () => {
  for (const cycle of [award.cycle, other])
    await em().execute(
      `insert into reaction (entry_id, name, queue, status, attempts, look_at)
       select min(id), 'letter', 'mail', 'failed', 20, now() from journal where type = 'cycle.launched' and cycle_id = ?`,
      [cycle.id],
    );
  const seen = async (actor: Actor) => (await troublePage(em(), actor)).rows.length;
  expect([await seen(award.staff.secretariat), await seen(within(award.staff.secretariat))]).toEqual([2, 1]);
});

/** Rows by table with the cycle they belong to, as the owner of the tables sees them. */
const ROWS = {
  nomination: 'select id, cycle_id from nomination',
  revision: 'select r.id, n.cycle_id from revision r join nomination n on n.id = r.nomination_id',
  endorsement: 'select id, cycle_id from endorsement',
  petition: 'select id, cycle_id from petition',
  decision: 'select id, cycle_id from decision',
  delivery: 'select key as id, cycle_id from delivery',
  recusal: 'select r.id, n.cycle_id from recusal r join nomination n on n.id = r.nomination_id',
  vote_register: 'select id, cycle_id from vote_register',
  journal: `select id, cycle_id from journal where type like 'nomination.%'`,
} as const;

it('sees and changes nothing of the other cycle by SQL', async () => {
  const { desk, staff } = award;
  const reviewer = award.reviewer(WARD);
  const scorer = staff.council.get('UV1') ?? reviewer;
  const second = await idIn(other, SECOND);
  await makeSure(desk, award.definition, { id: second, stage: 'ward-review' }, reviewer);
  await desk.reviews.endorse(second, reviewer, 1);
  await desk.petitions.forward(other.id, 'ward-review', reviewer, { number: '02', signedOn: '2023-10-10' });
  for (const cycle of [award.cycle, other]) {
    const id = await idIn(cycle, BRANCH);
    await em().execute(`insert into decision (cycle_id, winners, finalised_by_id, finalised_at) values (?, '[]', ?, now())`, [
      cycle.id,
      staff.chair.id,
    ]);
    await em().execute(
      `insert into delivery (key, cycle_id, entry_id, letter, recipient, subject, body, created_at) values (?, ?, 1, 'x', 'A', 'B', 'C', now())`,
      [`1.x.${cycle.id}`, cycle.id],
    );
    await em().execute(`update nomination set status = 'scoring' where id = ?`, [id]);
    await em().execute(`insert into recusal (nomination_id, scorer_id, reason, created_at) values (?, ?, 'x', now())`, [id, scorer.id]);
    await em().execute(`insert into vote_register (cycle_id, stage, voter_id) values (?, 'ballot', ?)`, [cycle.id, scorer.id]);
  }
  const cyclesSeen = async (actor: Actor, table: keyof typeof ROWS) => {
    const known = new Map(
      (await em().execute<{ id: unknown; cycle_id: string }[]>(ROWS[table])).map((row) => [String(row.id), row.cycle_id]),
    );
    const key = table === 'delivery' ? 'key' : 'id';
    const rows = await askedBy(actor, () => web.em.fork().execute<{ id: unknown }[]>(`select ${key} as id from "${table}"`));
    return new Set(rows.flatMap(({ id }) => known.get(String(id)) ?? []));
  };
  const both = new Set([award.cycle.id, other.id]);
  for (const [actor, tables] of [
    [staff.secretariat, ['nomination', 'revision', 'endorsement', 'decision', 'delivery', 'journal']],
    [reviewer, ['nomination', 'revision', 'endorsement', 'petition']],
    [scorer, ['nomination', 'recusal', 'vote_register', 'journal']],
    [award.nominator(BRANCH), ['nomination', 'revision']],
  ] as const)
    for (const table of tables) {
      expect([table, await cyclesSeen(actor, table)]).toEqual([table, both]);
      // Who acted is written down with what they did, and reads it in whatever they act.
      if (table !== 'journal' || actor.role !== 'secretariat')
        expect([table, await cyclesSeen(within(actor), table)]).toEqual([table, new Set([award.cycle.id])]);
    }
  expect(await cyclesSeen({ ...within(staff.secretariat), id: scorer.id, role: 'observer' }, 'journal')).toEqual(new Set([award.cycle.id]));
  const changed = await askedBy(within(staff.secretariat), () =>
    web.em.fork().execute<unknown[]>(`update nomination set status = status where cycle_id = ? returning 1`, [other.id]),
  );
  expect(changed).toEqual([]);
  const start = (cycle: Cycle) =>
    askedBy(within(award.nominator(BRANCH)), () =>
      web.em
        .fork()
        .execute(`insert into nomination (code, cycle_id, unit_id, line, status, content) values ('X', ?, ?, '{}', 'draft', '{}')`, [
          cycle.id,
          award.nominator(BRANCH).unit,
        ]),
    );
  await expect(start(other)).rejects.toMatchObject({ code: '42501' });
});

it('opens no score sheet of the other cycle to a scorer', async () => {
  const scorer = award.staff.council.get('UV1');
  if (!scorer) throw new Error('No such seat');
  const [mine, foreign] = [await idIn(award.cycle, BRANCH), await idIn(other, BRANCH)];
  expect((await ownSheet(em(), foreign, scorer)).submitted).toBe(false);
  await expect(ownSheet(em(), foreign, within(scorer))).rejects.toMatchObject(NOT_THERE);
  expect((await ownSheet(em(), mine, within(scorer))).submitted).toBe(false);
  await expect(award.desk.scoring.save(foreign, within(scorer), { items: {} })).rejects.toMatchObject(NOT_THERE);
  await expect(award.desk.scoring.recuse(foreign, within(scorer), 'x')).rejects.toMatchObject(NOT_THERE);
});
