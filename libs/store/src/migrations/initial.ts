import { Migration } from '@mikro-orm/migrations';

export class Migration20261123000000_initial extends Migration {
  override name = 'Migration20261123000000_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "definition" ("id" uuid not null default gen_random_uuid(), "code" varchar(48) not null, "version" int not null, "document" jsonb not null, "published_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "definition" add constraint "definition_code_version_unique" unique ("code", "version");`);

    this.addSql(`create table "clock_shift" ("id" int not null, "milliseconds" bigint not null, primary key ("id"));`);

    this.addSql(
      `create table "journal_seal" ("entry_id" bigint not null, "chain" varchar(40) not null, "number" int not null, "hash" varchar(64) not null, "sealed_at" timestamptz(3) not null, primary key ("entry_id"));`,
    );
    this.addSql(`alter table "journal_seal" add constraint "journal_seal_chain_number_unique" unique ("chain", "number");`);

    this.addSql(`create table "journal_undispatched" ("entry_id" bigint not null, primary key ("entry_id"));`);

    this.addSql(`create table "journal_unsealed" ("entry_id" bigint not null, primary key ("entry_id"));`);

    this.addSql(
      `create table "person" ("id" uuid not null default gen_random_uuid(), "name" varchar(200) not null, "email" varchar(254) null, "language" varchar(2) not null default 'vi', "is_sample" boolean not null default false, primary key ("id"));`,
    );

    this.addSql(
      `create table "unit" ("id" uuid not null default gen_random_uuid(), "code" varchar(48) not null, "tier" varchar(48) not null, "name" varchar(200) collate "vi-x-icu" not null, "name_en" varchar(200) null, "parent_id" uuid null, "valid_from" date null, "valid_to" date null, "merged_into_id" uuid null, primary key ("id"));`,
    );
    this.addSql(`alter table "unit" add constraint "unit_code_unique" unique ("code");`);
    this.addSql(`create index "unit_tier_index" on "unit" ("tier");`);

    this.addSql(
      `create table "tie" ("id" uuid not null default gen_random_uuid(), "person_id" uuid not null, "unit_id" uuid not null, "reason" text not null, primary key ("id"));`,
    );
    this.addSql(`alter table "tie" add constraint "tie_person_id_unit_id_unique" unique ("person_id", "unit_id");`);

    this.addSql(
      `create table "membership" ("id" uuid not null default gen_random_uuid(), "person_id" uuid not null, "unit_id" uuid not null, "role" varchar(20) not null, "title" varchar(200) null, primary key ("id"));`,
    );
    this.addSql(`create index "membership_unit_id_index" on "membership" ("unit_id");`);
    this.addSql(
      `alter table "membership" add constraint "membership_person_id_unit_id_role_unique" unique ("person_id", "unit_id", "role");`,
    );

    this.addSql(
      `create table "session" ("id" uuid not null default gen_random_uuid(), "token_hash" varchar(64) not null, "person_id" uuid not null, "membership_id" uuid not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "session" add constraint "session_token_hash_unique" unique ("token_hash");`);

    this.addSql(
      `create table "cycle" ("id" uuid not null default gen_random_uuid(), "slug" varchar(80) not null, "definition_id" uuid not null, "organiser_id" uuid not null, "status" varchar(20) not null default 'prepared', "stage" varchar(32) null, "ceremony" date not null, "schedule" jsonb not null default '{}', "launched_at" timestamptz(3) null, "published_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`alter table "cycle" add constraint "cycle_slug_unique" unique ("slug");`);

    this.addSql(
      `create table "timer" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "kind" varchar(20) not null, "stage" varchar(32) not null, "subject" uuid not null, "due" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "timer_due_index" on "timer" ("due");`);
    this.addSql(
      `alter table "timer" add constraint "timer_cycle_id_kind_stage_subject_unique" unique ("cycle_id", "kind", "stage", "subject");`,
    );

    this.addSql(
      `create table "petition" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "stage" varchar(32) not null, "unit_id" uuid not null, "number" varchar(60) not null, "signed_on" date not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "petition" add constraint "petition_cycle_id_stage_unit_id_number_unique" unique ("cycle_id", "stage", "unit_id", "number");`,
    );

    this.addSql(
      `create table "nomination" ("id" uuid not null default gen_random_uuid(), "code" varchar(40) not null, "cycle_id" uuid not null, "unit_id" uuid not null, "line" jsonb not null, "status" varchar(20) not null, "stage" varchar(32) null, "content" jsonb not null, "revision" int not null default 0, "returns" int not null default 0, "supplement_due" timestamptz(3) null, "submitted_at" timestamptz(3) null, "score" numeric(8,4) null, "votes" int null, primary key ("id"));`,
    );
    this.addSql(`create index "nomination_cycle_id_stage_status_index" on "nomination" ("cycle_id", "stage", "status");`);
    this.addSql(`create index "nomination_line_index" on "nomination" using gin ("line" jsonb_path_ops);`);
    this.addSql(`alter table "nomination" add constraint "nomination_one_per_unit" unique ("cycle_id", "unit_id");`);
    this.addSql(`alter table "nomination" add constraint "nomination_cycle_id_code_unique" unique ("cycle_id", "code");`);

    this.addSql(
      `create table "score_sheet" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "scorer_id" uuid not null, "items" jsonb not null, "comment" text null, "saved_at" timestamptz(3) not null, "submitted_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "score_sheet" add constraint "score_sheet_nomination_id_scorer_id_unique" unique ("nomination_id", "scorer_id");`,
    );

