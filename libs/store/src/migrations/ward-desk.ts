import { Migration } from '@mikro-orm/migrations';

/** What a reviewing unit ticks, says, looks at and sends on; and ranks that two nominations may exchange. */
export class Migration20261125170000_ward_desk extends Migration {
  override name = 'Migration20261125170000_ward_desk';

  override up(): void {
    this.addTables();
    this.addWalls();
  }

  private addTables(): void {
    this.addSql(
      `create table "petition_papers" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "stage" varchar(32) not null, "unit_id" uuid not null, "petition_id" uuid null, "number" varchar(60) not null, "signed_on" date null, "minutes" varchar(60) not null, "minutes_on" date null, "list" jsonb not null, "asked_at" timestamptz(3) not null, "petition_docx" bytea null, "petition_pdf" bytea null, "list_docx" bytea null, "list_pdf" bytea null, "rendered_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "petition_papers_cycle_id_stage_unit_id_index" on "petition_papers" ("cycle_id", "stage", "unit_id");`);
    this.addSql(`alter table "petition_papers" add constraint "petition_papers_petition_id_unique" unique ("petition_id");`);
    this.addSql(
      `create table "tick" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "stage" varchar(32) not null, "code" varchar(48) not null, "by_id" uuid not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "tick" add constraint "tick_nomination_id_stage_code_unique" unique ("nomination_id", "stage", "code");`);
    this.addSql(
      `create table "thread" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "part" varchar(48) not null, "audience" varchar(10) not null, "unit_id" uuid not null, "opened_at" timestamptz(3) not null, "resolved_at" timestamptz(3) null, "resolved_by_id" uuid null, primary key ("id"));`,
    );
    this.addSql(`create index "thread_nomination_id_index" on "thread" ("nomination_id");`);
    this.addSql(
      `create table "presence" ("nomination_id" uuid not null, "person_id" uuid not null, "unit_id" uuid not null, "seen_at" timestamptz(3) not null, primary key ("nomination_id", "person_id", "unit_id"));`,
    );
    this.addSql(
      `create table "comment" ("id" uuid not null default gen_random_uuid(), "thread_id" uuid not null, "by_id" uuid not null, "unit_id" uuid not null, "body" text not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "comment_thread_id_index" on "comment" ("thread_id");`);
    this.addSql(`alter table "petition" add "minutes" varchar(60) null, add "minutes_on" date null;`);
    this.addSql(`alter table "endorsement" drop constraint "endorsement_cycle_id_stage_unit_id_rank_unique";`);
    this.addSql(
      `alter table "endorsement" add constraint "endorsement_cycle_id_stage_unit_id_rank_unique" unique ("cycle_id", "stage", "unit_id", "rank") deferrable initially immediate;`,
    );
    this.addSql(
      `alter table "petition_papers" add constraint "petition_papers_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "petition_papers" add constraint "petition_papers_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "petition_papers" add constraint "petition_papers_petition_id_foreign" foreign key ("petition_id") references "petition" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "tick" add constraint "tick_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "tick" add constraint "tick_by_id_foreign" foreign key ("by_id") references "person" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "thread" add constraint "thread_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "thread" add constraint "thread_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "thread" add constraint "thread_resolved_by_id_foreign" foreign key ("resolved_by_id") references "person" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "thread" add constraint "thread_audience_check" check (audience in ('branch', 'unit'));`);
    this.addSql(
      `alter table "presence" add constraint "presence_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "presence" add constraint "presence_person_id_foreign" foreign key ("person_id") references "person" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "presence" add constraint "presence_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "comment" add constraint "comment_thread_id_foreign" foreign key ("thread_id") references "thread" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "comment" add constraint "comment_by_id_foreign" foreign key ("by_id") references "person" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "comment" add constraint "comment_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );
  }

  /** `walls/policies.ts` */
  private addWalls(): void {
    this.addSql(`alter table "petition_papers" enable row level security;`);
    this.addSql(
      `create policy "petition_papers_of_unit" on "petition_papers" using ((select asking('whole')) = 'on' or unit_id = any ((select asking_units())::uuid[]));`,
    );
    this.addSql(`alter table "tick" enable row level security;`);
    this.addSql(
      `create policy "tick_of_reviewers" on "tick" using ((select asking('role')) in ('reviewer', 'secretariat') and exists (select 1 from nomination n where n.id = tick.nomination_id));`,
    );
    this.addSql(`alter table "thread" enable row level security;`);
    this.addSql(
      `create policy "thread_read" on "thread" for select using ((select asking('whole')) = 'on' or (select asking('role')) in ('nominator', 'reviewer', 'secretariat', 'observer', 'administrator') and exists (select 1 from nomination n where n.id = thread.nomination_id) and (audience = 'branch' or (select asking('role')) <> 'nominator' and unit_id = any ((select asking_units())::uuid[])));`,
    );
    this.addSql(
      `create policy "thread_begin" on "thread" for insert with check ((select asking('role')) in ('nominator', 'reviewer', 'secretariat', 'observer', 'administrator') and unit_id = any ((select asking_units())::uuid[]) and exists (select 1 from nomination n where n.id = thread.nomination_id));`,
    );
    this.addSql(
      `create policy "thread_settle" on "thread" for update using ((select asking('whole')) = 'on' or (select asking('role')) in ('nominator', 'reviewer', 'secretariat', 'observer', 'administrator') and exists (select 1 from nomination n where n.id = thread.nomination_id));`,
    );
    this.addSql(`alter table "presence" enable row level security;`);
    this.addSql(
      `create policy "presence_of_unit" on "presence" using ((select asking('role')) in ('reviewer', 'secretariat') and unit_id = any ((select asking_units())::uuid[]) and exists (select 1 from nomination n where n.id = presence.nomination_id));`,
    );
    this.addSql(`alter table "comment" enable row level security;`);
    this.addSql(`create policy "comment_erase" on "comment" for update using ((select asking('whole')) = 'on');`);
    this.addSql(
      `create policy "comment_read" on "comment" for select using (exists (select 1 from thread t where t.id = comment.thread_id));`,
    );
    this.addSql(
      `create policy "comment_say" on "comment" for insert with check (by_id = (select asking('person'))::uuid and unit_id = any ((select asking_units())::uuid[]) and exists (select 1 from thread t where t.id = comment.thread_id));`,
    );
  }

  override down(): void {
    this.addSql(`drop table if exists "petition_papers" cascade;`);
    this.addSql(`drop table if exists "tick" cascade;`);
    this.addSql(`drop table if exists "thread" cascade;`);
    this.addSql(`drop table if exists "presence" cascade;`);
    this.addSql(`drop table if exists "comment" cascade;`);
    this.addSql(`alter table "endorsement" drop constraint "endorsement_cycle_id_stage_unit_id_rank_unique";`);
    this.addSql(
      `alter table "endorsement" add constraint "endorsement_cycle_id_stage_unit_id_rank_unique" unique ("cycle_id", "stage", "unit_id", "rank");`,
    );
    this.addSql(`alter table "petition" drop column "minutes", drop column "minutes_on";`);
  }
}
