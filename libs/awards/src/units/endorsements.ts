import type { EntityManager } from '@mikro-orm/postgresql';
import { type Json, run } from '#store';

interface Row {
  id: string;
  stage: string;
  unit: string;
  code: string;
  rank: number | null;
  forwarded: boolean;
}

const FIND = `select e.id, e.stage, e.unit_id as unit, n.code, e.rank, e.petition_id is not null as forwarded
  from endorsement e join nomination n on n.id = e.nomination_id join unit u on u.id = e.unit_id
 where e.cycle_id = $1 and e.unit_id = any($2::uuid[])
 order by e.stage, e.petition_id is null, e.rank, u.code, n.code`;

/**
 * What the units put forward counts for their successor. A rank stays where it is free there; else it becomes the next after the last: what went up
 * first keeps its place before what has not. Returns the ranks that changed.
 */
export async function moveEndorsements(em: EntityManager, cycle: string, ended: readonly string[], into: string): Promise<Json[]> {
  const rows = await run<Row>(em, FIND, [cycle, [...ended, into]]);
  const changed: Json[] = [];
  for (const [stage, own] of Map.groupBy(rows, (row) => row.stage)) {
    const taken = new Set(own.filter(({ unit }) => unit === into).map(({ rank }) => rank));
    for (const { id, unit, code, rank } of own) {
      if (unit === into) continue;
      const given = rank !== null && taken.has(rank) ? Math.max(0, ...[...taken].map(Number)) + 1 : rank;
      if (given !== rank) changed.push({ stage, nomination: code, from: rank, to: given });
      taken.add(given);
      await run(em, 'update endorsement set unit_id = $2::uuid, rank = $3 where id = $1::uuid', [id, into, given]);
    }
  }
  return changed;
}
