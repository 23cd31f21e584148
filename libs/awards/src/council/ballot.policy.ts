import type { EntityManager } from '@mikro-orm/postgresql';
import { CouncilSeat, type Cycle } from '#store';
import type { Actor, StageOf } from '#workflow';
import { isOfficeOf } from '../cycles/cycle.policy.js';
import { countsIn } from '../policy.js';

/*
 * Who sees a ballot.
 *
 * The list: whoever has a seat on the council of that cycle, and its office. A paper: nobody, ever; nothing links one to its voter. That a member has
 * voted stands in the whole journal, which the office reads. The count: the office when the ballot closes, everybody with the result.
 * Who votes: `councilMember` and `notVoted` in libs/workflow/src/rules.ts, and not for whom they are barred from.
 */
export const seesBallot = async (em: EntityManager, cycle: Cycle, actor: Actor): Promise<boolean> =>
  (countsIn(cycle.id, actor) && (await em.count(CouncilSeat, { cycle, person: actor.id })) > 0) || isOfficeOf(em, cycle, actor);

/** Those of the nominations that this person does not vote on: where the award says so, all to whose unit line they have a tie (`tied_unit`: declared, or by working for a unit). */
export async function barredFrom(
  em: EntityManager,
  { tiedMembersVote }: StageOf<'ballot'>,
  actor: Actor,
  ids: readonly string[],
): Promise<string[]> {
  if (tiedMembersVote) return [];
  const rows = await em.execute<{ id: string }[]>(
    `select n.id from nomination n where n.id = any(?::uuid[]) and exists
       (select 1 from tied_unit t join jsonb_each_text(n.line) l on l.value = t.unit_id::text where t.person_id::text = ?)`,
    [`{${ids.join(',')}}`, actor.id],
  );
  return rows.map(({ id }) => id);
}
