import { TOTP } from 'otpauth';
import { Membership } from '#store';
import { seal, stepOf, unseal } from '../../src/access/totp.js';
import { hashOf, type SignedIn } from '../../src/index.js';
import { type Doors, doorsOf, from } from './doors.js';

let doors: Doors;
beforeAll(async () => {
  doors = await doorsOf();
});
afterAll(() => doors.award.close());
afterEach(() => doors.em().execute('delete from sign_in'));

/** The code an app shows so many steps from now, by the database's clock. */
const codeOf = async (address: string, steps = 0) => {
  // Not at the very end of a step: what is one step late now would be two by the time it is shown.
  const [row] = await doors.em().execute<{ now: string }[]>(
    `with waited as (select pg_sleep(case when extract(epoch from now())::numeric % 30 > 27 then 3 else 0 end))
     select extract(epoch from clock_timestamp()) as now from waited`,
  );
  const parameter = (name: string) => new URL(address).searchParams.get(name) ?? '';
  return new TOTP({ secret: parameter('secret'), period: Number(parameter('period')) }).generate({
    timestamp: (Number(row?.now) + steps * 30) * 1000,
  });
};

/** A person who has set up an app: the present step is used. */
async function withApp(person: string) {
  const token = await doors.invited(person);
  const { address } = await doors.factors.begin(await doors.who(token));
  const added = await doors.factors.add(await doors.who(token), await codeOf(address, -1), from());
  return { ...added, address };
}

/** Shows the first factor again. */
async function owing(person: string) {
  const token = await doors.invited(person);
  const who = await doors.sessions.findPending(token);
  if (!who) throw new Error('No second factor is asked for');
  return { token, who };
}
const confirmed = (who: SignedIn, code: string) =>
  doors.factors.confirm(who, code, from()).then(
    () => 'in',
    (error: Error) => error.message,
  );
const confirm = async (person: string, code: string) => confirmed((await owing(person)).who, code);
const WRONG = 'code: The code is wrong or already used. Wait for the next one.';

it('follows RFC 6238, appendix B, a step early and a step late', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  expect([29, 59, 89, 119].map((seconds) => stepOf(secret, '287082', seconds))).toEqual([1, 1, 1, null]);
  expect(stepOf(secret, '081804', 1_111_111_109)).toBe(37_037_036);
  expect(stepOf(secret, '081 04', 1_111_111_109)).toBeNull();
});

it('keeps secrets encrypted, each for its person', () => {
  const sealed = seal('key', 'An', 'GEZDGNBV');
  expect(sealed).not.toContain('GEZDGNBV');
  expect(unseal('key', 'An', sealed)).toBe('GEZDGNBV');
  expect(() => unseal('key', 'Bình', sealed)).toThrow('authenticate');
  expect(() => unseal('other', 'An', sealed)).toThrow('authenticate');
});

it('is asked for from the day it is set up, and nothing is open before it is shown', async () => {
  const person = doors.award.staff.secretariat.id;
  const before = await doors.invited(person);
  const { token: strong, address } = await withApp(person);
  expect(await doors.sessions.find(before)).toBeNull();
  expect(await doors.who(strong)).toMatchObject({ strength: 'double', hasSecondFactor: true });
  const { token, who } = await owing(person);
  expect(await doors.sessions.find(token)).toBeNull();
  await expect(doors.factors.confirm(who, '000000', from())).rejects.toThrow(WRONG);
  const next = await doors.factors.confirm(who, await codeOf(address), from());
  expect(await doors.who(next)).toMatchObject({ personId: person, strength: 'double' });
  expect([await doors.sessions.find(token), await doors.sessions.findPending(token)]).toEqual([null, null]);
});

it('is shown before anything about signing in is changed', async () => {
  const person = doors.award.staff.secretariat.id;
  const { id } = await doors.em().findOneOrFail(Membership, { person });
  const persona = await doors.sessions.signInAsPersona(id, from());
  expect(await doors.who(persona)).toMatchObject({ strength: 'single', hasSecondFactor: true, isFresh: false });
});

it('waits ten minutes for the second factor', async () => {
  const person = doors.award.staff.secretariat.id;
  const { token } = await owing(person);
  await doors.em().execute(`update session set created_at = created_at - interval '10 minutes' where token_hash = ?`, [hashOf(token)]);
  expect(await doors.sessions.findPending(token)).toBeNull();
});

it('takes no code twice, nor an older one after a newer', async () => {
  const person = doors.award.staff.chair.id;
  const { address } = await withApp(person);
  const [past, present, future] = [await codeOf(address, -1), await codeOf(address), await codeOf(address, 1)];
  expect(await confirm(person, past)).toBe(WRONG);
  // Both doors stand open first: one invitation ends another.
  const open = [await owing(person), await owing(person)];
  const twice = await Promise.all(open.map(({ who }) => confirmed(who, future)));
  expect(twice.sort()).toEqual([WRONG, 'in']);
  expect(await confirm(person, present)).toBe(WRONG);
});

it('cannot be guessed: five failures, and the right code does not help either', async () => {
  const person = doors.award.staff.chair.id;
  const { who } = await owing(person);
  for (let count = 0; count < 5; count += 1) await expect(doors.factors.confirm(who, `00000${count}`, from())).rejects.toThrow(WRONG);
  await expect(doors.factors.confirm(who, '123456', from())).rejects.toThrow('Too many');
  await expect(doors.factors.confirm(who, '123456', from('10.0.0.0/24'))).rejects.toThrow('Too many');
});

it('has a paper for the day the phone is lost: each code opens once, and a new paper ends the old', async () => {
  const person = doors.award.reviewer('DP-AK').id;
  const { codes, token } = await withApp(person);
  expect(codes).toHaveLength(10);
  expect(JSON.stringify(await doors.em().execute('select * from recovery_code'))).not.toContain(codes[0]?.replaceAll('-', ''));
  const [first = '', second = ''] = codes;
  expect([await confirm(person, ` ${first.toUpperCase()} `), await confirm(person, first)]).toEqual(['in', WRONG]);
  expect(await doors.factors.state(person)).toEqual({ hasApp: true, codesLeft: 9 });
  const [third = ''] = await doors.factors.renewCodes(await doors.who(token));
  expect([await confirm(person, second), await confirm(person, third)]).toEqual([WRONG, 'in']);
});

it('is not set up while its first code is wrong, and can be removed', async () => {
  const person = doors.award.nominator('CD-AK-01').id;
  const who = await doors.who(await doors.invited(person));
  const { secret } = await doors.factors.begin(who);
  await expect(doors.factors.add(who, '000000', from())).rejects.toThrow(WRONG);
  expect(await doors.factors.state(person)).toEqual({ hasApp: false, codesLeft: 0 });
  const { address, secret: same } = await doors.factors.begin(who);
  expect(same).toBe(secret);
  const { token } = await doors.factors.add(who, await codeOf(address), from());
  await doors.factors.remove(await doors.who(token));
  expect(await doors.factors.state(person)).toEqual({ hasApp: false, codesLeft: 0 });
  expect(await doors.journal(person)).toEqual(['person.added', 'person.factor-added', 'person.factor-removed']);
});
