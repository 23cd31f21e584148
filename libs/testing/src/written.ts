import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { JournalEntry, textReader } from '#store';

/** What the journal says, oldest first, with what people wrote in its place. */
export async function written(em: EntityManager, where: FilterQuery<JournalEntry>) {
  const entries = await em.find(JournalEntry, where, { orderBy: { id: 'asc' } });
  const read = await textReader(em, entries);
  return entries.map(({ type, subjectId, actorId, actorRole, from, to, rules, data }) => ({
    type,
    subjectId,
    actorId,
    actorRole,
    from,
    to,
    rules,
    data: read(data),
  }));
}
