import { Membership, Session, Unit } from '#store';
import { type Award, anAward } from '#testing';
import { hashOf, type SessionService } from './index.js';

const from = { address: '192.0.2.0/24', device: 'Firefox' };

let award: Award;
let sessions: SessionService;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  sessions = award.desk.sessions;
});
afterAll(() => award.close());

const membershipOf = (person: string) => award.store.em.fork().findOneOrFail(Membership, { person });
const signIn = async (person: string) => sessions.signInAsPersona((await membershipOf(person)).id, from);
/** Moves a session into the past, as the database's clock would have. */
const age = (token: string, column: 'seen_at' | 'created_at', interval: string) =>
  award.store.em
    .fork()
    .execute(`update session set ${column} = now() - interval '${interval}' + interval '5 seconds' where token_hash = ?`, [hashOf(token)]);

it('keeps no token, only its hash', async () => {
  const token = await signIn(award.nominator('CD-AK-01').id);
  const row = await award.store.em.fork().findOneOrFail(Session, { tokenHash: hashOf(token) });
  expect(JSON.stringify(row)).not.toContain(token);
  expect(await sessions.find(row.tokenHash)).toBeNull();
  expect(await sessions.find('')).toBeNull();
});

it.each([
  ['a nominator', () => award.nominator('CD-AK-01').id, '12 hours', '14 days'],
  ['a reviewer', () => award.reviewer('DP-AK').id, '12 hours', '14 days'],
  ['the secretariat', () => award.staff.secretariat.id, '30 minutes', '12 hours'],
  ['the chair', () => award.staff.chair.id, '30 minutes', '12 hours'],
])('ends when %s has been away for too long, or was there for long enough', async (_, person, idle, absolute) => {
  for (const [column, limit] of [
    ['seen_at', idle],
    ['created_at', absolute],
  ] as const) {
    const token = await signIn(person());
    await age(token, column, limit);
    expect([column, await sessions.find(token)]).toEqual([column, expect.objectContaining({ personId: person() })]);
    await age(token, column, `${limit} 10 seconds`);
    expect([column, await sessions.find(token)]).toEqual([column, null]);
  }
});

it('counts being away from the last request', async () => {
  const token = await signIn(award.staff.secretariat.id);
  await age(token, 'seen_at', '29 minutes');
  await sessions.find(token);
  await age(token, 'created_at', '11 hours');
  const { seenAt, createdAt } = await award.store.em.fork().findOneOrFail(Session, { tokenHash: hashOf(token) });
  expect(seenAt.getTime() - createdAt.getTime()).toBeGreaterThan(10 * 3_600_000);
});

it('does not travel with the clock of the award', async () => {
  const token = await signIn(award.staff.secretariat.id);
  await award.goTo(20, '08:00');
  expect(await sessions.find(token)).not.toBeNull();
});

it('follows a change of what a person is at once, and its limits with it', async () => {
  const { id, role, unit } = await membershipOf(award.nominator('CD-AK-02').id);
  const token = await signIn(award.nominator('CD-AK-02').id);
  await age(token, 'seen_at', '2 hours');
  await award.store.em.fork().nativeUpdate(Membership, { id }, { role: 'secretariat' });
  expect(await sessions.find(token)).toBeNull();
  await award.store.em.fork().nativeUpdate(Membership, { id }, { role, unit });
  expect(await sessions.find(token)).toMatchObject({ actor: { role: 'nominator' } });
  await award.store.em.fork().nativeDelete(Membership, { id });
  expect(await sessions.find(token)).toBeNull();
});

it('goes on under a new token when somebody acts as another, and only as themselves', async () => {
  const person = award.reviewer('DP-AK').id;
  const em = award.store.em.fork();
  const unit = await em.findOneOrFail(Unit, { code: 'DP-AK' });
  const other = em.create(Membership, { person, unit, role: 'observer', title: null });
  await em.flush();
  const token = await signIn(person);
  const { sessionId } = (await sessions.find(token)) ?? { sessionId: '' };
  const next = await sessions.actAs(sessionId, other.id);
  expect(await sessions.find(token)).toBeNull();
  expect(await sessions.find(next)).toMatchObject({ sessionId, actor: { id: person, role: 'observer' } });
  const foreign = await membershipOf(award.staff.secretariat.id);
  await expect(sessions.actAs(sessionId, foreign.id)).rejects.toThrow('No such membership');
  expect(await sessions.find(next)).toMatchObject({ actor: { role: 'observer' } });
});

it('is listed for its owner, who may end it, or all but this one', async () => {
  const [mine, strangers] = [award.nominator('CD-AK-01').id, award.staff.secretariat.id];
  await sessions.endOthers(mine, null);
  const [first, second, third] = [await signIn(mine), await signIn(mine), await signIn(mine)];
  const ended = await sessions.find(second);
  await sessions.end(strangers, ended?.sessionId ?? '');
  expect(await sessions.list(mine)).toHaveLength(3);
  await sessions.end(mine, ended?.sessionId ?? '');
  expect(await sessions.find(second)).toBeNull();
  await sessions.endOthers(mine, (await sessions.find(first))?.sessionId ?? null);
  expect(await sessions.find(third)).toBeNull();
  expect(await sessions.list(mine)).toMatchObject([{ ...from, method: 'persona' }]);
});
