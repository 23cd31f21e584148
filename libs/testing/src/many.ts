import type { Award } from './award.js';

export interface Waiting {
  id: string;
  code: string;
  /** Unit ids. */
  branch: string;
  ward: string;
}

/** So many more branches, each with a complete nomination that waits in the first review: rows alone, without the acts that led there. */
export async function manyWaiting(award: Award, count: number, prefix = 'CD-N'): Promise<Waiting[]> {
  const { store, cycle, definition } = award;
  const review = definition.pipeline.stages.find(({ kind }) => kind === 'review');
  const { content } = await award.nomination(award.roster.branches[0]?.code ?? '');
  return store.em.fork().execute<Waiting[]>(
    `with wards as (select w.id, w.parent_id, d.parent_id as city, (row_number() over (order by w.code)) - 1 as turn, count(*) over () as all_wards
         from unit w join unit d on d.id = w.parent_id where w.tier = 'ward'),
       branches as (insert into unit (code, tier, name, parent_id)
         select ? || '-' || lpad(n::text, 5, '0'), 'branch', 'Chi đoàn số ' || n, w.id from generate_series(1, ?) n join wards w on w.turn = n % w.all_wards
         returning id, code, parent_id)
     insert into nomination (code, cycle_id, unit_id, line, status, stage, content, revision, submitted_at)
       select b.code, ?, b.id, jsonb_build_object('branch', b.id, 'ward', w.id, 'district', w.parent_id, 'city', w.city), 'submitted', ?, ?::jsonb, 1, now()
         from branches b join wards w on w.id = b.parent_id
       returning id, code, unit_id as branch, line ->> 'ward' as ward`,
    [prefix, count, cycle.id, review?.code ?? '', JSON.stringify(content)],
  );
}
