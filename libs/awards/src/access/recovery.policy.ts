import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { fold } from '#tables';
import type { Actor } from '#workflow';
import { powersOf } from '../people/acting.js';
import { isStanding, type Roles } from '../policy.js';
import { like } from '../units/unit.reads.js';

/** Units strictly below :unit, as `below(id)`. */
const BELOW = `with recursive below as (
    select id from unit where parent_id = :unit
    union select u.id from unit u join below b on u.parent_id = b.id)`;

/** Everything this person is, and may do for others, lies strictly below the unit of the one who asks: helping somebody must not lead to more power than one has. */
const ALL_BELOW = `exists (select 1 from membership m where m.person_id = p.id)
  and not exists (select 1 from ${powersOf('p.id')} a where a.unit_id not in (select id from below))`;

export const MAY_RECOVER: Roles = ['reviewer', 'secretariat', 'administrator'];
/** Who decides together with another where somebody of the office asks for help. */
const DECIDES_ON_RECOVERY: Roles = ['administrator'];

/** Through a standing membership: it concerns the whole installation. */
export const decidesOnRecovery = (actor: Actor): boolean => isStanding(actor, DECIDES_ON_RECOVERY);

export interface PersonBelow {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  units: string[];
}

/** An administrator helps everybody but themselves; a reviewer and the secretariat those of the units below their own; through a standing membership. */
const whom = (actor: Actor): string | null => {
  if (!isStanding(actor, MAY_RECOVER)) return null;
  return actor.role === 'administrator' ? 'p.id <> :self::uuid' : `p.id <> :self::uuid and ${ALL_BELOW}`;
};

export async function mayIssueFor(em: EntityManager, actor: Actor, person: string): Promise<boolean> {
  const condition = whom(actor);
  if (!condition) return false;
  const rows = await em.execute<unknown[]>(
    raw(`${BELOW} select 1 from person p where p.id = :person and p.removed_at is null and ${condition}`, {
      unit: actor.unit,
      self: actor.id,
      person,
    }),
  );
  return rows.length > 0;
}

/** The people an actor may help to sign in again whose name, account or unit contains the words, at most fifty. */
export async function peopleBelow(em: EntityManager, actor: Actor, words: string): Promise<PersonBelow[]> {
  const condition = whom(actor);
  if (!condition) return [];
  return em.execute<PersonBelow[]>(
    raw(
      `${BELOW} select p.id, p.name, p.email, p.phone, array_agg(u.name order by u.name) as units
         from person p join membership m on m.person_id = p.id join unit u on u.id = m.unit_id
        where ${condition} and p.removed_at is null and (p.search like :like or p.email like :like or p.phone like :like or u.search like :like)
        group by p.id order by p.sort_name, p.id limit 50`,
      { unit: actor.unit, self: actor.id, like: like(fold(words.trim())) },
    ),
  );
}
