import { Migration } from '@mikro-orm/migrations';

const CHANGED = {
  nomination_read: 'nomination',
  nomination_start: 'nomination',
  nomination_change: 'nomination',
  petition_of_unit: 'petition',
  petition_papers_of_unit: 'petition_papers',
  score_sheet_read: 'score_sheet',
  score_sheet_fill: 'score_sheet',
  recusal_read: 'recusal',
  vote_register_read: 'vote_register',
  vote_register_sign: 'vote_register',
  ballot_paper_cast: 'ballot_paper',
  journal_read: 'journal',
};

/** A membership may be limited to one cycle, and then shows what is in that one only: who asks says which. */
export class Migration20261125184034_cycle_memberships extends Migration {
  override name = 'Migration20261125184034_cycle_memberships';

  override up(): void {
    this.addSql(`alter table "membership" drop constraint "membership_person_id_unit_id_role_unique";`);
    this.addSql(`alter table "membership" add "cycle_id" uuid null;`);
    this.addSql(
      `alter table "membership" add constraint "membership_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete cascade;`,
    );
    this.addSql(`create index "membership_cycle_id_index" on "membership" ("cycle_id");`);
    this.addSql(
      `alter table "membership" add constraint "membership_person_id_unit_id_role_cycle_id_unique" unique ("person_id", "unit_id", "role", "cycle_id");`,
    );
    this.addSql(
      `create unique index "membership_standing_unique" on "membership" ("person_id", "unit_id", "role") where "cycle_id" is null;`,
    );
    this.addSql(
      `alter table "membership" add constraint "membership_administrator_check" check (cycle_id is null or role <> 'administrator');`,
    );
    this.addSql(askingCycles(` and (asking('cycle') is null or cycle = asking('cycle')::uuid)`));
    this.dropChanged();
    this.guardDossiers();
    this.guardCouncil();
    this.guardJournal();
  }

  private dropChanged(): void {
    for (const [policy, table] of Object.entries(CHANGED)) this.addSql(`drop policy "${policy}" on "${table}";`);
  }

