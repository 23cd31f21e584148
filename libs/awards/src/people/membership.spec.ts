import * as fc from 'fast-check';
import { Delegation, JournalEntry, Membership, Person, Session, Unit } from '#store';
import { type Award, anAwardInReview } from '#testing';
import type { Actor } from '#workflow';
import { SETUP } from '../sample/staff.js';
import { peoplePage } from './people.reads.js';
import { phoneFrom } from './phone.js';

const [WARD, OTHER] = ['DP-AK', 'DP-CG'];
const BRANCH = 'CD-AK-01';
let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 4, wards: 2 });
});
afterEach(() => award.close());

const em = () => award.store.em.fork();
const nominatorOf = (unit: string) => ({ unit, role: 'nominator' as const });
const faults = (...places: string[]) => ({ faults: places.map((place) => expect.objectContaining({ place })) });
const signIn = async (actor: Actor) => {
  const { id } = await em().findOneOrFail(Membership, { person: actor.id });
  return award.desk.sessions.signInAsPersona(id, { address: '192.0.2.0/24', device: 'Firefox' });
};

it('adds people with a telephone number alone, and names everything that is wrong with their details', async () => {
  const { memberships } = award.desk;
  const person = await memberships.addPerson(SETUP, { name: ' Phó bí  thư Chi đoàn 11 ', phone: '+84 903.123.456' }, nominatorOf(BRANCH));
  expect(await em().findOneOrFail(Person, person.id)).toMatchObject({ name: 'Phó bí thư Chi đoàn 11', phone: '0903123456', email: null });
  const add = (details: Parameters<typeof memberships.addPerson>[1]) => memberships.addPerson(SETUP, details, nominatorOf(BRANCH));
  await expect(add({ name: '', email: 'x', phone: '12' })).rejects.toMatchObject(faults('name', 'email', 'phone'));
  await expect(add({ name: 'A' })).rejects.toMatchObject(faults('phone'));
  await expect(add({ name: 'A', phone: '903123456' })).rejects.toMatchObject(faults('phone'));
  await memberships.remove(SETUP, person.id, 'Chuyển đi');
  await add({ name: 'Người mới', phone: '0903 123 456' });
});

it('reads a number as people, spreadsheets and telephones write it', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 }).map((list) => list.join(''));
  fc.assert(
    fc.property(fc.constantFrom('3', '5', '7', '8', '9'), digits, (first, rest) => {
      const number = `0${first}${rest}`;
      const forms = [
        number,
        number.slice(1),
        `+84${number.slice(1)}`,
        `0084${number.slice(1)}`,
        `${number.slice(0, 4)} ${number.slice(4, 7)}.${number.slice(7)}`,
      ];
      return forms.every((form) => phoneFrom(form) === number);
    }),
  );
  expect(['', '0', '090312345', '09031234567', '0103123456', 'x'].map(phoneFrom)).toEqual([null, null, null, null, null, null]);
});

it('lets a reviewer look after the nominators of the units below, and of no other', async () => {
  const { memberships } = award.desk;
  const reviewer = award.reviewer(WARD);
  const details = { name: 'Bí thư Chi đoàn Đông Hòa', phone: '0912345678' };
  await memberships.addPerson(reviewer, details, nominatorOf(BRANCH));
  for (const wanted of [nominatorOf('CD-CG-01'), nominatorOf(WARD), { unit: BRANCH, role: 'reviewer' as const }])
    await expect(memberships.addPerson(reviewer, { ...details, phone: '0912345679' }, wanted)).rejects.toMatchObject(faults('unit'));
  await expect(memberships.addPerson(award.nominator(BRANCH), details, nominatorOf(BRANCH))).rejects.toThrow('No such page');
  const mine = await peoplePage(em(), reviewer, {});
  expect(mine.rows.map(({ name, phone }) => [name, phone])).toContainEqual(['Bí thư Chi đoàn Đông Hòa', null]);
  expect((await peoplePage(em(), award.reviewer(OTHER), { q: 'doan dong hoa' })).total).toBe(0);
  expect((await peoplePage(em(), SETUP, { q: '+84912345678' })).rows.map(({ name }) => name)).toEqual(['Bí thư Chi đoàn Đông Hòa']);
  expect((await peoplePage(em(), reviewer, { q: '0912345678' })).total).toBe(0);
});

