import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';

export const REACTION_STATUSES = ['pending', 'done', 'failed'] as const;
export type ReactionStatus = (typeof REACTION_STATUSES)[number];

/**
 * One thing that has to follow from an entry of the journal, written with the removal of the entry's mark. This row is the truth; the job in
 * the queue is a bell, which may be lost, rung twice or too late. Times are the database's own, never the travelling clock's.
 */
const ReactionSchema = defineEntity({
  name: 'Reaction',
  checks: [oneOf('status', REACTION_STATUSES)],
  indexes: [
    { name: 'reaction_pending_index', properties: ['lookAt'], where: `"status" = 'pending'` },
    { name: 'reaction_failed_index', properties: ['finishedAt'], where: `"status" = 'failed'` },
  ],
  properties: {
    entryId: p.bigint('number').primary().autoincrement(false),
    /** Kebab case, after what is done: `letter-returned`, `certificate`. */
    name: p.string().length(60).primary(),
    queue: p.string().length(20),
    status: p.string().length(10).$type<ReactionStatus>().default('pending'),
    /** How often it was begun since it came into being or since somebody asked for it again. */
    attempts: p.integer().default(0),
    error: p.text().strictNullable(),
    /** When a pending one without a job in its queue is rung again. */
    lookAt: p.datetime().length(3),
    finishedAt: p.datetime().length(3).strictNullable(),
  },
});

export class Reaction extends ReactionSchema.class {}
ReactionSchema.setClass(Reaction);
