import { Migration } from '@mikro-orm/migrations';

const CHANGED = {
  nomination_read: 'nomination',
  nomination_change: 'nomination',
  revision_read: 'revision',
  return_point_read: 'return_point',
  endorsement_of_nomination: 'endorsement',
  objection_read: 'objection',
  journal_read: 'journal',
};

/**
 * The council may score by number and learn afterwards whose dossiers they were; and what was never handed in stays its branch's own, even when it has
 * lapsed. The observer reads objections and letters that did not arrive, the chair no sheets of others. Cycles under way have no blind stage.
 */
export class Migration20261125151727_blind_scoring extends Migration {
  override name = 'Migration20261125151727_blind_scoring';

  override up(): void {
    this.dropChanged();
    this.addSql(`alter table "cycle" add "sealed" boolean not null default false;`);
    this.addSql(`alter table "nomination" add "number" int null;`);
    this.addSql(`alter table "nomination" add constraint "nomination_cycle_id_number_unique" unique ("cycle_id", "number");`);
    this.guardDossiers();
    this.guardOthers();
    this.addSql(`create policy "delivery_watched" on "delivery" for select using ((select asking('role')) = 'observer');`);
  }

  private dropChanged(): void {
    for (const [policy, table] of Object.entries(CHANGED)) this.addSql(`drop policy "${policy}" on "${table}";`);
  }

  private guardDossiers(): void {
    this
      .addSql(`create policy "nomination_read" on "nomination" for select using ((select asking('whole')) = 'on' or case (select asking('role')) when 'public' then status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "revision_read" on "revision" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = revision.nomination_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed))));`,
    );
    this.addSql(
      `create policy "return_point_read" on "return_point" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = return_point.nomination_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed))));`,
    );
  }

  private guardOthers(): void {
    this.addSql(
      `create policy "endorsement_of_nomination" on "endorsement" using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = endorsement.nomination_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed))));`,
    );
    this.addSql(
      `create policy "objection_read" on "objection" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer') and exists (select 1 from nomination n where n.id = objection.nomination_id));`,
    );
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer', 'administrator') or actor_id = (select asking('person')) or (select asking('role')) is not null
  and type not in ('sheet.saved', 'sheet.submitted', 'ballot.cast') and ((select asking('role')) not in ('scorer', 'chair') or type not like 'nomination.%' or cycle_id not in (select id from cycle where sealed))
  and ((select asking('role')) = 'chair' or type <> 'nomination.recused' and type not in ('nomination.advanced', 'nomination.eliminated')
    or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
  }

  override down(): void {
    this.dropChanged();
    this.addSql(`drop policy "delivery_watched" on "delivery";`);
    this.addSql(`alter table "cycle" drop column "sealed";`);
    this.addSql(`alter table "nomination" drop constraint "nomination_cycle_id_number_unique";`);
    this.addSql(`alter table "nomination" drop column "number";`);
    this.guardDossiersAsBefore();
    this.guardOthersAsBefore();
  }

  private guardDossiersAsBefore(): void {
    this
      .addSql(`create policy "nomination_read" on "nomination" for select using ((select asking('whole')) = 'on' or case (select asking('role')) when 'public' then status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else status <> 'draft' and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else status <> 'draft' and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "revision_read" on "revision" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = revision.nomination_id));`,
    );
    this.addSql(
      `create policy "return_point_read" on "return_point" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = return_point.nomination_id));`,
    );
  }

  private guardOthersAsBefore(): void {
    this.addSql(
      `create policy "endorsement_of_nomination" on "endorsement" using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = endorsement.nomination_id));`,
    );
    this.addSql(
      `create policy "objection_read" on "objection" for select using ((select asking('whole')) = 'on' or (select asking('role')) = 'secretariat' and exists (select 1 from nomination n where n.id = objection.nomination_id));`,
    );
    this
      .addSql(`create policy "journal_read" on "journal" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('secretariat', 'observer', 'administrator', 'chair') or (select asking('role')) is not null and (type not in ('sheet.saved', 'sheet.submitted', 'nomination.recused', 'ballot.cast', 'nomination.advanced', 'nomination.eliminated') or actor_id = (select asking('person'))
  or type in ('nomination.advanced', 'nomination.eliminated') and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')));`);
  }
}
