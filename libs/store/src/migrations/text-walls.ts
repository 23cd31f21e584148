import { Migration } from '@mikro-orm/migrations';

/** What people wrote is read with the entry that says it, and an entry about a nomination by those who see that. A text knows its entry's subject. */
export class Migration20261125185122_text_walls extends Migration {
  override name = 'Migration20261125185122_text_walls';

  override up(): void {
    this.addSql(`alter table "journal_text" add "subject_id" uuid null;`);
    this.addSql(`alter table "journal_text" disable trigger "journal_text_stays_as_it_is";`);
    this.addSql(`update "journal_text" t set "subject_id" = e.subject_id
      from (select j.subject_id, m[1] as commitment from "journal" j cross join lateral regexp_matches(j.data::text, '"([0-9a-f]{64})"', 'g') as m) e
      where e.commitment = t.commitment;`);
    this.addSql(`alter table "journal_text" enable trigger "journal_text_stays_as_it_is";`);
    this.addSql(`alter table "journal_text" alter column "subject_id" set not null;`);
    this.addSql(`alter table "journal_text" enable row level security;`);
    this.addSql(
      `create policy "journal_text_read" on "journal_text" for select using ((select asking('whole')) = 'on' or exists (select 1 from journal j where j.subject_id = journal_text.subject_id and strpos(j.data::text, commitment) > 0));`,
    );
    this.addSql(`create policy "journal_text_write" on "journal_text" for insert with check ((select asking('role')) is not null);`);
    this.addSql(`create policy "journal_text_forget" on "journal_text" for delete using ((select asking('whole')) = 'on');`);

    this.addSql(`drop policy "journal_read" on "journal";`);
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and (cycle_id is null and (select asking('cycle')) is null or cycle_id = any ((select asking_cycles())::uuid[]))
  or (select asking('person')) in (actor_id, on_behalf_of) or (select asking('role')) is not null and case when cycle_id is null then subject_id = (select asking('person'))::uuid or (select asking('role')) <> 'public' and (type like 'unit.%' or type like 'definition.%') else (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) or type like 'cycle.%')
  and not (type in ('sheet.saved', 'sheet.submitted', 'ballot.cast') or type like 'petition.%') and ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type not in ('nomination.recused', 'objection.answered', 'nomination.advanced', 'nomination.eliminated') or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')) and (type not like 'nomination.%' or (select asking('role')) = 'public' and type = 'nomination.objected' or (select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = journal.subject_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed)))) end);`);
  }

  override down(): void {
    this.addSql(`drop policy "journal_read" on "journal";`);
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and (cycle_id is null and (select asking('cycle')) is null or cycle_id = any ((select asking_cycles())::uuid[]))
  or actor_id = (select asking('person')) or (select asking('role')) is not null and (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) or cycle_id is null or type like 'cycle.%')
  and type not in ('sheet.saved', 'sheet.submitted', 'ballot.cast') and ((select asking('role')) not in ('scorer', 'chair') or type not like 'nomination.%' or cycle_id not in (select id from cycle where sealed))
  and ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type <> 'nomination.recused' and type not in ('nomination.advanced', 'nomination.eliminated')
    or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
    for (const policy of ['read', 'write', 'forget']) this.addSql(`drop policy "journal_text_${policy}" on "journal_text";`);
    this.addSql(`alter table "journal_text" disable row level security;`);
    this.addSql(`alter table "journal_text" drop column "subject_id";`);
  }
}
