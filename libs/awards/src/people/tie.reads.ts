import type { EntityManager } from '@mikro-orm/postgresql';
import { Tie } from '#store';
import type { Actor } from '#workflow';
import { isOneOf } from '../policy.js';
import { councilMembers, DECLARES_TIES } from './tie.policy.js';

export interface CouncilTies {
  ties: { id: string; person: string; unit: string; code: string; reason: string }[];
  /** Whose ties may be declared. */
  members: { id: string; name: string }[];
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
    members: isOneOf(actor, DECLARES_TIES) ? members : [],
  };
}
