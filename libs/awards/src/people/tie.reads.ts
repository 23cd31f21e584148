import type { EntityManager } from '@mikro-orm/postgresql';
import { run, Tie } from '#store';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';

export interface CouncilTies {
  ties: { id: string; person: string; unit: string; code: string; reason: string }[];
  /** Whose ties may be declared: oneself, or for the office everybody who sits on a council. */
  members: { id: string; name: string }[];
}

/**
 * Members of councils whose ties this person may see and declare: everybody's for the administrator, those of the own unit's council for the
 * secretariat, their own for a member. Throws `NotFound` for who may see none.
 */
export async function councilMembers(em: EntityManager, { id, role, unit }: Actor): Promise<CouncilTies['members']> {
  const isMember = role === 'scorer' || role === 'chair';
  const isSecretariat = role === 'secretariat' && unit !== null;
  if (!isMember && !isSecretariat && role !== 'administrator') throw new NotFound('No such page');
  return run(
    em,
    `select p.id, p.name from person p where p.removed_at is null and ($1::uuid is null or p.id = $1)
        and exists (select 1 from membership m where m.person_id = p.id and m.role in ('scorer', 'chair') and ($2::uuid is null or m.unit_id = $2))
      order by p.sort_name, p.id`,
    [isMember ? id : null, isSecretariat ? unit : null],
  );
}

/** The ties on record that this person may see, in the order of people and units. */
export async function councilTies(em: EntityManager, actor: Actor): Promise<CouncilTies> {
  const members = await councilMembers(em, actor);
  const ties = await em.find(
    Tie,
    { person: { $in: members.map(({ id }) => id) } },
    { populate: ['person', 'unit'], orderBy: { person: { sortName: 'asc' }, unit: { name: 'asc' } } },
  );
  return {
    ties: ties.map(({ id, person, unit, reason }) => ({ id, person: person.name, unit: unit.name, code: unit.code, reason })),
    members,
  };
}
