import type { EntityManager, ObjectQuery } from '@mikro-orm/postgresql';
import { type Nomination, Unit } from '#store';
import type { Actor, NominationStatus } from '#workflow';

const DRAFTS: NominationStatus[] = ['draft'];
/** What the council sees: what reached scoring, whatever became of it then. */
const BEFORE_COUNCIL: NominationStatus[] = ['scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked'];

/** The nominations this person may see at all, as a condition of the query: the others do not exist for them. */
export async function visibleTo(em: EntityManager, actor: Actor): Promise<ObjectQuery<Nomination>> {
  if (actor.role === 'clock') return {};
  if (actor.unit === null) return { id: null };
  if (actor.role === 'nominator') return { unit: actor.unit };
  const unit = await em.findOne(Unit, actor.unit);
  if (!unit) return { id: null };
  const below = { line: { [unit.tier]: unit.id } } as ObjectQuery<Nomination>;
  if (actor.role === 'scorer') return { $and: [below, { status: { $in: BEFORE_COUNCIL } }] };
  return { $and: [below, { status: { $nin: DRAFTS } }] };
}
