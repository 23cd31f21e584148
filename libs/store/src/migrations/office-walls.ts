import { Migration } from '@mikro-orm/migrations';

/**
 * The office of a cycle is that of its organiser, or of a unit above it, in the database, too; before, whoever had the role anywhere was let through.
 * Requests about personal data stand behind the wall, and everybody reads the letters that went to themselves.
 */
export class Migration20261125155220_office_walls extends Migration {
  override name = 'Migration20261125155220_office_walls';

  override up(): void {
    // Also where the organiser was merged into another since.
    this.addSql(`create function asking_cycles() returns uuid[] language sql stable parallel safe begin atomic
      with recursive reach as (
        select id as cycle, organiser_id as unit from cycle
        union select r.cycle, above.unit from reach r join unit u on u.id = r.unit
          cross join lateral (values (u.parent_id), (u.merged_into_id)) as above (unit) where above.unit is not null)
      select array_agg(distinct cycle) from reach where unit = any (asking_units());
    end;`);
    this.addSql(`drop policy "journal_read" on "journal";`);
    this.addSql(`drop policy "delivery_of_office" on "delivery";`);
    this.addSql(`drop policy "delivery_watched" on "delivery";`);
    this.addSql(`drop policy "decision_read" on "decision";`);
    this.addSql(`alter table "data_request" enable row level security;`);
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and (cycle_id is null or cycle_id = any ((select asking_cycles())::uuid[]))
  or actor_id = (select asking('person')) or (select asking('role')) is not null
  and type not in ('sheet.saved', 'sheet.submitted', 'ballot.cast') and ((select asking('role')) not in ('scorer', 'chair') or type not like 'nomination.%' or cycle_id not in (select id from cycle where sealed))
  and ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type <> 'nomination.recused' and type not in ('nomination.advanced', 'nomination.eliminated')
    or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
    this.addSql(
      `create policy "delivery_of_office" on "delivery" using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) = 'secretariat' and cycle_id = any ((select asking_cycles())::uuid[]));`,
    );
    this.addSql(
      `create policy "delivery_read" on "delivery" for select using ((select asking('role')) = 'observer' and cycle_id = any ((select asking_cycles())::uuid[]) or key like '%.' || (select asking('person')));`,
    );
    this
      .addSql(`create policy "decision_read" on "decision" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer', 'chair') and cycle_id = any ((select asking_cycles())::uuid[])
  or (select asking('role')) is not null and published_at is not null);`);
    this.addSql(
      `create policy "data_request_read" on "data_request" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or person_id = (select asking('person'))::uuid);`,
    );
    this.addSql(`create policy "data_request_ask" on "data_request" for insert with check (person_id = (select asking('person'))::uuid);`);
    this.addSql(
      `create policy "data_request_answer" on "data_request" for update using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator');`,
    );
  }

  override down(): void {
    for (const policy of ['read', 'ask', 'answer']) this.addSql(`drop policy "data_request_${policy}" on "data_request";`);
    this.addSql(`alter table "data_request" disable row level security;`);
    this.addSql(`drop policy "decision_read" on "decision";`);
    this.addSql(`drop policy "delivery_of_office" on "delivery";`);
    this.addSql(`drop policy "delivery_read" on "delivery";`);
    this.addSql(`drop policy "journal_read" on "journal";`);
    this.addSql(
      `create policy "decision_read" on "decision" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer', 'administrator', 'chair') or (select asking('role')) is not null and published_at is not null);`,
    );
    this.addSql(`create policy "delivery_watched" on "delivery" for select using ((select asking('role')) = 'observer');`);
    this.addSql(
      `create policy "delivery_of_office" on "delivery" using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'administrator'));`,
    );
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer', 'administrator') or actor_id = (select asking('person')) or (select asking('role')) is not null
  and type not in ('sheet.saved', 'sheet.submitted', 'ballot.cast') and ((select asking('role')) not in ('scorer', 'chair') or type not like 'nomination.%' or cycle_id not in (select id from cycle where sealed))
  and ((select asking('role')) = 'chair' or type <> 'nomination.recused' and type not in ('nomination.advanced', 'nomination.eliminated')
    or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
    this.addSql(`drop function asking_cycles();`);
  }
}
