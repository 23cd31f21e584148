import { Membership } from '#store';
import type { Actor, Definition } from '#workflow';
import type { Desk } from './desk.js';
import type { Roster } from './roster.js';

/** Who sets a new installation up, before there is anybody. */
export const SETUP: Actor = { id: 'setup', role: 'administrator', unit: null };

export interface Staff {
  secretariat: Actor;
  chair: Actor;
  /** Council members by seat code, in the order of the seats. */
  council: Map<string, Actor>;
  reviewers: Map<string, Actor>;
  nominators: Map<string, Actor>;
}

/** Adds the roster's units and people. */
export async function hire(desk: Desk, roster: Roster): Promise<void> {
  await desk.units.import(SETUP, roster.units);
  for (const { seat: _, ...person } of roster.people) await desk.people.add(SETUP, person);
}

/** Finds the roster's people again, as actors. */
export async function staffOf({ em }: Desk, definition: Definition): Promise<Staff> {
  const memberships = await em.fork().find(Membership, { person: { isSample: true } }, { populate: ['person', 'unit'] });
  const actors = memberships.map(({ person, unit, role, title }) => ({
    actor: { id: person.id, role, unit: unit.id } satisfies Actor,
    unit: unit.code,
    title,
  }));
  const by = (role: Actor['role']) => new Map(actors.filter(({ actor }) => actor.role === role).map(({ actor, unit }) => [unit, actor]));
  const council = new Map(
    (definition.council?.seats ?? []).map((seat): [string, Actor] => {
      const holder = actors.find(({ actor, title }) => actor.role === seat.role && title === seat.title.vi);
      if (!holder) throw new Error(`Nobody holds the seat ${seat.code}`);
      return [seat.code, holder.actor];
    }),
  );
  const [secretariat] = by('secretariat').values();
  const chair = [...council.values()].find((actor) => actor.role === 'chair');
  if (!secretariat || !chair) throw new Error('The sample has no secretariat or no chair');
  return { secretariat, chair, council, reviewers: by('reviewer'), nominators: by('nominator') };
}
