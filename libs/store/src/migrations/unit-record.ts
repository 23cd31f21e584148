import { Migration } from '@mikro-orm/migrations';

/**
 * When a unit was founded, which years of an award are published and in which of them it won, with what units merged into it won: whoever asks. Earlier
 * dossiers are not always theirs to read, and whether one won decides who may be nominated; who won was announced.
 */
export class Migration20261125201000_unit_record extends Migration {
  override name = 'Migration20261125201000_unit_record';

  override up(): void {
    // Goes by the cycles of one award, of which there is one a year.
    this
      .addSql(`create function record_of_unit(asked uuid, award text, out founded text, out years int[], out won int[]) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      with recursive own as (select asked as id union select u.id from unit u join own o on u.merged_into_id = o.id)
      select (select to_char(valid_from, 'YYYY-MM-DD') from unit where id = asked),
        coalesce(array_agg(distinct year) filter (where year is not null), '{}'),
        coalesce(array_agg(distinct year) filter (where status = 'awarded'), '{}')
      from (select (d.document ->> 'year')::int as year, n.status
          from cycle c join definition d on d.id = c.definition_id left join nomination n on n.cycle_id = c.id and n.unit_id in (select id from own)
          where c.status = 'published' and regexp_replace(d.code, '[-._]?' || (d.document ->> 'year') || '$', '') = award) as past;
    $$;`);
  }

  override down(): void {
    this.addSql(`drop function record_of_unit;`);
  }
}
