import { Endorsement, run } from '#store';
import type { Act, Noted } from '../acts.js';
import { invalid } from '../errors.js';

/** Gives an endorsed nomination another rank in its unit's list. Whoever held that rank gets the one it leaves: no rank is ever given twice. */
export async function ranked({ em, subject }: Act, rank: number): Promise<Noted> {
  const own = await em.findOneOrFail(Endorsement, { nomination: subject.id, stage: subject.stage ?? '' });
  const { cycle, stage, unit } = own;
  const holder = await em.findOne(Endorsement, { cycle, stage, unit, rank });
  if (holder?.petition) throw invalid('rank', 'Thứ tự này đã gửi đi cùng Tờ trình.', 'This rank has been forwarded with a petition.');
  const before = own.rank ?? null;
  // One statement: the database asks at its end whether every rank is held once.
  await run(em, `update endorsement set rank = case id when $1 then $2::int else $3::int end where id = $1 or id = $4`, [
    own.id,
    rank,
    before,
    holder?.id ?? own.id,
  ]);
  return { type: 'nomination.ranked', data: { rank, before, exchanged: holder && holder !== own ? holder.nomination.id : null } };
}