it('ends what a person may do at once and keeps what they did', async () => {
  const { memberships, sessions } = award.desk;
  const actor = award.nominator(BRANCH);
  const token = await signIn(actor);
  expect((await sessions.find(token))?.personId).toBe(actor.id);
  const entries = await em().count(JournalEntry, { actorId: actor.id });
  await memberships.remove(SETUP, actor.id, 'Hết nhiệm kỳ');
  expect(await sessions.find(token)).toBeNull();
  expect([await em().count(Membership, { person: actor.id }), await em().count(JournalEntry, { actorId: actor.id })]).toEqual([0, entries]);
  expect((await em().findOneOrFail(Person, actor.id)).name).toMatch(/^Bí thư/);
  expect(await em().count(JournalEntry, { type: 'person.removed', subjectId: actor.id })).toBe(1);
});

it('never leaves the award without an administrator', async () => {
  const [last] = await em().find(Membership, { role: 'administrator' });
  await expect(award.desk.memberships.endMembership(SETUP, last?.id ?? '')).rejects.toMatchObject(faults('role'));
  await expect(award.desk.memberships.remove(SETUP, last?.person.id ?? '', 'x')).rejects.toMatchObject(faults('role'));
  // One whose days are over, or have not come, lets nobody in.
  const add = (phone: string, days: object) =>
    award.desk.memberships.addPerson(SETUP, { name: 'Người quản trị', phone }, { unit: WARD, role: 'administrator', ...days });
  await add('0903123451', { validTo: '2024-01-31' });
  await add('0903123452', { validFrom: '2099-01-01' });
  await expect(award.desk.memberships.endMembership(SETUP, last?.id ?? '')).rejects.toMatchObject(faults('role'));
  await add('0903123453', {});
  await award.desk.memberships.endMembership(SETUP, last?.id ?? '');
});

it('lets a delegate act in the place of a member for as long as it was said, and writes down for whom', async () => {
  const { memberships, sessions, reviews } = award.desk;
  const [member, delegate] = [award.reviewer(WARD), award.nominator('CD-CG-01')];
  const membership = await em().findOneOrFail(Membership, { person: member.id });
  let token = await signIn(delegate);
  const sessionId = (await sessions.find(token))?.sessionId ?? '';
  await expect(sessions.actAs(sessionId, membership.id)).rejects.toThrow('No such membership');
  const wanted = { delegate: delegate.id, validFrom: '2024-02-01', validTo: '2024-02-06', reason: 'Đi công tác' };
  await expect(memberships.delegate(award.reviewer(OTHER), membership.id, wanted)).rejects.toThrow('No such membership');
  await memberships.delegate(member, membership.id, wanted);
  token = await sessions.actAs(sessionId, membership.id);
  const signedIn = await sessions.find(token);
  const unit = await em().findOneOrFail(Unit, { code: WARD });
  expect(signedIn?.actor).toEqual({ id: delegate.id, role: 'reviewer', unit: unit.id, tier: 'ward', onBehalfOf: member.id });
  expect(signedIn?.onBehalfOf).toBe(`Ban Thường vụ ${unit.name}`);
  const nomination = await award.nomination(BRANCH);
  if (signedIn) await reviews.endorse(nomination.id, signedIn.actor, 1);
  expect(await em().findOneOrFail(JournalEntry, { type: 'nomination.endorsed' })).toMatchObject({
    actorId: delegate.id,
    onBehalfOf: member.id,
  });
  // A delegate cannot hand on what was handed to them.
  if (signedIn) await expect(memberships.delegate(signedIn.actor, membership.id, wanted)).rejects.toThrow('No such membership');
  await award.goTo(-45, '09:00');
  // When the days are over, so is the session: the delegate signs in again as who they are.
  expect(await sessions.find(token)).toBeNull();
});

it('does not let anybody act in the place of a member of the council', async () => {
  const { chair } = award.staff;
  const membership = await em().findOneOrFail(Membership, { person: chair.id });
  const wanted = { delegate: award.nominator(BRANCH).id, validFrom: '2024-02-01', validTo: '2024-03-01', reason: 'x' };
  await expect(award.desk.memberships.delegate(chair, membership.id, wanted)).rejects.toMatchObject(faults('role'));
  expect([await em().count(Delegation), await em().count(Session)]).toEqual([0, 0]);
});

it('counts a membership on its own days only', async () => {
  const { memberships, sessions } = award.desk;
  const actor = award.nominator(BRANCH);
  const token = await signIn(actor);
  const { id } = await memberships.addMembership(SETUP, actor.id, { ...nominatorOf('CD-AK-02'), validFrom: '2024-02-10' });
  const at = async () => (await sessions.find(token))?.memberships.map((one) => one.id).includes(id);
  expect(await at()).toBe(false);
  await award.goTo(-40, '09:00');
  expect(await at()).toBe(true);
});
