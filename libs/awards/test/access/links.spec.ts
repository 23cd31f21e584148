import { SETUP, waitingRecoveries } from '../../src/index.js';
import { needsTwo } from '../../src/access/recovery.js';
import { type Doors, doorsOf, from, tokenIn } from './doors.js';

let doors: Doors;
let person: string;
let login: string;
beforeAll(async () => {
  doors = await doorsOf();
  person = doors.award.nominator('CD-AK-01').id;
  login = await doors.emailOf(person);
});
afterAll(() => doors.award.close());
afterEach(() => doors.em().execute('delete from sign_in'));

const ask = async (typed: string) => {
  await doors.links.ask(typed, from());
  return doors.links.takeRequests();
};
const enter = (link: string) =>
  doors.links.enter(tokenIn(link), from()).then(
    ({ strength }) => strength,
    (error: Error) => error.message,
  );
const SPENT = 'token: This link is wrong, already used or too old. Ask for a new one.';

it('leads in once, and is nowhere to be read', async () => {
  const { letters } = await ask(` ${login.toUpperCase()}`);
  expect(letters).toEqual([
    {
      name: expect.any(String) as string,
      address: login,
      language: 'vi',
      link: expect.stringContaining('https://khenthuong.example.vn/sign-in/link?token=') as string,
    },
  ]);
  const link = letters[0]?.link ?? '';
  const stored = await doors.em().execute<object[]>('select * from one_time_link');
  expect(JSON.stringify(stored)).not.toContain(tokenIn(link));
  expect(await enter(link)).toBe('single');
  expect(await enter(link)).toBe(SPENT);
});

it('leads in once however many try at the same moment', async () => {
  const [letter] = (await ask(login)).letters;
  const results = await Promise.all(Array.from({ length: 5 }, () => enter(letter?.link ?? '')));
  expect(results.filter((result) => result === 'single')).toHaveLength(1);
});

it('is good for ten minutes when asked for, and for fourteen days when printed', async () => {
  const [letter] = (await ask(login)).letters;
  const { link } = await doors.links.invite(person);
  await doors.em().execute(`update one_time_link set expires_at = expires_at - interval '10 minutes'`);
  expect([await enter(letter?.link ?? ''), await enter(link)]).toEqual([SPENT, 'single']);
  const late = await doors.links.invite(person);
  await doors.em().execute(`update one_time_link set expires_at = expires_at - interval '14 days'`);
  expect(await enter(late.link)).toBe(SPENT);
});

it('makes the older one useless', async () => {
  const [first] = (await ask(login)).letters;
  const [second] = (await ask(login)).letters;
  expect([await enter(first?.link ?? ''), await enter(second?.link ?? '')]).toEqual([SPENT, 'single']);
});

it('is asked for in the same way by anybody, and goes only to somebody', async () => {
  expect(await ask('nobody@example.vn')).toEqual({ taken: 1, letters: [] });
  expect(await ask('0905 123 456')).toEqual({ taken: 1, letters: [] });
  expect(await doors.links.takeRequests()).toEqual({ taken: 0, letters: [] });
});

it('is not sent long after it was asked for', async () => {
  await doors.links.ask(login, from());
  await doors.em().execute(`update link_request set asked_at = asked_at - interval '11 minutes'`);
  expect(await doors.links.takeRequests()).toEqual({ taken: 1, letters: [] });
});

it('is not asked for more than three times in a while, whoever is asked about', async () => {
  for (const typed of [login, 'nobody@example.vn']) {
    for (let count = 0; count < 3; count += 1) await doors.links.ask(typed, from());
    await expect(doors.links.ask(typed, from())).rejects.toThrow('Too many');
  }
  await doors.links.takeRequests();
});

it('cannot be guessed for long', async () => {
  for (let count = 0; count < 30; count += 1) await enter('https://a/?token=wrong');
  expect(await enter('https://a/?token=wrong')).toContain('Too many');
});

describe('from the unit above', () => {
  const as = async (actor: { id: string }) => doors.who(await doors.invited(actor.id));

  it('gives back the door and closes all the old ones, in the journal', async () => {
    const token = await doors.invited(person);
    const who = await doors.who(token);
    await doors.passwords.change(who, { wanted: 'trống đồng cưỡi mây 73' }, from());
    const program = await doors.tokens.issue(who, { name: 'Bảng tính', scope: 'read', days: 30 });
    const reviewer = await as(doors.award.reviewer('DP-AK'));
    const older = await doors.links.invite(person);
    const { link = '' } = (await doors.links.recover(reviewer, person)) ?? {};
    expect(await enter(older.link)).toBe(SPENT);
    expect(await doors.sessions.find(token)).toBeNull();
    expect(await doors.passwords.has(person)).toBe(true);
    expect(await enter(link)).toBe('single');
    expect(await doors.passwords.has(person)).toBe(false);
    expect(await doors.tokens.find(program)).toBeNull();
    const [entry] = await doors
      .em()
      .execute<object[]>(`select actor_id, actor_role, data from journal where type = 'person.recovered' and subject_id = ?`, [person]);
    expect(entry).toEqual({ actor_id: reviewer.personId, actor_role: 'reviewer', data: {} });
  });

  it('goes down the line only', async () => {
    const { award } = doors;
    const may = async (actor: { id: string }, target: { id: string }) =>
      doors.links.recover(await as(actor), target.id).then(
        () => true,
        () => false,
      );
    const [branch, ward, { secretariat, chair }] = [award.nominator('CD-AK-01'), award.reviewer('DP-AK'), award.staff];
    expect({
      'ward for its branch': await may(ward, branch),
      'secretariat for a ward': await may(secretariat, ward),
      'branch for a branch': await may(branch, award.nominator('CD-AK-02')),
      'branch for its ward': await may(branch, ward),
      'ward for the secretariat': await may(ward, secretariat),
      'secretariat for the chair': await may(secretariat, chair),
      'chair for a branch': await may(chair, branch),
      'ward for itself': await may(ward, ward),
    }).toEqual({
      'ward for its branch': true,
      'secretariat for a ward': true,
      'branch for a branch': false,
      'branch for its ward': false,
      'ward for the secretariat': false,
      'secretariat for the chair': false,
      'chair for a branch': false,
      'ward for itself': false,
    });
  });
});

