import { type EntityManager } from '@mikro-orm/postgresql';
import { Cycle, Delegation, JournalEntry, Membership, Person, run, Tie } from '#store';
import { fold } from '#tables';
import type { Actor, Role, Text } from '#workflow';
import { invalid, NotFound } from '../errors.js';
import { rulebookOf } from '../machines.js';
import { isOneOf, only } from '../policy.js';
import { like } from '../units/unit.reads.js';
import { cyclesToJoin, LOOKS_AFTER_MEMBERS, LOOKS_AFTER_PEOPLE } from './person.policy.js';
import { phoneFrom } from './phone.js';

const PAGE_SIZE = 50;

export interface PersonRow {
  id: string;
  name: string;
  /** For the administrator only. */
  email: string | null;
  phone: string | null;
  /** With what the cycle is called, where one counts in one only that the reader may know of. */
  memberships: { id: string; role: Exclude<Role, 'clock'>; unit: string; code: string; cycle: Text | null }[];
}

export interface PersonPage {
  rows: PersonRow[];
  total: number;
  page: number;
  size: number;
}

// The nominators of all units below, for a reviewer; everybody who is here, for the administrator.
const WHERE = `p.removed_at is null and ($1::text = '' or p.search like $1 or ($2::text is not null and p.phone = $2))
  and ($3::uuid is null or exists (
    with recursive below as (select id from unit where parent_id = $3::uuid union select u.id from unit u join below b on u.parent_id = b.id)
    select 1 from membership m join below b on b.id = m.unit_id where m.person_id = p.id and m.role = 'nominator'))`;

/** The people this person looks after, in the order of their given names. Two queries. */
export async function peoplePage(
  em: EntityManager,
  actor: Actor,
  { q = '', page = 1 }: { q?: string; page?: number },
): Promise<PersonPage> {
  only(LOOKS_AFTER_MEMBERS, actor);
  const isAll = isOneOf(actor, LOOKS_AFTER_PEOPLE);
  if (!isAll && actor.unit === null) throw new NotFound('No such page');
  const reach = isAll ? null : actor.unit;
  const rows = await run<PersonRow & { total: number }>(
    em,
    `select p.id, p.name, p.email, p.phone, count(*) over ()::int as total from person p where ${WHERE}
      order by p.sort_name, p.id limit ${PAGE_SIZE} offset $4`,
    [q.trim() ? like(fold(q.trim())) : '', isAll ? phoneFrom(q) : null, reach, (page - 1) * PAGE_SIZE],
  );
  const all = await em.find(
    Membership,
    { person: { $in: rows.map(({ id }) => id) }, ...(isAll ? {} : { role: 'nominator' as const }) },
    { populate: ['unit', 'cycle.definition'], orderBy: { role: 'asc', id: 'asc' } },
  );
  const memberships = Map.groupBy(all, ({ person }) => person.id);
  return {
    rows: rows.map(({ id, name, email, phone }) => ({
      id,
      name,
      email: isAll ? email : null,
      phone: isAll ? phone : null,
      memberships: (memberships.get(id) ?? []).map(({ id: membership, role, unit, cycle }) => ({
        id: membership,
        role,
        unit: unit.name,
        code: unit.code,
        // One that is not launched is for its office.
        cycle: cycle && (isAll || cycle.status !== 'prepared') ? cycleName(cycle) : null,
      })),
    })),
    total: rows[0]?.total ?? 0,
    page,
    size: PAGE_SIZE,
  };
}

/** What the cycle of a membership is called, with its address, as others may be called the same. */
export function cycleName(cycle: Cycle): Text {
  const { shortName, year } = rulebookOf(cycle).definition;
  return withAddress(shortName, year, cycle);
}

const withAddress = ({ vi, en }: Text, year: number, { slug }: Cycle): Text => ({
  vi: `${vi} ${year} (${slug})`,
  en: `${en} ${year} (${slug})`,
});

/** One person, for the administrator. */
export async function personView(em: EntityManager, actor: Actor, id: string) {
  only(LOOKS_AFTER_PEOPLE, actor);
  const person = await em.findOne(Person, { id });
  if (!person) throw new NotFound('No such person');
  const memberships = await em.find(
    Membership,
    { person },
    { populate: ['unit', 'cycle.definition'], orderBy: { role: 'asc', id: 'asc' } },
  );
  const delegations = await em.find(
    Delegation,
    { $or: [{ delegate: person }, { membership: { person } }] },
    {
      populate: ['delegate', 'membership', 'membership.person', 'membership.unit', 'membership.cycle.definition'],
      orderBy: { validFrom: 'desc' },
    },
  );
  const ties = await em.find(Tie, { person }, { populate: ['unit'], orderBy: { id: 'asc' } });
  const history = await em.find(JournalEntry, { subjectId: person.id, cycle: null }, { orderBy: { id: 'desc' }, limit: 50 });
  return { person, memberships, delegations, ties, history };
}

/** The person with that number, for the administrator. Throws `Invalid` when there is none. */
export async function personByPhone(em: EntityManager, actor: Actor, phone: string): Promise<string> {
  only(LOOKS_AFTER_PEOPLE, actor);
  const number = phoneFrom(phone);
  const person = number === null ? null : await em.findOne(Person, { phone: number, removedAt: null });
  if (!person) throw invalid('phone', `Không có ai dùng số “${phone}”.`, `Nobody has the number “${phone}”.`);
  return person.id;
}

/** The cycles to which this person may limit a membership, the newest first. */
export async function cycleChoices(em: EntityManager, actor: Actor): Promise<{ id: string; name: Text }[]> {
  const cycles = await em.find(Cycle, await cyclesToJoin(em, actor), {
    populate: ['definition'],
    orderBy: { ceremony: 'desc', slug: 'asc' },
  });
  return cycles.map((cycle) => {
    const { name, year } = rulebookOf(cycle).definition;
    return { id: cycle.id, name: withAddress(name, year, cycle) };
  });
}
