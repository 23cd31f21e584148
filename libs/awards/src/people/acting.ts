import type { EntityManager, ObjectQuery } from '@mikro-orm/postgresql';
import { type Membership, run } from '#store';
import type { Actor, Role } from '#workflow';
import { NOW } from '../clock.js';

/** One of the ways in which a person may act: through a membership of their own, or in the place of a member. */
export interface Standpoint {
  membership: string;
  role: Exclude<Role, 'clock'>;
  title: string | null;
  unit: string;
  tier: string;
  /** With the cycle, where it counts in one only. */
  unitName: string;
  /** The only cycle in which it counts; null for a standing one. */
  cycle: string | null;
  /** The member in whose place the person acts. */
  member: string;
  memberName: string;
  isOwn: boolean;
}

/** The day it is for memberships, as SQL. */
const TODAY = `(to_timestamp((${NOW}) / 1000.0) at time zone 'Asia/Ho_Chi_Minh')::date`;

/** Which memberships `m`, of people `p`, count today. */
export const IN_FORCE = `(m.valid_from is null or m.valid_from <= ${TODAY}) and (m.valid_to is null or m.valid_to >= ${TODAY}) and p.removed_at is null`;

/** All that a person, given as SQL, is or may come to act as, whatever the day it begins: rows of role and unit. Who lets somebody in lets in all of it. */
export const powersOf = (person: string): string => `(select m.role, m.unit_id from membership m
    where m.person_id = ${person} or exists (select 1 from delegation d where d.membership_id = m.id and d.delegate_id = ${person} and d.valid_to >= ${TODAY}))`;

/** What the only cycle of a membership `m` is called, with its address, as others may be called the same; null for a standing one, and where the SQL `isKnown` does not hold of the cycle `c`. */
export const cycleNameSql = (
  isKnown = 'true',
): string => `(select (d.document -> 'shortName' ->> 'vi') || ' ' || (d.document ->> 'year') || ' (' || c.slug || ')'
  from cycle c join definition d on d.id = c.definition_id where c.id = m.cycle_id and (${isKnown}))`;

/** The unit `u` of a membership `m`, with the cycle where it counts in one only: people must see as what they act. */
export const unitNameSql = (isKnown?: string): string => `u.name || coalesce(' · ' || ${cycleNameSql(isKnown)}, '')`;

/** Every way in which a person, given as SQL, may act today: rows of `Standpoint`. */
export const standpointsSql = (
  person: string,
): string => `select m.id as membership, m.role, m.title, u.id as unit, u.tier, ${unitNameSql()} as "unitName", m.cycle_id as cycle,
         p.id as member, p.name as "memberName", m.person_id = ${person} as "isOwn"
    from membership m join person p on p.id = m.person_id join unit u on u.id = m.unit_id
   where (m.person_id = ${person} or exists (select 1 from delegation d
           where d.membership_id = m.id and d.delegate_id = ${person} and ${TODAY} between d.valid_from and d.valid_to))
     and ${IN_FORCE}
   order by "isOwn" desc, u.name, m.role, p.name`;

/** The same, asked. One query. */
export const standpointsOf = (em: EntityManager, person: string): Promise<Standpoint[]> =>
  run<Standpoint>(em, standpointsSql('$1::uuid'), [person]);

export const actorAt = (person: string, { role, unit, tier, cycle, isOwn, member }: Standpoint): Actor => ({
  id: person,
  role,
  unit,
  tier,
  ...(cycle !== null && { cycle }),
  ...(!isOwn && { onBehalfOf: member }),
});

/** The memberships that count on a day in a cycle. */
export const inForceOn = (day: string, cycle: string): ObjectQuery<Membership> => ({
  $and: [
    { $or: [{ cycle: null }, { cycle }] },
    { $or: [{ validFrom: null }, { validFrom: { $lte: day } }] },
    { $or: [{ validTo: null }, { validTo: { $gte: day } }] },
  ],
});
