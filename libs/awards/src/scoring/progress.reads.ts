import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run, wholly } from '#store';
import type { Actor } from '#workflow';
import { rulebookOf } from '../machines.js';
import { seesProgress } from './sheet.policy.js';

/** How many of the sheets a stage waits for are in; members who stepped aside owe none. */
export interface SheetProgress {
  in: number;
  of: number;
}

const SQL = `select count(*)::int as "of", count(*) filter (where exists (
    select 1 from score_sheet t where t.nomination_id = n.id and t.scorer_id = s.person_id and t.submitted_at is not null))::int as "in"
  from nomination n join council_seat s on s.cycle_id = n.cycle_id
 where n.cycle_id = $1::uuid and n.stage = $2 and n.status = 'scoring'
   and not exists (select 1 from recusal r where r.nomination_id = n.id and r.scorer_id = s.person_id)`;

/** Null while nothing is being scored, and for who must not know. */
export async function sheetProgress(em: EntityManager, cycle: Cycle, actor: Actor | null): Promise<SheetProgress | null> {
  const stage = rulebookOf(cycle).definition.pipeline.stages.find(({ code }) => code === cycle.stage);
  if (stage?.kind !== 'scoring' || cycle.status === 'waiting' || !(await seesProgress(em, cycle, actor))) return null;
  // Of sheets that none of those who ask may read.
  const [row] = await wholly(() => run<SheetProgress>(em, SQL, [cycle.id, stage.code]));
  return row ?? null;
}
