import { Invitation, Person } from '#store';
import { InvitationService, invitationPage } from '../../src/index.js';
import { Clock } from '../../src/clock.js';
import { type Doors, doorsOf, from, SETTINGS, tokenIn } from './doors.js';

let doors: Doors;
let invitations: InvitationService;
beforeEach(async () => {
  doors = await doorsOf();
  invitations = new InvitationService(doors.award.desk.em, new Clock(), SETTINGS);
});
afterEach(() => doors.award.close());

const BRANCH = 'CD-AK-01';
const branch = () => doors.award.nominator(BRANCH);
const reviewer = () => doors.award.reviewer('DP-AK');
const print = (actor: Parameters<InvitationService['print']>[0], people?: string[]) =>
  invitations.print(actor, { state: 'waiting', people });
const enter = (link: string) =>
  doors.links.enter(link, from()).then(
    ({ purpose }) => purpose,
    () => 'spent',
  );
const states = async () =>
  Object.fromEntries((await doors.em().find(Invitation, {})).map(({ person, state, error }) => [person.id, error ?? state]));

it('lets in by the code as it is typed from paper, once, and a newer one makes it useless', async () => {
  const [older] = await print(reviewer(), [branch().id]);
  const [card] = await print(reviewer(), [branch().id]);
  expect(card?.code).toMatch(/^(?:[a-hjkmnp-z2-9]{4}-){6}[a-hjkmnp-z2-9]{2}$/);
  expect(card?.memberships).toEqual([{ role: 'nominator', unit: expect.any(String) as string, title: expect.anything() as unknown }]);
  expect(await enter(older?.code ?? '')).toBe('spent');
  expect(await enter(` ${card?.code.toUpperCase().replaceAll('-', ' ')} `)).toBe('invitation');
  expect(await enter(card?.code ?? '')).toBe('spent');
});

it('is written down, for whom and by whom, and never the link', async () => {
  const [card] = await print(reviewer(), [branch().id]);
  const entries = await doors.em().execute<object[]>(`select subject_id, actor_id, data from journal where type = 'person.invited'`);
  expect(entries).toEqual([{ subject_id: branch().id, actor_id: reviewer().id, data: { by: 'paper' } }]);
  const [{ everything } = { everything: '' }] = await doors
    .em()
    .execute<{ everything: string }[]>(
      `select string_agg(data, ' ') as everything from (select to_jsonb(l)::text as data from one_time_link l union all select to_jsonb(j)::text from journal j union all select to_jsonb(i)::text from invitation i) kept`,
    );
  expect(everything).toContain(branch().id);
  expect(everything).not.toContain(card?.token);
});

it('reaches the nominators below for a reviewer, everybody but oneself for the administrator, and nobody for others', async () => {
  const { award } = doors;
  const reached = async (actor: Parameters<typeof invitationPage>[1]) =>
    (await invitationPage(doors.em(), actor, { state: 'waiting' })).total;
  const everybody = await doors.em().count(Person, {});
  const [admin] = await doors
    .em()
    .execute<{ id: string; unit: string }[]>(
      `select person_id as id, unit_id as unit from membership where role = 'administrator' limit 1`,
    );
  const administrator = { id: admin?.id ?? '', role: 'administrator', unit: admin?.unit ?? '' } as const;
  expect([await reached(reviewer()), await reached(administrator)]).toEqual([2, everybody - 1]);
  for (const actor of [branch(), award.staff.secretariat, award.staff.chair]) {
    await expect(reached(actor)).rejects.toThrow('No such page');
    await expect(print(actor, [branch().id])).rejects.toThrow('No such page');
  }
  expect(await print(reviewer(), [award.staff.chair.id, reviewer().id])).toEqual([]);
  const lend = `insert into delegation (membership_id, delegate_id, valid_from, valid_to, reason)
    select id, ?, current_date + 1, current_date + ?::int, 'Đi công tác' from membership where person_id = ?`;
  await doors.em().execute(lend, [branch().id, 9, award.staff.secretariat.id]);
  expect([await print(reviewer(), [branch().id]), await reached(reviewer())]).toEqual([[], 1]);
  await doors.em().execute('delete from delegation');
  // Somebody who is more than a nominator below would hand that to the bearer of the paper.
  await doors.em().execute(`insert into membership (person_id, unit_id, role) values (?, ?, 'observer')`, [branch().id, reviewer().unit]);
  expect([await print(reviewer(), [branch().id]), await reached(reviewer())]).toEqual([[], 1]);
});

it('is for those who have never been here: whoever came in otherwise leaves a useless paper', async () => {
  const [card] = await print(reviewer(), [branch().id]);
  await doors.links.ask(await doors.emailOf(branch().id), from());
  const [letter] = (await doors.links.takeRequests()).letters;
  expect(await enter(tokenIn(letter?.link ?? ''))).toBe('sign-in');
  expect(await enter(card?.code ?? '')).toBe('spent');
  expect(await print(reviewer(), [branch().id])).toEqual([]);
  const page = async (state: 'waiting' | 'came' | 'new' | 'invited') =>
    (await invitationPage(doors.em(), reviewer(), { state })).rows.map(({ id }) => id);
  const other = doors.award.nominator('CD-AK-02').id;
  expect([await page('came'), await page('waiting'), await page('new'), await page('invited')]).toEqual([
    [branch().id],
    [other],
    [other],
    [],
  ]);
  expect(await invitations.print(reviewer(), { state: 'came' })).toEqual([]);
});

it('goes by letter to those who have an address, and says what became of it', async () => {
  const other = doors.award.nominator('CD-AK-02').id;
  await doors.em().execute(`update person set email = null where id = ?`, [other]);
  expect(await invitations.mail(reviewer(), { state: 'waiting' })).toEqual({ letters: 1, unreachable: 1 });
  expect(await states()).toEqual({ [branch().id]: 'due' });
  const { letters } = await invitations.takeDue();
  expect(letters).toEqual([expect.objectContaining({ person: branch().id, address: await doors.emailOf(branch().id) })]);
  expect(await states()).toEqual({ [branch().id]: 'sending' });
  expect(await invitations.takeDue()).toEqual({ taken: 0, letters: [] });
  await invitations.settle(branch().id, '550 no such mailbox');
  expect(await states()).toEqual({ [branch().id]: '550 no such mailbox' });
  await invitations.mail(reviewer(), { state: 'waiting', people: [branch().id] });
  const [again] = (await invitations.takeDue()).letters;
  await invitations.settle(branch().id, null);
  expect(await states()).toEqual({ [branch().id]: 'sent' });
  expect([await enter(letters[0]?.token ?? ''), await enter(again?.token ?? '')]).toEqual(['spent', 'invitation']);
});

it('finds those of one import', async () => {
  const { memberships } = doors.award.desk;
  const [admin] = await doors.em().execute<{ id: string }[]>(`select person_id as id from membership where role = 'administrator' limit 1`);
  const actor = { id: admin?.id ?? '', role: 'administrator', unit: null, requestId: 'req-7' } as const;
  const person = await memberships.addPerson(
    actor,
    { name: 'Phó bí thư Chi đoàn 11', phone: '0903123456' },
    { unit: BRANCH, role: 'nominator' },
  );
  const { rows, total } = await invitationPage(doors.em(), actor, { state: 'new', from: 'req-7' });
  expect([total, rows.map(({ id }) => id)]).toEqual([1, [person.id]]);
});
