import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, JournalEntry, type Json } from '#store';
import type { Actor, Standing } from '#workflow';

/** `ward-review/returned`; a standing outside every stage is its status alone. */
export const standingText = ({ status, stage }: Standing) => (stage === null ? status : `${stage}/${status}`);

export interface Happened {
  type: string;
  cycle: Cycle | null;
  subjectId: string;
  actor: Actor;
  at: Date;
  from?: Standing | null;
  to?: Standing | null;
  data?: Record<string, Json>;
}

/** Writes down one accepted act in the transaction that makes it. */
export function record(em: EntityManager, { actor, from, to, data, ...happened }: Happened): void {
  em.create(JournalEntry, {
    ...happened,
    actorId: actor.id,
    actorRole: actor.role,
    actorUnit: actor.unit,
    from: from ? standingText(from) : null,
    to: to ? standingText(to) : null,
    data: data ?? {},
  });
}
