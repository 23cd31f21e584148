import { type EntityManager, raw } from '@mikro-orm/postgresql';
import type { Stage } from '#workflow';
import { quotaOf } from '../nominations/facts.js';

/** How a reviewing unit stands in a stage: what came up to it, what still waits for its decision, what it may put forward. */
export interface Waiting {
  [figure: string]: number | null;
  submitted: number;
  pending: number;
  quota: number | null;
}

/** The units that still have something to decide in this stage, by unit id. */
export async function waitingByUnit(em: EntityManager, cycleId: string, stage: Stage): Promise<Record<string, Waiting>> {
  const rows = await em.execute<{ unit: string; submitted: number; pending: number; children: number }[]>(
    raw(
      `select w.*, (select count(*)::int from unit where parent_id::text = w.unit and merged_into_id is null) as children from (
         select line ->> :tier as unit, count(*)::int as submitted,
                count(*) filter (where stage = :stage and status in ('submitted', 'returned'))::int as pending
           from nomination where cycle_id = :cycle and status <> 'draft' group by 1) w
        where w.pending > 0`,
      { tier: stage.tier, stage: stage.code, cycle: cycleId },
    ),
  );
  return Object.fromEntries(
    rows.map(({ unit, submitted, pending, children }) => [unit, { submitted, pending, quota: quotaOf(stage, children) }]),
  );
}
