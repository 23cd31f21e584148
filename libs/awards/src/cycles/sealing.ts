import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run } from '#store';
import { type CycleStatus, type Definition, isSealed, type Standing } from '#workflow';

/** The cycle goes where its machine says, and the council learns whose dossiers it has when the last blind stage is behind. */
export function stand(cycle: Cycle, { pipeline }: Definition, to: Standing<CycleStatus>): void {
  Object.assign(cycle, to);
  cycle.sealed = isSealed(pipeline, to.stage);
}

/** By lot, so that a number tells nothing: neither the order of the codes nor of the submissions. Who has one from an earlier stage keeps it. */
const DRAW = `update nomination n set number = drawn.number
  from (select id, (select coalesce(max(number), 0) from nomination where cycle_id = $1::uuid) + row_number() over (order by gen_random_uuid()) as number
          from nomination where cycle_id = $1::uuid and stage = $2 and status = 'scoring' and number is null) drawn
 where n.id = drawn.id`;

/** Gives every nomination of a blind stage the number by which the council knows it. Not in the journal, which some of its readers may show around. */
export async function drawNumbers(em: EntityManager, { id }: Cycle, stage: string): Promise<void> {
  await run(em, DRAW, [id, stage]);
}
