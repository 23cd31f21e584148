import { Migration } from '@mikro-orm/migrations';

/** How people prove who they are. Whoever is signed in signs in again: of an old session nobody knows by what it was opened. */
export class Migration20261124000007_signin extends Migration {
  override name = 'Migration20261124000007_signin';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "ceremony" ("token_hash" varchar(64) not null, "kind" varchar(24) not null, "data" jsonb not null, "expires_at" timestamptz(3) not null, primary key ("token_hash"));`,
    );

    this.addSql(
      `create table "link_request" ("id" bigserial primary key, "login" varchar(254) not null, "asked_at" timestamptz(3) not null default now());`,
    );

    this.addSql(
      `create table "password" ("person_id" uuid not null, "hash" varchar(200) not null, "changed_at" timestamptz(3) not null default now(), primary key ("person_id"));`,
    );

    this.addSql(
      `create table "passkey" ("id" varchar(1400) not null, "person_id" uuid not null, "name" varchar(60) not null, "public_key" text not null, "counter" bigint not null, "transports" varchar(100) not null, "created_at" timestamptz(3) not null default now(), "used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "passkey_person_id_index" on "passkey" ("person_id");`);

    this.addSql(
      `create table "one_time_link" ("token_hash" varchar(64) not null, "person_id" uuid not null, "purpose" varchar(12) not null, "created_at" timestamptz(3) not null default now(), "expires_at" timestamptz(3) not null, primary key ("token_hash"));`,
    );
    this.addSql(`create index "one_time_link_person_id_index" on "one_time_link" ("person_id");`);

    this.addSql(
      `create table "authenticator" ("person_id" uuid not null, "secret" text not null, "last_step" bigint not null default '0', "created_at" timestamptz(3) not null default now(), "confirmed_at" timestamptz(3) null, primary key ("person_id"));`,
    );

    this.addSql(`create table "recovery_code" ("code_hash" varchar(64) not null, "person_id" uuid not null, primary key ("code_hash"));`);
    this.addSql(`create index "recovery_code_person_id_index" on "recovery_code" ("person_id");`);

    this.addSql(
      `create table "sign_in" ("id" bigserial primary key, "person_id" uuid null, "account" varchar(64) null, "address" varchar(50) not null, "device" varchar(200) not null, "kind" varchar(12) not null, "succeeded" boolean not null default false, "at" timestamptz(3) not null default now());`,
    );
    this.addSql(`create index "sign_in_account_at_index" on "sign_in" ("account", "at");`);
    this.addSql(`create index "sign_in_address_at_index" on "sign_in" ("address", "at");`);
    this.addSql(`create index "sign_in_person_id_at_index" on "sign_in" ("person_id", "at");`);

    this.addSql(
      `create table "api_token" ("id" uuid not null default gen_random_uuid(), "token_hash" varchar(64) not null, "membership_id" uuid not null, "name" varchar(60) not null, "scope" varchar(5) not null, "created_at" timestamptz(3) not null default now(), "expires_at" timestamptz(3) not null, "used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`alter table "api_token" add constraint "api_token_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "api_token_membership_id_index" on "api_token" ("membership_id");`);

    this.addSql(`update "person" set "email" = nullif(lower(trim("email")), '');`);
    this.addSql(`alter table "person" add "phone" varchar(16) null;`);
    this.addSql(`alter table "person" add constraint "person_email_unique" unique ("email");`);
    this.addSql(`alter table "person" add constraint "person_phone_unique" unique ("phone");`);

    this.addSql(`delete from "session";`);
    this.addSql(`alter table "session" drop column "expires_at";`);
    this.addSql(
      `alter table "session" add "method" varchar(10) not null, add "strength" varchar(10) not null, add "device" varchar(200) not null, add "address" varchar(50) not null, add "seen_at" timestamptz(3) not null default now();`,
    );
    this.addSql(`alter table "session" alter column "created_at" set default now();`);
    this.addSql(`create index "session_person_id_index" on "session" ("person_id");`);
    this.addSql(
      `alter table "session" add constraint "session_method_check" check (method in ('persona', 'password', 'link', 'passkey', 'oidc'));`,
    );
    this.addSql(`alter table "session" add constraint "session_strength_check" check (strength in ('pending', 'single', 'double'));`);

    this.addSql(
      `alter table "ceremony" add constraint "ceremony_kind_check" check (kind in ('passkey-sign-in', 'passkey-registration', 'oidc'));`,
    );

    this.addSql(
      `alter table "password" add constraint "password_person_id_foreign" foreign key ("person_id") references "person" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "passkey" add constraint "passkey_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "one_time_link" add constraint "one_time_link_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "one_time_link" add constraint "one_time_link_purpose_check" check (purpose in ('sign-in', 'invitation', 'recovery'));`,
    );

    this.addSql(
      `alter table "authenticator" add constraint "authenticator_person_id_foreign" foreign key ("person_id") references "person" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "recovery_code" add constraint "recovery_code_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "sign_in" add constraint "sign_in_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "sign_in" add constraint "sign_in_kind_check" check (kind in ('password', 'link-asked', 'link', 'code', 'passkey', 'oidc'));`,
    );

    this.addSql(
      `alter table "api_token" add constraint "api_token_membership_id_foreign" foreign key ("membership_id") references "membership" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "api_token" add constraint "api_token_scope_check" check (scope in ('read', 'write'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "ceremony" cascade;`);
    this.addSql(`drop table if exists "link_request" cascade;`);
    this.addSql(`drop table if exists "password" cascade;`);
    this.addSql(`drop table if exists "passkey" cascade;`);
    this.addSql(`drop table if exists "one_time_link" cascade;`);
    this.addSql(`drop table if exists "authenticator" cascade;`);
    this.addSql(`drop table if exists "recovery_code" cascade;`);
    this.addSql(`drop table if exists "sign_in" cascade;`);
    this.addSql(`drop table if exists "api_token" cascade;`);

    this.addSql(`alter table "person" drop constraint "person_email_unique";`);
    this.addSql(`alter table "person" drop constraint "person_phone_unique";`);
    this.addSql(`alter table "person" drop column "phone";`);

    this.addSql(`delete from "session";`);
    this.addSql(`drop index "session_person_id_index";`);
    this.addSql(`alter table "session" drop constraint "session_method_check";`);
    this.addSql(`alter table "session" drop constraint "session_strength_check";`);
    this.addSql(
      `alter table "session" drop column "method", drop column "strength", drop column "device", drop column "address", drop column "seen_at";`,
    );
    this.addSql(`alter table "session" add "expires_at" timestamptz(3) not null;`);
    this.addSql(`alter table "session" alter column "created_at" drop default;`);
  }
}
