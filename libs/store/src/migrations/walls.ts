import { Migration } from '@mikro-orm/migrations';

const POLICIES = {
  nomination: ['nomination_read', 'nomination_start', 'nomination_change'],
  revision: ['revision_read', 'revision_save'],
  return_point: ['return_point_read', 'return_point_make', 'return_point_answer'],
  endorsement: ['endorsement_of_nomination'],
  petition: ['petition_of_unit'],
  objection: ['objection_read', 'objection_write', 'objection_answer'],
  score_sheet: ['score_sheet_read', 'score_sheet_open', 'score_sheet_fill'],
  recusal: ['recusal_read', 'recusal_make'],
  vote_register: ['vote_register_read', 'vote_register_sign'],
  ballot_paper: ['ballot_paper_count', 'ballot_paper_cast'],
  decision: ['decision_read', 'decision_write'],
  journal: ['journal_read', 'journal_write'],
  delivery: ['delivery_of_office'],
  upload: ['upload_own'],
};

/** Row-level security for what only those concerned may read: `walls/policies.ts`. Every transaction says who asks: `walls/asking.ts`. */
export class Migration20261125000000_walls extends Migration {
  override name = 'Migration20261125000000_walls';

  override up(): void {
    this.addAsking();
    // It looks at every tie and every nomination, whoever writes the sheet.
    this.addSql(`alter function refuse_tied_sheet() security definer set search_path = pg_catalog, public, pg_temp;`);
    for (const table of Object.keys(POLICIES)) this.addSql(`alter table "${table}" enable row level security;`);
    this.guardDossiers();
    this.guardReviews();
    this.guardCouncil();
    this.guardLetters();
  }

  /** Bodies that are read once, here: no table of somebody else's can stand in front of ours later. */
  private addAsking(): void {
    this.addSql(`create function asking(text) returns text stable parallel safe
      return nullif(current_setting('asking.' || $1, true), '');`);
    this.addSql(`create function asking_units() returns uuid[] language sql stable parallel safe begin atomic
      with recursive own as (
        select asking('unit')::uuid as id
        union select u.id from unit u join own o on u.merged_into_id = o.id)
      select array_agg(id) from own where id is not null;
    end;`);
    this.addSql(`create function asking_tier() returns text stable parallel safe
      return (select tier from unit where id = asking('unit')::uuid);`);
  }

  private guardDossiers(): void {
    this
      .addSql(`create policy "nomination_read" on "nomination" for select using ((select asking('whole')) = 'on' or case (select asking('role')) when 'public' then status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else status <> 'draft' and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "nomination_start" on "nomination" for insert with check ((select asking('role')) = 'nominator' and unit_id = any ((select asking_units())::uuid[]));`,
    );
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else status <> 'draft' and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);

    this.addSql(
      `create policy "revision_read" on "revision" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = revision.nomination_id));`,
    );
    this.addSql(
      `create policy "revision_save" on "revision" for insert with check ((select asking('role')) = 'nominator' and exists (select 1 from nomination n where n.id = revision.nomination_id));`,
    );

    this.addSql(
      `create policy "return_point_read" on "return_point" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = return_point.nomination_id));`,
    );
    this.addSql(
      `create policy "return_point_make" on "return_point" for insert with check ((select asking('role')) in ('reviewer', 'secretariat') and exists (select 1 from nomination n where n.id = return_point.nomination_id));`,
    );
    this.addSql(
      `create policy "return_point_answer" on "return_point" for update using ((select asking('role')) = 'nominator' and exists (select 1 from nomination n where n.id = return_point.nomination_id));`,
    );
  }

  private guardReviews(): void {
    this.addSql(
      `create policy "endorsement_of_nomination" on "endorsement" using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = endorsement.nomination_id));`,
    );

    this.addSql(
      `create policy "petition_of_unit" on "petition" using ((select asking('whole')) = 'on' or unit_id = any ((select asking_units())::uuid[]));`,
    );

    this.addSql(
      `create policy "objection_read" on "objection" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'secretariat' and exists (select 1 from nomination n where n.id = objection.nomination_id));`,
    );
    this.addSql(
      `create policy "objection_write" on "objection" for insert with check (exists (select 1 from nomination n where n.id = objection.nomination_id and n.status = 'listed'));`,
    );
    this.addSql(
      `create policy "objection_answer" on "objection" for update using ((select asking('role')) = 'secretariat' and exists (select 1 from nomination n where n.id = objection.nomination_id));`,
    );
  }

  private guardCouncil(): void {
    this.addSql(
      `create policy "score_sheet_read" on "score_sheet" for select using ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid);`,
    );
    this.addSql(
      `create policy "score_sheet_open" on "score_sheet" for insert with check (scorer_id = (select asking('person'))::uuid and exists (select 1 from nomination n where n.id = score_sheet.nomination_id));`,
    );
    this.addSql(`create policy "score_sheet_fill" on "score_sheet" for update using (scorer_id = (select asking('person'))::uuid);`);

    this.addSql(
      `create policy "recusal_read" on "recusal" for select using ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid);`,
    );
    this.addSql(
      `create policy "recusal_make" on "recusal" for insert with check ((select asking('whole')) = 'on' or scorer_id = (select asking('person'))::uuid and exists (select 1 from nomination n where n.id = recusal.nomination_id));`,
    );

    this.addSql(
      `create policy "vote_register_read" on "vote_register" for select using ((select asking('whole')) = 'on' or voter_id = (select asking('person'))::uuid);`,
    );
    this.addSql(
      `create policy "vote_register_sign" on "vote_register" for insert with check (voter_id = (select asking('person'))::uuid);`,
    );

    this.addSql(`create policy "ballot_paper_count" on "ballot_paper" for select using ((select asking('whole')) = 'on');`);
    this.addSql(
      `create policy "ballot_paper_cast" on "ballot_paper" for insert with check (exists (select 1 from council_seat s where s.cycle_id = ballot_paper.cycle_id and s.person_id = (select asking('person'))::uuid));`,
    );

    this.addSql(
      `create policy "decision_read" on "decision" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer', 'administrator', 'chair') or (select asking('role')) is not null and published_at is not null);`,
    );
    this.addSql(`create policy "decision_write" on "decision" using ((select asking('whole')) = 'on');`);

    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer', 'administrator', 'chair') or (select asking('role')) is not null and (type not in ('sheet.saved', 'sheet.submitted', 'nomination.recused', 'ballot.cast', 'nomination.advanced', 'nomination.eliminated') or actor_id = (select asking('person'))
  or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
    this.addSql(`create policy "journal_write" on "journal" for insert with check ((select asking('role')) is not null);`);
  }

  private guardLetters(): void {
    this.addSql(
      `create policy "delivery_of_office" on "delivery" using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'administrator'));`,
    );
    this.addSql(
      `create policy "upload_own" on "upload" using ((select asking('whole')) = 'on' or person_id = (select asking('person'))::uuid);`,
    );
  }

  override down(): void {
    for (const [table, policies] of Object.entries(POLICIES)) {
      for (const policy of policies) this.addSql(`drop policy "${policy}" on "${table}";`);
      this.addSql(`alter table "${table}" disable row level security;`);
    }
    this.addSql(`alter function refuse_tied_sheet() security invoker reset search_path;`);
    this.addSql(`drop function asking_units(); drop function asking_tier(); drop function asking(text);`);
  }
}
