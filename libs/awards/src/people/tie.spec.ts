import { JournalEntry, Membership, type Nomination, Person, Recusal, ScoreSheet, Tie, Unit } from '#store';
import { aSeason, type SeasonPlayed, written } from '#testing';
import { writeCsv } from '#tables';
import { type Actor, stageOf } from '#workflow';
import { results } from '../scoring/results.js';
import { chance } from '../sample/random.js';
import { scores } from '../sample/dossiers.js';
import { SETUP } from '../sample/staff.js';

let season: SeasonPlayed;
let scorer: Actor;
let nomination: Nomination;
let ward: Unit;
beforeEach(async () => {
  season = await aSeason({ until: -21, branches: 4, wards: 2 });
  const [, member] = [...season.staff.council].find(([seat]) => seat === 'UV3') ?? [];
  if (!member) throw new Error('The sample has no seat UV3');
  scorer = member;
  nomination = await season.first('scoring');
  await em().execute('delete from score_sheet where scorer_id = ?', [scorer.id]);
  ward = await em().findOneOrFail(Unit, nomination.line['ward'] ?? '');
});
afterEach(() => season.close());

const em = () => season.store.em.fork();
const sheet = () => ({ items: scores(season.definition, 0.9, chance(7)) });
const submit = () => season.desk.scoring.submit(nomination.id, scorer, sheet());
const insert = () =>
  em().execute(`insert into score_sheet (nomination_id, scorer_id, items, saved_at) values (?, ?, '{}', now())`, [
    nomination.id,
    scorer.id,
  ]);

it.each(['branch', 'ward', 'district', 'city'])('lets no statement write a sheet against a tie to the %s', async (tier) => {
  await em().execute(`delete from recusal where scorer_id = ?`, [scorer.id]);
  await insert();
  await em().execute(`insert into tie (person_id, unit_id, reason) values (?, ?, 'x')`, [scorer.id, nomination.line[tier]]);
  await expect(em().execute(`update score_sheet set items = '{"a":1}' where scorer_id = ?`, [scorer.id])).rejects.toMatchObject({
    code: 'VD001',
  });
  await em().execute('delete from score_sheet where scorer_id = ?', [scorer.id]);
  await expect(insert()).rejects.toMatchObject({ code: 'VD001' });
  await expect(
    em().execute(`insert into score_sheet (nomination_id, scorer_id, items, saved_at) select ?, ?, '{}', now()`, [
      nomination.id,
      scorer.id,
    ]),
  ).rejects.toThrow('tie');
  expect(await em().count(ScoreSheet, { scorer: scorer.id })).toBe(0);
});

const today = '2023-11-01';
it.each([
  ['nominates for the branch', 'branch', () => add('nominator', 'branch')],
  ['reviews for the ward', 'ward', () => add('reviewer', 'ward')],
  [
    'acts in the place of who nominates for the branch',
    'branch',
    async () => {
      const { desk } = season;
      const { id } = await em().findOneOrFail(Membership, { unit: nomination.line['branch'] ?? '', role: 'nominator' });
      const administrator = await em().findOneOrFail(Membership, { role: 'administrator' });
      const actor = { id: administrator.person.id, role: 'administrator', unit: administrator.unit.id } as const;
      await desk.memberships.delegate(actor, id, { delegate: scorer.id, validFrom: today, validTo: '2099-12-31', reason: 'Đi học' });
    },
  ],
  [
    'comes with a table as reviewer of the ward',
    'ward',
    async () => {
      const { name, email } = await em().findOneOrFail(Person, scorer.id);
      const rows = [
        ['Họ và tên', 'Thư điện tử', 'Vai trò', 'Mã đơn vị'],
        [name, email ?? '', 'reviewer', ward.code],
      ];
      await season.desk.peopleImports.apply(SETUP, writeCsv(rows), { convert: false });
    },
  ],
])('takes a member who %s for tied, without a word from them', async (_, tier, come) => {
  await em().execute(`delete from recusal where scorer_id = ?`, [scorer.id]);
  await submit();
  await come();
  expect(await em().count(Tie, { person: scorer.id, unit: nomination.line[tier] ?? '' })).toBe(0);
  // What was scored before is kept and counts no more; nothing new gets in by any path.
  expect(await em().findOne(Recusal, { nomination, scorer: scorer.id })).toMatchObject({
    reason: expect.stringMatching(/^Là người (lập|xét) hồ sơ của /),
  });
  await em().execute(`delete from recusal where scorer_id = ?`, [scorer.id]);
  await expect(submit()).rejects.toMatchObject({ because: 'noTie' });
  await em().execute(`delete from score_sheet where scorer_id = ?`, [scorer.id]);
  await expect(insert()).rejects.toMatchObject({ code: 'VD001' });
});

