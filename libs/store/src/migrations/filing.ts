import { Migration } from '@mikro-orm/migrations';

/** A reviewing unit may write a nomination in the place of a unit below, which confirms it: who that is, and what the walls let it do. */
export class Migration20261125164706_filing extends Migration {
  override name = 'Migration20261125164706_filing';

  override up(): void | Promise<void> {
    this.addSql(`drop policy "nomination_change" on "nomination";`);
    this.addSql(`drop policy "nomination_read" on "nomination";`);
    this.addSql(`drop policy "nomination_start" on "nomination";`);

    this.addSql(`drop policy "revision_save" on "revision";`);

    this.addSql(`alter table "nomination" add "filed_by_id" uuid null, add "confirmed_at" timestamptz(3) null;`);
    this.addSql(
      `alter table "nomination" add constraint "nomination_filed_by_id_foreign" foreign key ("filed_by_id") references "unit" ("id") on delete restrict;`,
    );
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'reviewer' then (submitted_at is not null or filed_by_id = any ((select asking_units())::uuid[])) and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
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
      .addSql(`create policy "revision_save" on "revision" for insert with check (exists (select 1 from nomination n where n.id = revision.nomination_id
  and case (select asking('role')) when 'nominator' then true when 'reviewer' then n.filed_by_id = any ((select asking_units())::uuid[]) end));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop policy "nomination_read" on "nomination";`);
    this.addSql(`drop policy "nomination_start" on "nomination";`);
    this.addSql(`drop policy "nomination_change" on "nomination";`);
    this.addSql(`alter table "nomination" drop constraint "nomination_filed_by_id_foreign";`);

    this.addSql(`drop policy "revision_save" on "revision";`);

    this.addSql(`alter table "nomination" drop column "filed_by_id", drop column "confirmed_at";`);
    this
      .addSql(`create policy "nomination_read" on "nomination" for select using ((select asking('whole')) = 'on' or case (select asking('role')) when 'public' then status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);
    this.addSql(
      `create policy "nomination_start" on "nomination" for insert with check ((select asking('role')) = 'nominator' and unit_id = any ((select asking_units())::uuid[]));`,
    );
    this
      .addSql(`create policy "nomination_change" on "nomination" for update using ((select asking('whole')) = 'on' or case (select asking('role')) when 'nominator' then unit_id = any ((select asking_units())::uuid[])
  when 'scorer' then status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  when 'chair' then submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) and (number is not null and status in ('scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked') or cycle_id not in (select id from cycle where sealed))
  else submitted_at is not null and line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[]) end);`);

    this.addSql(
      `create policy "revision_save" on "revision" for insert with check ((select asking('role')) = 'nominator' and exists (select 1 from nomination n where n.id = revision.nomination_id));`,
    );
  }
}
