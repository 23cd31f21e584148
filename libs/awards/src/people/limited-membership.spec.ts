import { type Cycle, Membership, Unit } from '#store';
import { type Award, anAward, submit } from '#testing';
import type { Actor } from '#workflow';
import { TokenService } from '../access/token.service.js';
import { invitationPage } from '../access/invitation.reads.js';
import { SETUP } from '../sample/staff.js';
import { peoplePage, personView } from './people.reads.js';

const WARD = 'DP-AK';
const BRANCH = 'CD-AK-01';

let award: Award;
let other: Cycle;
beforeAll(async () => {
  award = await anAward({ branches: 4, wards: 2 });
  const { desk, staff, definition } = award;
  const { code, version } = definition;
  const council = Object.fromEntries([...staff.council].map(([seat, { id }]) => [seat, id]));
  other = await desk.cycles.prepare(staff.secretariat, { slug: 'other', definition: { code, version }, council });
  await desk.cycles.launch(other.id, staff.secretariat);
});
afterAll(() => award.close());

const em = () => award.store.em.fork();
const wanted = (cycle: string | null) => ({ unit: WARD, role: 'observer' as const, cycle });

it('is had once in each cycle and once standing, and says as what somebody acts', async () => {
  const { memberships, sessions } = award.desk;
  const person = await memberships.addPerson(SETUP, { name: 'Người theo dõi', phone: '0903123459' }, wanted(null));
  await memberships.addMembership(SETUP, person.id, wanted(award.cycle.id));
  const last = await memberships.addMembership(SETUP, person.id, wanted(other.id));
  for (const cycle of [null, award.cycle.id, other.id])
    await expect(memberships.addMembership(SETUP, person.id, wanted(cycle))).rejects.toMatchObject({
      faults: [expect.objectContaining({ place: 'unit' })],
    });
  const unit = await em().findOneOrFail(Unit, { code: WARD });
  for (const cycle of [null, other.id])
    await expect(
      em().execute(`insert into membership (person_id, unit_id, role, cycle_id) values (?, ?, 'observer', ?)`, [person.id, unit.id, cycle]),
    ).rejects.toMatchObject({ code: '23505' });
  await em().execute('update person set is_sample = true where id = ?', [person.id]);
  const found = await sessions.find(await sessions.signInAsPersona(last.id, { address: '192.0.2.0/24', device: 'Firefox' }));
  const { shortName, year } = award.definition;
  expect(found?.actor).toEqual({ id: person.id, role: 'observer', unit: unit.id, tier: 'ward', cycle: other.id });
  // The cycles are called the same: their addresses tell them apart.
  expect(found?.unitName).toBe(`${unit.name} · ${shortName.vi} ${year} (other)`);
  expect(found?.memberships.filter(({ unitName }) => unitName === unit.name)).toHaveLength(1);
  expect(found?.memberships).toHaveLength(3);
  const standing = await em().findOneOrFail(Membership, { person, cycle: null });
  const asStanding = await sessions.find(await sessions.signInAsPersona(standing.id, { address: '192.0.2.0/24', device: 'Firefox' }));
  expect(asStanding?.actor).toEqual({ id: person.id, role: 'observer', unit: unit.id, tier: 'ward' });
});

it('is for no cycle that is over or not there, and not for an administrator', async () => {
  const { memberships } = award.desk;
  const details = { name: 'Người theo dõi', phone: '0903123458' };
  const fault = { faults: [expect.objectContaining({ place: 'cycle' })] };
  const nowhere = '00000000-0000-4000-8000-000000000000';
  await expect(memberships.addPerson(SETUP, details, wanted(nowhere))).rejects.toMatchObject(fault);
  const { code, version } = award.definition;
  const prepared = await award.desk.cycles.prepare(award.staff.secretariat, { slug: 'next', definition: { code, version }, council: {} });
  const nominator = { unit: BRANCH, role: 'nominator' as const };
  const ward = award.reviewer(WARD);
  await expect(memberships.addPerson(ward, details, { ...nominator, cycle: prepared.id })).rejects.toMatchObject(fault);
  await memberships.addPerson(ward, { ...details, phone: '0903123454' }, { ...nominator, cycle: award.cycle.id });
  await memberships.addPerson(SETUP, { ...details, phone: '0903123450' }, wanted(prepared.id));
  await expect(memberships.addPerson(SETUP, details, { ...wanted(other.id), role: 'administrator' })).rejects.toMatchObject(fault);
  await em().execute(`update cycle set status = 'cancelled' where id = ?`, [other.id]);
  await expect(memberships.addPerson(SETUP, details, wanted(other.id))).rejects.toMatchObject(fault);
});

