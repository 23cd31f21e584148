import type { Actor, Role } from '#workflow';
import { NotFound } from './errors.js';

// Who may see and do what stands in one file per subject, `<subject>.policy.ts` in its folder. The rules of acts, such as who endorses and until when,
// are those of `libs/workflow/src/rules.ts`; a policy says who sees what, and who may ask at all.

/** In which roles: one list for the route, its page, its buttons and the query behind them. */
export type Roles = readonly [Role, ...Role[]];

export const isOneOf = (actor: Pick<Actor, 'role'> | null, roles: readonly Role[]): boolean => actor !== null && roles.includes(actor.role);

/** The same, through a membership that is not limited to one cycle: for what concerns the whole installation. */
export const isStanding = (actor: Actor | null, roles: readonly Role[]): boolean => isOneOf(actor, roles) && actor?.cycle === undefined;

/** Whether the membership counts in that cycle: a standing one does in all. */
export const countsIn = (cycle: string, actor: Actor | null): boolean => actor?.cycle === undefined || actor.cycle === cycle;

/** For what concerns the whole installation. What is not for this person is not there for them. */
export function only(roles: Roles, actor: Actor): void {
  if (!isStanding(actor, roles)) throw new NotFound('No such page');
}
