import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, run, wholly } from '#store';
import type { Actor } from '#workflow';

/** The units directly below the reviewer's that have no nomination in this cycle yet: those it may file for. */
export const unitsWithout = (em: EntityManager, cycle: Cycle, { unit }: Actor): Promise<{ id: string; name: string }[]> =>
  wholly(() =>
    run(
      em,
      `select id, name from unit u where parent_id = $1 and merged_into_id is null
         and not exists (select 1 from nomination where cycle_id = $2 and unit_id = u.id) order by name, code`,
      [unit, cycle.id],
    ),
  );