    this.addSql(
      `create table "revision" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "number" int not null, "content" jsonb not null, "saved_by_id" uuid not null, "saved_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "revision" add constraint "revision_nomination_id_number_unique" unique ("nomination_id", "number");`);

    this.addSql(
      `create table "return_point" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "stage" varchar(32) not null, "round" int not null, "field" varchar(48) not null, "request" text not null, "answer" text null, "answered_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "return_point_nomination_id_index" on "return_point" ("nomination_id");`);

    this.addSql(
      `create table "recusal" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "scorer_id" uuid not null, "reason" text not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "recusal" add constraint "recusal_nomination_id_scorer_id_unique" unique ("nomination_id", "scorer_id");`);

    this.addSql(
      `create table "objection" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "name" varchar(200) not null, "phone" varchar(40) not null, "address" varchar(300) not null, "body" text not null, "created_at" timestamptz(3) not null, "answer" text null, "answered_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "objection_nomination_id_index" on "objection" ("nomination_id");`);

    this.addSql(
      `create table "certificate" ("id" uuid not null default gen_random_uuid(), "nomination_id" uuid not null, "code" varchar(20) not null, "register_number" int not null, "owed_at" timestamptz(3) not null, "rendered_at" timestamptz(3) null, "sha256" varchar(64) null, "pdf" bytea null, primary key ("id"));`,
    );
    this.addSql(`alter table "certificate" add constraint "certificate_nomination_id_unique" unique ("nomination_id");`);
    this.addSql(`alter table "certificate" add constraint "certificate_code_unique" unique ("code");`);

    this.addSql(
      `create table "journal" ("id" bigserial primary key, "cycle_id" uuid null, "type" varchar(60) not null, "subject_id" uuid not null, "actor_id" varchar(40) not null, "actor_role" varchar(20) not null, "actor_unit" uuid null, "from_standing" varchar(60) null, "to_standing" varchar(60) null, "data" jsonb not null, "at" timestamptz(3) not null);`,
    );
    this.addSql(`create index "journal_subject_id_index" on "journal" ("subject_id");`);
    this.addSql(`create index "journal_cycle_id_id_index" on "journal" ("cycle_id", "id");`);

    this.addSql(
      `create table "endorsement" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "stage" varchar(32) not null, "unit_id" uuid not null, "nomination_id" uuid not null, "rank" int null, "petition_id" uuid null, primary key ("id"));`,
    );
    this.addSql(`alter table "endorsement" add constraint "endorsement_nomination_id_stage_unique" unique ("nomination_id", "stage");`);
    this.addSql(
      `alter table "endorsement" add constraint "endorsement_cycle_id_stage_unit_id_rank_unique" unique ("cycle_id", "stage", "unit_id", "rank");`,
    );

    this.addSql(
      `create table "delivery" ("key" varchar(120) not null, "cycle_id" uuid not null, "entry_id" bigint not null, "letter" varchar(48) not null, "to_address" varchar(254) null, "recipient" varchar(200) not null, "subject" text not null, "body" text not null, "status" varchar(20) not null default 'pending', "attempts" int not null default 0, "error" text null, "created_at" timestamptz(3) not null, "sent_at" timestamptz(3) null, primary key ("key"));`,
    );
    this.addSql(`create index "delivery_cycle_id_status_index" on "delivery" ("cycle_id", "status");`);

