import type { EntityManager } from '@mikro-orm/postgresql';
import { run, Tie } from '#store';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';

export interface CouncilTies {
  ties: { id: string; person: string; unit: string; code: string; reason: string }[];
  /** Whose ties may be declared: oneself, or for the office everybody who sits on a council. */
  members: { id: string; name: string }[];
}

/** The ties on record that this person may see, in the order of people and units. */
export async function councilTies(em: EntityManager, actor: Actor): Promise<CouncilTies> {
  const isOffice = actor.role === 'secretariat' || actor.role === 'administrator';
  if (!isOffice && actor.role !== 'scorer' && actor.role !== 'chair') throw new NotFound('No such page');
  const ties = await em.find(Tie, isOffice ? { person: { removedAt: null } } : { person: actor.id }, {
    populate: ['person', 'unit'],
    orderBy: { person: { sortName: 'asc' }, unit: { name: 'asc' } },
  });
  const members = await run<{ id: string; name: string }>(
    em,
    `select p.id, p.name from person p where p.removed_at is null and ($1::uuid is null or p.id = $1)
        and exists (select 1 from membership m where m.person_id = p.id and m.role in ('scorer', 'chair')) order by p.sort_name, p.id`,
    [isOffice ? null : actor.id],
  );
  return {
    ties: ties.map(({ id, person, unit, reason }) => ({ id, person: person.name, unit: unit.name, code: unit.code, reason })),
    members,
  };
}