it('shows the cycle of a membership to those who may know of it: one that is not launched, to its office and the administrator', async () => {
  const { desk, staff, definition } = award;
  const { code, version, shortName, year } = definition;
  const prepared = await desk.cycles.prepare(staff.secretariat, { slug: 'secret', definition: { code, version }, council: {} });
  const people: [slug: string, phone: string, cycle: Cycle][] = [
    ['award', '0903123461', award.cycle],
    ['secret', '0903123462', prepared],
  ];
  const seen = async (actor: Actor) => {
    const shown: Record<string, (string | null | undefined)[]> = {};
    for (const [slug] of people) {
      const q = `Bi thu ${slug}`;
      const [row] = (await peoplePage(em(), actor, { q })).rows;
      const [invitee] = (await invitationPage(em(), actor, { state: 'waiting', q })).rows;
      shown[slug] = [row?.memberships[0]?.cycle?.en ?? null, invitee?.memberships[0]?.unit];
    }
    return shown;
  };
  for (const [slug, phone, cycle] of people)
    await desk.memberships.addPerson(SETUP, { name: `Bí thư ${slug}`, phone }, { unit: BRANCH, role: 'nominator', cycle: cycle.id });
  const { name } = await em().findOneOrFail(Unit, { code: BRANCH });
  const launched = [`${shortName.en} ${year} (award)`, `${name} · ${shortName.vi} ${year} (award)`];
  expect(await seen(award.reviewer(WARD))).toEqual({ award: launched, secret: [null, name] });
  const { person } = await em().findOneOrFail(Membership, { role: 'administrator' });
  expect(await seen({ id: person.id, role: 'administrator', unit: null })).toEqual({
    award: launched,
    secret: [`${shortName.en} ${year} (secret)`, `${name} · ${shortName.vi} ${year} (secret)`],
  });
});

it('keeps its limit in a delegation and in a token, and both say so', async () => {
  const { memberships, sessions, clock, reviews } = award.desk;
  const wantedThere = { unit: WARD, role: 'reviewer' as const, cycle: award.cycle.id };
  const member = await memberships.addPerson(SETUP, { name: 'Người xét của đợt', phone: '0903123471' }, wantedThere);
  const membership = await em().findOneOrFail(Membership, { person: member.id }, { populate: ['unit'] });
  const delegate = award.nominator(BRANCH);
  const days = { validFrom: '2023-11-01', validTo: '2024-12-31', reason: 'Đi công tác' };
  await memberships.delegate(SETUP, membership.id, { delegate: delegate.id, ...days });
  await em().execute('update person set is_sample = true where id in (?, ?)', [member.id, delegate.id]);
  const device = { address: '192.0.2.0/24', device: 'Firefox' };
  const own = await em().findOneOrFail(Membership, { person: delegate.id });
  const before = await sessions.find(await sessions.signInAsPersona(own.id, device));
  const acting = await sessions.find(await sessions.actAs(before?.sessionId ?? '', membership.id));
  const actor = { id: delegate.id, role: 'reviewer', unit: membership.unit.id, tier: 'ward', cycle: award.cycle.id, onBehalfOf: member.id };
  expect(acting?.actor).toEqual(actor);
  const { id } = await submit({ ...award, cycle: other }, BRANCH);
  if (acting) await expect(reviews.decline(id, acting.actor, 'x')).rejects.toMatchObject({ name: 'NotFound' });
  const { delegations } = await personView(em(), SETUP, member.id);
  expect(delegations.map(({ membership: { cycle } }) => cycle?.slug)).toEqual(['award']);

  const tokens = new TokenService(award.store.em, clock);
  const who = await sessions.find(await sessions.signInAsPersona(membership.id, device));
  if (!who) throw new Error('Not signed in');
  const found = await tokens.find(await tokens.issue(who, { name: 'Bảng tính', scope: 'write', days: 1 }));
  expect(found?.who.actor).toEqual({ id: member.id, role: 'reviewer', unit: membership.unit.id, tier: 'ward', cycle: award.cycle.id });
  const { shortName, year } = award.definition;
  expect((await tokens.list(member.id)).map(({ unitName }) => unitName)).toEqual([
    `${membership.unit.name} · ${shortName.vi} ${year} (award)`,
  ]);
});
