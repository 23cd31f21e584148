import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, Decision } from '#store';

/** The decision that holds: the newest version. Null until the chair has settled on the winners. */
export const currentDecision = (em: EntityManager, cycle: Cycle): Promise<Decision | null> =>
  em.findOne(Decision, { cycle, supersededAt: null });
