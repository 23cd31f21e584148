import { Migration } from '@mikro-orm/migrations';

/** What only the office of a cycle should read, objections and what is written of them and of people, stands behind the wall for every other office. */
export class Migration20261125200001_office_walls_again extends Migration {
  override name = 'Migration20261125200001_office_walls_again';

  override up(): void | Promise<void> {
    this.addSql(`drop policy "objection_answer" on "objection";`);
    this.addSql(`drop policy "objection_read" on "objection";`);

    this.addSql(`drop policy "journal_read" on "journal";`);

    this.addSql(
      `create policy "objection_answer" on "objection" for update using ((select asking('role')) = 'secretariat' and exists (select 1 from nomination n where n.id = objection.nomination_id and n.cycle_id = any ((select asking_cycles())::uuid[])));`,
    );
    this.addSql(
      `create policy "objection_read" on "objection" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer') and exists (select 1 from nomination n where n.id = objection.nomination_id and n.cycle_id = any ((select asking_cycles())::uuid[])));`,
    );

    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and cycle_id = any ((select asking_cycles())::uuid[])
  or (select asking('person')) in (actor_id, on_behalf_of) or (select asking('role')) is not null and case when cycle_id is null then subject_id = (select asking('person'))::uuid or (select asking('role')) <> 'public' and (type like 'unit.%' or type like 'definition.%') else (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) or type like 'cycle.%')
  and not (type in ('sheet.saved', 'sheet.submitted', 'ballot.cast') or type like 'petition.%' or type = 'branch.reminded' and (select asking('role')) = 'public') and ((select asking('role')) = 'public' and type = 'nomination.objected' or ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type not in ('nomination.recused', 'nomination.objected', 'objection.answered', 'nomination.advanced', 'nomination.eliminated') or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')) and (type not like 'nomination.%' or (select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = journal.subject_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed))))) end);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop policy "journal_read" on "journal";`);

    this.addSql(`drop policy "objection_read" on "objection";`);
    this.addSql(`drop policy "objection_answer" on "objection";`);

    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and (cycle_id is null and (select asking('cycle')) is null or cycle_id = any ((select asking_cycles())::uuid[]))
  or (select asking('person')) in (actor_id, on_behalf_of) or (select asking('role')) is not null and case when cycle_id is null then subject_id = (select asking('person'))::uuid or (select asking('role')) <> 'public' and (type like 'unit.%' or type like 'definition.%') else (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) or type like 'cycle.%')
  and not (type in ('sheet.saved', 'sheet.submitted', 'ballot.cast') or type like 'petition.%') and ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type not in ('nomination.recused', 'objection.answered', 'nomination.advanced', 'nomination.eliminated') or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')) and (type not like 'nomination.%' or (select asking('role')) = 'public' and type = 'nomination.objected' or (select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = journal.subject_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed)))) end);`);

    this.addSql(
      `create policy "objection_read" on "objection" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer') and exists (select 1 from nomination n where n.id = objection.nomination_id));`,
    );
    this.addSql(
      `create policy "objection_answer" on "objection" for update using ((select asking('role')) = 'secretariat' and exists (select 1 from nomination n where n.id = objection.nomination_id));`,
    );
  }
}