    this.addSql(
      `create table "decision" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "winners" jsonb not null, "reason" text null, "finalised_by_id" uuid not null, "finalised_at" timestamptz(3) not null, "number" varchar(60) null, "signed_on" date null, "signer" varchar(200) null, "published_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`alter table "decision" add constraint "decision_cycle_id_unique" unique ("cycle_id");`);

    this.addSql(
      `create table "council_seat" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "person_id" uuid not null, "code" varchar(48) not null, "title" varchar(200) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "council_seat" add constraint "council_seat_cycle_id_person_id_unique" unique ("cycle_id", "person_id");`);
    this.addSql(`alter table "council_seat" add constraint "council_seat_cycle_id_code_unique" unique ("cycle_id", "code");`);

    this.addSql(
      `create table "ballot_paper" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "stage" varchar(32) not null, "choices" jsonb not null, primary key ("id"));`,
    );
    this.addSql(`create index "ballot_paper_cycle_id_stage_index" on "ballot_paper" ("cycle_id", "stage");`);

    this.addSql(
      `create table "vote_register" ("id" uuid not null default gen_random_uuid(), "cycle_id" uuid not null, "stage" varchar(32) not null, "voter_id" uuid not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "vote_register" add constraint "vote_register_cycle_id_stage_voter_id_unique" unique ("cycle_id", "stage", "voter_id");`,
    );

    this.addSql(`alter table "clock_shift" add constraint "clock_shift_one_row" check (id = 1);`);

    this.addSql(
      `alter table "unit" add constraint "unit_parent_id_foreign" foreign key ("parent_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "unit" add constraint "unit_merged_into_id_foreign" foreign key ("merged_into_id") references "unit" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "tie" add constraint "tie_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "tie" add constraint "tie_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "membership" add constraint "membership_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "membership" add constraint "membership_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "membership" add constraint "membership_role_check" check (role in ('nominator', 'reviewer', 'secretariat', 'scorer', 'chair', 'administrator', 'observer'));`,
    );

    this.addSql(
      `alter table "session" add constraint "session_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "session" add constraint "session_membership_id_foreign" foreign key ("membership_id") references "membership" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "cycle" add constraint "cycle_definition_id_foreign" foreign key ("definition_id") references "definition" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "cycle" add constraint "cycle_organiser_id_foreign" foreign key ("organiser_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "cycle" add constraint "cycle_status_check" check (status in ('prepared', 'open', 'published'));`);

    this.addSql(
      `alter table "timer" add constraint "timer_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "timer" add constraint "timer_kind_check" check (kind in ('open', 'close', 'remind', 'supplement'));`);

    this.addSql(
      `alter table "petition" add constraint "petition_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "petition" add constraint "petition_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "nomination" add constraint "nomination_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "nomination" add constraint "nomination_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "nomination" add constraint "nomination_status_check" check (status in ('draft', 'submitted', 'returned', 'endorsed', 'scoring', 'listed', 'balloting', 'finalist', 'declined', 'ineligible', 'withdrawn', 'lapsed', 'eliminated', 'awarded', 'notAwarded', 'revoked'));`,
    );

    this.addSql(
      `alter table "score_sheet" add constraint "score_sheet_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "score_sheet" add constraint "score_sheet_scorer_id_foreign" foreign key ("scorer_id") references "person" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "revision" add constraint "revision_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "revision" add constraint "revision_saved_by_id_foreign" foreign key ("saved_by_id") references "person" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "return_point" add constraint "return_point_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "recusal" add constraint "recusal_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "recusal" add constraint "recusal_scorer_id_foreign" foreign key ("scorer_id") references "person" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "objection" add constraint "objection_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "certificate" add constraint "certificate_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "journal" add constraint "journal_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "endorsement" add constraint "endorsement_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "endorsement" add constraint "endorsement_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "endorsement" add constraint "endorsement_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "endorsement" add constraint "endorsement_petition_id_foreign" foreign key ("petition_id") references "petition" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "delivery" add constraint "delivery_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "delivery" add constraint "delivery_status_check" check (status in ('pending', 'sending', 'sent', 'failed', 'unknown', 'noAddress'));`,
    );

    this.addSql(
      `alter table "decision" add constraint "decision_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "decision" add constraint "decision_finalised_by_id_foreign" foreign key ("finalised_by_id") references "person" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "council_seat" add constraint "council_seat_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "council_seat" add constraint "council_seat_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "ballot_paper" add constraint "ballot_paper_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "vote_register" add constraint "vote_register_cycle_id_foreign" foreign key ("cycle_id") references "cycle" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "vote_register" add constraint "vote_register_voter_id_foreign" foreign key ("voter_id") references "person" ("id") on delete restrict;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "cycle" drop constraint "cycle_definition_id_foreign";`);
    this.addSql(`alter table "tie" drop constraint "tie_person_id_foreign";`);
    this.addSql(`alter table "membership" drop constraint "membership_person_id_foreign";`);
    this.addSql(`alter table "session" drop constraint "session_person_id_foreign";`);
    this.addSql(`alter table "score_sheet" drop constraint "score_sheet_scorer_id_foreign";`);
    this.addSql(`alter table "revision" drop constraint "revision_saved_by_id_foreign";`);
    this.addSql(`alter table "recusal" drop constraint "recusal_scorer_id_foreign";`);
    this.addSql(`alter table "decision" drop constraint "decision_finalised_by_id_foreign";`);
    this.addSql(`alter table "council_seat" drop constraint "council_seat_person_id_foreign";`);
    this.addSql(`alter table "vote_register" drop constraint "vote_register_voter_id_foreign";`);
    this.addSql(`alter table "unit" drop constraint "unit_parent_id_foreign";`);
    this.addSql(`alter table "unit" drop constraint "unit_merged_into_id_foreign";`);
    this.addSql(`alter table "tie" drop constraint "tie_unit_id_foreign";`);
    this.addSql(`alter table "membership" drop constraint "membership_unit_id_foreign";`);
    this.addSql(`alter table "cycle" drop constraint "cycle_organiser_id_foreign";`);
    this.addSql(`alter table "petition" drop constraint "petition_unit_id_foreign";`);
    this.addSql(`alter table "nomination" drop constraint "nomination_unit_id_foreign";`);
    this.addSql(`alter table "endorsement" drop constraint "endorsement_unit_id_foreign";`);
    this.addSql(`alter table "session" drop constraint "session_membership_id_foreign";`);
    this.addSql(`alter table "timer" drop constraint "timer_cycle_id_foreign";`);
    this.addSql(`alter table "petition" drop constraint "petition_cycle_id_foreign";`);
    this.addSql(`alter table "nomination" drop constraint "nomination_cycle_id_foreign";`);
    this.addSql(`alter table "journal" drop constraint "journal_cycle_id_foreign";`);
    this.addSql(`alter table "endorsement" drop constraint "endorsement_cycle_id_foreign";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_cycle_id_foreign";`);
    this.addSql(`alter table "decision" drop constraint "decision_cycle_id_foreign";`);
    this.addSql(`alter table "council_seat" drop constraint "council_seat_cycle_id_foreign";`);
    this.addSql(`alter table "ballot_paper" drop constraint "ballot_paper_cycle_id_foreign";`);
    this.addSql(`alter table "vote_register" drop constraint "vote_register_cycle_id_foreign";`);
    this.addSql(`alter table "endorsement" drop constraint "endorsement_petition_id_foreign";`);
    this.addSql(`alter table "score_sheet" drop constraint "score_sheet_nomination_id_foreign";`);
    this.addSql(`alter table "revision" drop constraint "revision_nomination_id_foreign";`);
    this.addSql(`alter table "return_point" drop constraint "return_point_nomination_id_foreign";`);
    this.addSql(`alter table "recusal" drop constraint "recusal_nomination_id_foreign";`);
    this.addSql(`alter table "objection" drop constraint "objection_nomination_id_foreign";`);
    this.addSql(`alter table "certificate" drop constraint "certificate_nomination_id_foreign";`);
    this.addSql(`alter table "endorsement" drop constraint "endorsement_nomination_id_foreign";`);

    this.addSql(`drop table if exists "definition" cascade;`);
    this.addSql(`drop table if exists "clock_shift" cascade;`);
    this.addSql(`drop table if exists "journal_seal" cascade;`);
    this.addSql(`drop table if exists "journal_undispatched" cascade;`);
    this.addSql(`drop table if exists "journal_unsealed" cascade;`);
    this.addSql(`drop table if exists "person" cascade;`);
    this.addSql(`drop table if exists "unit" cascade;`);
    this.addSql(`drop table if exists "tie" cascade;`);
    this.addSql(`drop table if exists "membership" cascade;`);
    this.addSql(`drop table if exists "session" cascade;`);
    this.addSql(`drop table if exists "cycle" cascade;`);
    this.addSql(`drop table if exists "timer" cascade;`);
    this.addSql(`drop table if exists "petition" cascade;`);
    this.addSql(`drop table if exists "nomination" cascade;`);
    this.addSql(`drop table if exists "score_sheet" cascade;`);
    this.addSql(`drop table if exists "revision" cascade;`);
    this.addSql(`drop table if exists "return_point" cascade;`);
    this.addSql(`drop table if exists "recusal" cascade;`);
    this.addSql(`drop table if exists "objection" cascade;`);
    this.addSql(`drop table if exists "certificate" cascade;`);
    this.addSql(`drop table if exists "journal" cascade;`);
    this.addSql(`drop table if exists "endorsement" cascade;`);
    this.addSql(`drop table if exists "delivery" cascade;`);
    this.addSql(`drop table if exists "decision" cascade;`);
    this.addSql(`drop table if exists "council_seat" cascade;`);
    this.addSql(`drop table if exists "ballot_paper" cascade;`);
    this.addSql(`drop table if exists "vote_register" cascade;`);
  }
}