async function add(role: 'nominator' | 'reviewer', tier: string): Promise<void> {
  const { code } = await em().findOneOrFail(Unit, nomination.line[tier] ?? '');
  await season.desk.memberships.addMembership(SETUP, scorer.id, { unit: code, role });
}

it('says the rule when only the database knows of the tie', async () => {
  // A tie that comes into being after the rules were asked: nothing but the trigger can see it.
  await em().execute(`create function late_tie() returns trigger language plpgsql as $$ begin
    insert into tie (person_id, unit_id, reason) values (new.scorer_id, '${ward.id}', 'x'); return new; end $$;`);
  await em().execute(`create trigger "a_late_tie" before insert on score_sheet for each row execute function late_tie();`);
  await expect(submit()).rejects.toMatchObject({ name: 'Refusal', because: 'noTie', event: 'SCORE' });
  expect([await em().count(ScoreSheet, { scorer: scorer.id }), await em().count(Tie, { person: scorer.id, unit: ward })]).toEqual([0, 0]);
});

it('takes a member out of what is being scored, keeps the sheet and leaves it out of the result', async () => {
  await submit();
  const counted = async () => {
    const stage = stageOf(season.definition.pipeline, 'scoring');
    if (stage.kind !== 'scoring') throw new Error('Not the scoring');
    return (await results(em(), [nomination], season.definition, stage)).get(nomination.id)?.sheets ?? 0;
  };
  const before = await counted();
  const sheets = await em().find(ScoreSheet, { nomination: nomination.id, scorer: scorer.id });
  await season.desk.ties.declare(scorer, { unit: ward.code, reason: 'Em ruột là Bí thư' });
  expect(await em().find(ScoreSheet, { nomination: nomination.id, scorer: scorer.id })).toEqual(sheets);
  expect(await counted()).toEqual(before - 1);
  expect(await em().count(Recusal, { nomination: nomination.id, scorer: scorer.id })).toBe(1);
  const entries = await written(em(), { type: { $in: ['tie.declared', 'nomination.recused'] }, actorId: scorer.id });
  expect(entries[0]).toMatchObject({
    type: 'tie.declared',
    subjectId: scorer.id,
    data: { unit: ward.code, reason: 'Em ruột là Bí thư', own: true },
  });
  expect(entries.slice(1).map(({ subjectId }) => subjectId)).toContain(nomination.id);
  await expect(submit()).rejects.toMatchObject({ because: expect.stringMatching(/noTie|notRecused/) });
});

it('lets a name in a sheet that is kept give way to a pseudonym', async () => {
  const { person } = await em().findOneOrFail(Membership, { unit: nomination.unit, role: 'nominator' });
  await season.desk.memberships.change(SETUP, person.id, { name: 'Trần Thị Canary', phone: '0987654321' });
  await season.desk.scoring.submit(nomination.id, scorer, { ...sheet(), comment: 'Trần Thị Canary trình bày rõ.' });
  await season.desk.ties.declare(scorer, { unit: ward.code, reason: 'Em ruột là Bí thư' });
  const before = await em().findOneOrFail(ScoreSheet, { nomination: nomination.id, scorer: scorer.id });
  const pseudonym = await season.desk.dataRequests.erase(SETUP, person.id);
  expect(await em().findOneOrFail(ScoreSheet, before.id)).toEqual(Object.assign(before, { comment: `${pseudonym} trình bày rõ.` }));
});

it('lets the office declare and lift with a reason, and nobody else', async () => {
  const { secretariat, reviewers } = season.staff;
  const [reviewer] = reviewers.values();
  const wanted = { person: scorer.id, unit: ward.code, reason: 'Phụ trách phường' };
  const other = [...season.staff.council.values()].find(({ id }) => id !== scorer.id);
  for (const actor of [reviewer, other]) if (actor) await expect(season.desk.ties.declare(actor, wanted)).rejects.toThrow('No such page');
  await expect(season.desk.ties.declare(secretariat, { ...wanted, reason: ' ' })).rejects.toMatchObject({ faults: [{ place: 'reason' }] });
  const { id } = await season.desk.ties.declare(secretariat, wanted);
  await expect(season.desk.ties.declare(secretariat, wanted)).rejects.toMatchObject({ faults: [{ place: 'unit' }] });
  await expect(season.desk.ties.lift(scorer, id, 'Hết')).rejects.toThrow('No such page');
  await expect(season.desk.ties.lift(secretariat, id, '')).rejects.toMatchObject({ faults: [{ place: 'reason' }] });
  await season.desk.ties.lift(secretariat, id, 'Đã chuyển công tác');
  expect(await em().count(Tie, { person: scorer.id, unit: ward })).toBe(0);
  expect(await em().count(JournalEntry, { type: 'tie.lifted', subjectId: scorer.id })).toBe(1);
  // Who stepped aside stays aside.
  expect(await em().count(Recusal, { nomination: nomination.id, scorer: scorer.id })).toBe(1);
});
