import { Migration } from '@mikro-orm/migrations';

/** Invitations and who came; recoveries that two confirm; free texts beside the journal, requests about one's data, and when data were deleted. */
export class Migration20261125121604_privacy extends Migration {
  override name = 'Migration20261125121604_privacy';

  override up(): void {
    this.addDoors();
    this.addTexts();
    this.addSql(
      `create table "data_request" ("id" uuid not null default gen_random_uuid(), "person_id" uuid not null references "person" ("id") on delete cascade, "kind" varchar(12) not null, "wish" text not null, "asked_at" timestamptz(3) not null, "due" date not null, "answered_at" timestamptz(3) null, "outcome" varchar(8) null, "answer" text null, primary key ("id"), constraint "data_request_kind_check" check (kind in ('correction', 'erasure')), constraint "data_request_outcome_check" check (outcome in ('done', 'refused')));`,
    );
    this.addSql(`create index "data_request_person_id_index" on "data_request" ("person_id");`);
    this.addSql(`create index "data_request_open_index" on "data_request" ("due") where "answered_at" is null;`);
    this.addSql(`create table "retention_sweep" ("day" date not null, "at" timestamptz(3) not null, primary key ("day"));`);
  }

  private addDoors(): void {
    this.addSql(
      `create table "invitation" ("person_id" uuid not null references "person" ("id") on update cascade on delete cascade, "invited_by_id" uuid not null references "person" ("id") on delete cascade, "invited_at" timestamptz(3) not null default now(), "state" varchar(10) not null, "error" text null, primary key ("person_id"), constraint "invitation_state_check" check (state in ('printed', 'due', 'sending', 'sent', 'failed')));`,
    );
    this.addSql(`create index "invitation_invited_by_id_index" on "invitation" ("invited_by_id");`);
    this.addSql(`create index "invitation_due_index" on "invitation" ("invited_at") where "state" = 'due';`);
    this.addSql(
      `create table "recovery_request" ("person_id" uuid not null references "person" ("id") on update cascade on delete cascade, "asked_by_id" uuid not null references "person" ("id") on delete cascade, "asked_at" timestamptz(3) not null default now(), primary key ("person_id"));`,
    );
    this.addSql(`create index "recovery_request_asked_by_id_index" on "recovery_request" ("asked_by_id");`);
    this.addSql(`alter table "person" add "came_at" timestamptz(3) null;`);
    // Who has a way in, or was let in within the days that the log goes back, has been here.
    this.addSql(`update "person" p set "came_at" = now() where exists (select 1 from "password" w where w."person_id" = p."id")
      or exists (select 1 from "passkey" k where k."person_id" = p."id") or exists (select 1 from "session" s where s."person_id" = p."id")
      or exists (select 1 from "sign_in" a where a."person_id" = p."id" and a."succeeded");`);
  }

  /** A text may go, by name of who wants to be forgotten; nobody puts another in its place. */
  private addTexts(): void {
    this.addSql(
      `create table "journal_text" ("commitment" varchar(64) not null, "salt" varchar(22) not null, "text" text not null, primary key ("commitment"));`,
    );
    this.addSql(
      `create trigger "journal_text_stays_as_it_is" before update on "journal_text" for each row execute function refuse_change();`,
    );
    this.addSql(
      `create trigger "journal_text_stays" before truncate on "journal_text" for each statement execute function refuse_change();`,
    );
  }

  override down(): void {
    for (const table of ['journal_text', 'invitation', 'data_request', 'recovery_request', 'retention_sweep'])
      this.addSql(`drop table "${table}";`);
    this.addSql(`alter table "person" drop column "came_at";`);
  }
}
