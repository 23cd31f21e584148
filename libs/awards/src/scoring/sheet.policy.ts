import type { EntityManager } from '@mikro-orm/postgresql';
import { CouncilSeat, type Cycle } from '#store';
import type { Actor } from '#workflow';
import { isOfficeOf } from '../cycles/cycle.policy.js';
import { countsIn, isOneOf } from '../policy.js';
import { COUNCIL } from '../people/tie.policy.js';

/*
 * Who sees a score sheet.
 *
 * its scorer    their own, at any time
 * other scorers nothing of it: no score, no total, no mean, not whether or how many there are. Once the result is published, the mean
 * office        while the stage goes on, how many sheets are in, and in the journal who handed one in; when it has closed, the mean and how far the
 *               sheets were apart; single scores, in the journal, once the result is published
 * chair         how many sheets are in, too, but nothing of them while the stage goes on: the chair scores; when it has closed, as the office
 * branch, ward  the mean, once the result is published
 *
 * Who fills one in: `councilMember`, `noTie`, `notRecused`, `sheetOpen` in libs/workflow/src/rules.ts.
 */

/** Whether this person scores in that cycle at all: a seat on its council, and acting as a member of it. */
export const scores = async (em: EntityManager, cycle: Cycle, actor: Actor): Promise<boolean> =>
  isOneOf(actor, COUNCIL) && countsIn(cycle.id, actor) && (await em.count(CouncilSeat, { cycle, person: actor.id })) > 0;

/** How many sheets are in, of all together: the office and the chair, who have to see to it that they all come. */
export const seesProgress = (em: EntityManager, cycle: Cycle, actor: Actor | null): Promise<boolean> => isOfficeOf(em, cycle, actor);
