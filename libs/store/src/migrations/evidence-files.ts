import { Migration } from '@mikro-orm/migrations';

/** Files of a dossier: a row for each, and in each revision which of them it has. */
export class Migration20261125193000_evidence_files extends Migration {
  override name = 'Migration20261125193000_evidence_files';

  override up(): void {
    this.addSql(
      `create table "evidence_file" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "part" varchar(48) not null, "name" varchar(200) not null, "state" varchar(10) not null, "bytes" bigint not null, "sha256" varchar(64) null, "source" varchar(64) null, "thumbnail" varchar(64) null, "type" varchar(100) null, "width" int null, "height" int null, "pages" int null, "neutral" boolean not null default false, "uploaded_by_id" uuid not null, "uploaded_at" timestamptz(3) not null, "created_at" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "evidence_file_sha256_index" on "evidence_file" ("sha256");`);
    this.addSql(`create index "evidence_file_thumbnail_index" on "evidence_file" ("thumbnail");`);
    this.addSql(`create index "evidence_file_nomination_id_state_index" on "evidence_file" ("nomination_id", "state");`);

    this.addSql(`alter table "nomination" add "files" jsonb not null default '{}';`);

    this.addSql(`alter table "revision" add "files" jsonb not null default '{}';`);

    this.addSql(
      `alter table "evidence_file" add constraint "evidence_file_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "evidence_file" add constraint "evidence_file_uploaded_by_id_foreign" foreign key ("uploaded_by_id") references "person" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "evidence_file" add constraint "evidence_file_state_check" check (state in ('receiving', 'kept'));`);
    this.addSql(`alter table "evidence_file" add constraint "evidence_file_kept_whole" check (state = 'receiving' or sha256 is not null);`);

    this.addSql(`alter table "return_point" add "file_id" uuid null;`);
    this.addSql(`alter table "thread" add "file_id" uuid null;`);
    for (const table of ['return_point', 'thread'])
      this.addSql(
        `alter table "${table}" add constraint "${table}_file_id_foreign" foreign key ("file_id") references "evidence_file" ("id") on delete set null;`,
      );
    this.guard();
  }

  private guard(): void {
    this.addSql(`alter table "evidence_file" enable row level security;`);
    this.addSql(`create policy "evidence_file_erase" on "evidence_file" for update using ((select asking('whole')) = 'on');`);
    this.addSql(
      `create policy "evidence_file_read" on "evidence_file" for select using ((select asking('role')) <> 'public' and exists (select 1 from nomination n where n.id = evidence_file.nomination_id and ((select asking('role')) not in ('scorer', 'chair') or n.cycle_id not in (select id from cycle where sealed) or evidence_file.neutral)));`,
    );
    this.addSql(
      `create policy "evidence_file_add" on "evidence_file" for insert with check (exists (select 1 from nomination n where n.id = evidence_file.nomination_id
  and case (select asking('role')) when 'nominator' then true when 'reviewer' then n.filed_by_id = any ((select asking_units())::uuid[]) end));`,
    );
    this.addSql(
      `create policy "evidence_file_keep" on "evidence_file" for update using (exists (select 1 from nomination n where n.id = evidence_file.nomination_id
  and case (select asking('role')) when 'nominator' then true when 'reviewer' then n.filed_by_id = any ((select asking_units())::uuid[]) end));`,
    );
    this.addSql(
      `create policy "evidence_file_give_up" on "evidence_file" for delete using (state = 'receiving' and exists (select 1 from nomination n where n.id = evidence_file.nomination_id
  and case (select asking('role')) when 'nominator' then true when 'reviewer' then n.filed_by_id = any ((select asking_units())::uuid[]) end));`,
    );
  }

  override down(): void {
    for (const table of ['return_point', 'thread']) this.addSql(`alter table "${table}" drop column "file_id";`);

    this.addSql(`drop table if exists "evidence_file" cascade;`);

    this.addSql(`alter table "nomination" drop column "files";`);

    this.addSql(`alter table "revision" drop column "files";`);
  }
}
