import type { EntityManager, ObjectQuery } from '@mikro-orm/postgresql';
import { type Nomination, run, Unit } from '#store';
import type { Actor, NominationStatus } from '#workflow';

const DRAFTS: NominationStatus[] = ['draft'];
/** What the council sees: what reached scoring, whatever became of it then. */
const BEFORE_COUNCIL: NominationStatus[] = ['scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked'];

/** The nominations this person may see at all, as a condition of the query: the others do not exist for them. */
export async function visibleTo(em: EntityManager, actor: Actor): Promise<ObjectQuery<Nomination>> {
  if (actor.role === 'clock') return {};
  if (actor.unit === null) return { id: null };
  const unit = await em.findOne(Unit, actor.unit);
  if (!unit) return { id: null };
  const units = await withPredecessors(em, unit.id);
  if (actor.role === 'nominator') return { unit: { $in: units } };
  const below = { line: { [unit.tier]: { $in: units } } } as ObjectQuery<Nomination>;
  if (actor.role === 'scorer') return { $and: [below, { status: { $in: BEFORE_COUNCIL } }] };
  // A draft is its branch's own, and that of who writes it in the branch's place.
  return { $and: [below, { $or: [{ status: { $nin: DRAFTS } }, { filedBy: unit.id }] }] };
}

/** A unit and those that were merged into it, whose finished work it inherits. What is open has been handed over. */
async function withPredecessors(em: EntityManager, id: string): Promise<string[]> {
  const rows = await run<{ id: string }>(
    em,
    `with recursive own as (select $1::uuid as id union select u.id from unit u join own o on u.merged_into_id = o.id) select id from own`,
    [id],
  );
  return rows.map((row) => row.id);
}

const listed = (statuses: readonly string[]) => statuses.map((status) => `'${status}'`).join(', ');

/** The same as SQL, for a nomination `n`, the person's role `$2` and unit `$3`: an act needs no query of its own to find out. */
export const VISIBLE = `case $2::text
  when 'clock' then true
  when 'nominator' then n.unit_id = $3::uuid
  when 'scorer' then n.line ->> (select tier from unit where id = $3::uuid) = $3::text and n.status in (${listed(BEFORE_COUNCIL)})
  else n.line ->> (select tier from unit where id = $3::uuid) = $3::text and (n.status not in (${listed(DRAFTS)}) or n.filed_by_id = $3::uuid)
end`;