it('sees what somebody may do in the place of others', async () => {
  const { award } = doors;
  const { secretariat } = award.staff;
  const branch = award.nominator('CD-AK-02');
  const lend = `insert into delegation (membership_id, delegate_id, valid_from, valid_to, reason)
    select id, ?, current_date, current_date + 9, 'Đi công tác' from membership where person_id = ?`;
  await doors.em().execute(lend, [branch.id, secretariat.id]);
  await expect(doors.links.recover(await doors.who(await doors.invited(award.reviewer('DP-AK').id)), branch.id)).rejects.toThrow('No such');
  expect(await needsTwo(doors.em(), branch.id)).toBe(true);
  await doors.em().execute('delete from delegation');
  expect(await needsTwo(doors.em(), branch.id)).toBe(false);
});

describe('for somebody of the office', () => {
  /** Administrators beside the one the sample has. */
  async function administrators(count: number): Promise<string[]> {
    const unit = (await doors.em().execute<{ code: string }[]>(`select code from unit where tier = 'city'`))[0]?.code ?? '';
    const people: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const details = { name: `Quản trị ${number}`, phone: `09030000${10 + number}` };
      people.push((await doors.award.desk.memberships.addPerson(SETUP, details, { unit, role: 'administrator' })).id);
    }
    return people;
  }
  const as = async (id: string) => doors.who(await doors.invited(id));

  it('needs two: one asks and another confirms, neither of them the person', async () => {
    const [first = '', second = ''] = await administrators(2);
    const [asking, confirming] = [await as(first), await as(second)];
    const { secretariat } = doors.award.staff;
    expect(await doors.links.recover(asking, secretariat.id)).toBeNull();
    expect((await waitingRecoveries(doors.em(), asking.actor)).map(({ mayDecide }) => mayDecide)).toEqual([false]);
    await expect(doors.links.confirmRecovery(asking, secretariat.id)).rejects.toThrow('No such request');
    await expect(doors.links.confirmRecovery(await as(doors.award.reviewer('DP-AK').id), secretariat.id)).rejects.toThrow('No such page');
    const { link } = await doors.links.confirmRecovery(confirming, secretariat.id);
    expect(await enter(link)).toBe('single');
    await expect(doors.links.confirmRecovery(confirming, secretariat.id)).rejects.toThrow('No such request');
    const entries = await doors
      .em()
      .execute<object[]>(`select type, actor_id, data from journal where subject_id = ? and type like 'person.recover%' order by id`, [
        secretariat.id,
      ]);
    expect(entries).toEqual([
      { type: 'person.recovery-asked', actor_id: first, data: {} },
      { type: 'person.recovered', actor_id: second, data: { askedBy: first } },
    ]);
    await doors.links.recover(asking, second);
    await expect(doors.links.confirmRecovery(confirming, second)).rejects.toThrow('No such request');
    await doors.em().execute(`update recovery_request set asked_at = asked_at - interval '1 day'`);
    expect(await waitingRecoveries(doors.em(), confirming.actor)).toEqual([]);
    await doors.links.recover(asking, secretariat.id);
    await doors.links.refuseRecovery(confirming, secretariat.id);
    expect(await doors.em().execute('select 1 from recovery_request where person_id = ?', [secretariat.id])).toEqual([]);
  });

  it('is for the server when no other administrator is left', async () => {
    const rows = await doors
      .em()
      .execute<{ id: string }[]>(`select person_id as id from membership where role = 'administrator' order by id`);
    const [only, ...rest] = rows.map(({ id }) => id);
    const alone = await as(only ?? '');
    for (const id of rest) await doors.award.desk.memberships.remove(SETUP, id, 'Chuyển đi');
    await expect(doors.links.recover(alone, doors.award.staff.chair.id)).rejects.toThrow('person link');
    const email = await doors.emailOf(doors.award.staff.chair.id);
    expect(await enter((await doors.links.recoverFromServer(SETUP, email)).link)).toBe('single');
  });
});
