import type { EntityManager } from '@mikro-orm/postgresql';
import { run } from '#store';
import type { UnitWanted } from './unit-rows.js';

/** Every unit as a file describes it, parents before their children, by tier and code: the same units always give the same list. */
export async function allUnits(em: EntityManager): Promise<UnitWanted[]> {
  return run<UnitWanted>(
    em,
    `with recursive tree as (
       select u.*, 0 as depth from unit u where parent_id is null
       union all select u.*, t.depth + 1 from unit u join tree t on u.parent_id = t.id)
     select t.code, t.tier, p.code as parent, t.name, t.name_en as "nameEn", t.valid_from::text as "validFrom", t.valid_to::text as "validTo",
            m.code as "mergedInto"
       from tree t left join unit p on p.id = t.parent_id left join unit m on m.id = t.merged_into_id
      order by t.depth, t.code collate "C"`,
    [],
  );
}