  private guardDossiers(): void {
    this
      .addSql(`create policy "nomination_read" on "nomination" for select using ((select asking('whole')) = 'on' or ((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) and case (select asking('role')) when 'public' then status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'reviewer' then (submitted_at is not null or filed_by_id = any ((select asking_units())::uuid[])) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "nomination_start" on "nomination" for insert with check (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) and case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[]) when 'reviewer' then filed_by_id = any ((select asking_units())::uuid[]) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`,
    );
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or ((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) and case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'reviewer' then (submitted_at is not null or filed_by_id = any ((select asking_units())::uuid[])) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "petition_of_unit" on "petition" using ((select asking('whole')) = 'on' or unit_id = any ((select asking_units())::uuid[]) and ((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid));`,
    );
    this.addSql(
      `create policy "petition_papers_of_unit" on "petition_papers" using ((select asking('whole')) = 'on' or unit_id = any ((select asking_units())::uuid[]) and ((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid));`,
    );
  }

  private guardCouncil(): void {
    this.addSql(
      `create policy "score_sheet_read" on "score_sheet" for select using ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid and ((select asking('cycle')) is null or exists (select 1 from nomination n where n.id = score_sheet.nomination_id)));`,
    );
    this.addSql(
      `create policy "score_sheet_fill" on "score_sheet" for update using (scorer_id = (select asking('person'))::uuid and ((select asking('cycle')) is null or exists (select 1 from nomination n where n.id = score_sheet.nomination_id)));`,
    );
    this.addSql(
      `create policy "recusal_read" on "recusal" for select using ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid and ((select asking('cycle')) is null or exists (select 1 from nomination n where n.id = recusal.nomination_id)));`,
    );
    this.addSql(
      `create policy "vote_register_read" on "vote_register" for select using ((select asking('whole')) = 'on' or voter_id = (select asking('person'))::uuid and ((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid));`,
    );
    this.addSql(
      `create policy "vote_register_sign" on "vote_register" for insert with check (voter_id = (select asking('person'))::uuid and ((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid));`,
    );
    this.addSql(
      `create policy "ballot_paper_cast" on "ballot_paper" for insert with check (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) and exists (select 1 from council_seat s where s.cycle_id = ballot_paper.cycle_id and s.person_id = (select asking('person'))::uuid));`,
    );
  }

  private guardJournal(): void {
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and (cycle_id is null and (select asking('cycle')) is null or cycle_id = any ((select asking_cycles())::uuid[]))
  or actor_id = (select asking('person')) or (select asking('role')) is not null and (((select asking('cycle')) is null or cycle_id = (select asking('cycle'))::uuid) or cycle_id is null or type like 'cycle.%')
  and type not in ('sheet.saved', 'sheet.submitted', 'ballot.cast') and ((select asking('role')) not in ('scorer', 'chair') or type not like 'nomination.%' or cycle_id not in (select id from cycle where sealed))
  and ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type <> 'nomination.recused' and type not in ('nomination.advanced', 'nomination.eliminated')
    or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
  }

  /** Who is something in one cycle only was nothing before: a role for all of them would be more than was given. */
  override down(): void {
    this.dropChanged();
    this.guardDossiersAsBefore();
    this.guardCouncilAsBefore();
    this.guardJournalAsBefore();
    this.addSql(askingCycles(''));
    this.addSql(`delete from "membership" where "cycle_id" is not null;`);
    this.addSql(`alter table "membership" drop constraint "membership_administrator_check";`);
    this.addSql(`drop index "membership_standing_unique";`);
    this.addSql(`alter table "membership" drop constraint "membership_person_id_unit_id_role_cycle_id_unique";`);
    this.addSql(`alter table "membership" drop column "cycle_id";`);
    this.addSql(
      `alter table "membership" add constraint "membership_person_id_unit_id_role_unique" unique ("person_id", "unit_id", "role");`,
    );
  }

  private guardDossiersAsBefore(): void {
    this
      .addSql(`create policy "nomination_read" on "nomination" for select using ((select asking('whole')) = 'on' or case (select asking('role')) when 'public' then status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'reviewer' then (submitted_at is not null or filed_by_id = any ((select asking_units())::uuid[])) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "nomination_start" on "nomination" for insert with check (case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[]) when 'reviewer' then filed_by_id = any ((select asking_units())::uuid[]) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`,
    );
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'reviewer' then (submitted_at is not null or filed_by_id = any ((select asking_units())::uuid[])) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "petition_of_unit" on "petition" using ((select asking('whole')) = 'on' or unit_id = any ((select asking_units())::uuid[]));`,
    );
    this.addSql(
      `create policy "petition_papers_of_unit" on "petition_papers" using ((select asking('whole')) = 'on' or unit_id = any ((select asking_units())::uuid[]));`,
    );
  }

  private guardCouncilAsBefore(): void {
    this.addSql(
      `create policy "score_sheet_read" on "score_sheet" for select using ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid);`,
    );
    this.addSql(`create policy "score_sheet_fill" on "score_sheet" for update using (scorer_id = (select asking('person'))::uuid);`);
    this.addSql(
      `create policy "recusal_read" on "recusal" for select using ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid);`,
    );
    this.addSql(
      `create policy "vote_register_read" on "vote_register" for select using ((select asking('whole')) = 'on' or voter_id = (select asking('person'))::uuid);`,
    );
    this.addSql(
      `create policy "vote_register_sign" on "vote_register" for insert with check (voter_id = (select asking('person'))::uuid);`,
    );
    this.addSql(
      `create policy "ballot_paper_cast" on "ballot_paper" for insert with check (exists (select 1 from council_seat s where s.cycle_id = ballot_paper.cycle_id and s.person_id = (select asking('person'))::uuid));`,
    );
  }

  private guardJournalAsBefore(): void {
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and (cycle_id is null or cycle_id = any ((select asking_cycles())::uuid[]))
  or actor_id = (select asking('person')) or (select asking('role')) is not null
  and type not in ('sheet.saved', 'sheet.submitted', 'ballot.cast') and ((select asking('role')) not in ('scorer', 'chair') or type not like 'nomination.%' or cycle_id not in (select id from cycle where sealed))
  and ((select asking('role')) = 'chair' and cycle_id = any ((select asking_cycles())::uuid[]) or type <> 'nomination.recused' and type not in ('nomination.advanced', 'nomination.eliminated')
    or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
  }
}

const askingCycles = (
  limit: string,
) => `create or replace function asking_cycles() returns uuid[] language sql stable parallel safe begin atomic
      with recursive reach as (
        select id as cycle, organiser_id as unit from cycle
        union select r.cycle, above.unit from reach r join unit u on u.id = r.unit
          cross join lateral (values (u.parent_id), (u.merged_into_id)) as above (unit) where above.unit is not null)
      select array_agg(distinct cycle) from reach where unit = any (asking_units())${limit};
    end;`;
