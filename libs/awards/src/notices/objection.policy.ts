import type { EntityManager } from '@mikro-orm/postgresql';
import type { Cycle } from '#store';
import type { Actor } from '#workflow';
import { organiserOf } from '../cycles/cycle.policy.js';
import { countsIn, isOneOf, type Roles } from '../policy.js';

/*
 * Who sees an objection.
 *
 * Its text, and the name, telephone number and address of who wrote it: the secretariat of the organiser, which answers it, and the observer there.
 * Nobody else learns who objected, not from the journal either; that somebody did, the office reads in the history of the nomination.
 * Who objects: anybody, while the notice lasts (`noticeOpen` in libs/workflow/src/rules.ts).
 */
export const ANSWERS_OBJECTIONS: Roles = ['secretariat'];
const READS_OBJECTIONS: Roles = ['secretariat', 'observer'];

export const readsObjections = async (em: EntityManager, cycle: Cycle, actor: Actor): Promise<boolean> =>
  isOneOf(actor, READS_OBJECTIONS) && countsIn(cycle.id, actor) && actor.unit === (await organiserOf(em, cycle));

/** What was answered, or not, when the result came out is part of how it came about. */
export const takesAnswers = ({ status }: Cycle): boolean => status !== 'published' && status !== 'cancelled';

export const answersObjections = async (em: EntityManager, cycle: Cycle, actor: Actor): Promise<boolean> =>
  isOneOf(actor, ANSWERS_OBJECTIONS) && (await readsObjections(em, cycle, actor));
