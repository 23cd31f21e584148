import { Migration } from '@mikro-orm/migrations';

/** Units that change, people who come and go, files on their way in; and the wall behind the rule about ties. */
export class Migration20261124000008_units_people extends Migration {
  override name = 'Migration20261124000008_units_people';

  override up(): void {
    this.addTables();
    this.addSql(`create collation "vi_natural" (provider = icu, locale = 'vi-u-kn-true');`);
    this.addSql(
      `alter table "person" add "removed_at" timestamptz(3) null, add "search" text not null default '', add "sort_name" varchar(200) collate "vi_natural" not null default '';`,
    );
    // Only among those who are here: a number is given to somebody else in time.
    for (const field of ['email', 'phone']) {
      this.addSql(`alter table "person" drop constraint "person_${field}_unique";`);
      this.addSql(`create unique index "person_${field}_unique" on "person" ("${field}") where "removed_at" is null;`);
    }
    this.addSql(`alter table "unit" add "search" text not null default '';`);
    this.addSql(`alter table "unit" alter column "name" type varchar(200) collate "vi_natural";`);
    this.addSql(`create index "unit_merged_into_id_index" on "unit" ("merged_into_id");`);
    // A unit that is merged on the day it was founded never had a day of its own.
    this.addSql(
      `alter table "unit" add constraint "unit_dates_check" check (valid_from is null or valid_to is null or valid_from <= valid_to + 1);`,
    );
    this.addSql(`alter table "unit" add constraint "unit_not_below_itself_check" check (parent_id <> id and merged_into_id <> id);`);
    this.addSql(`alter table "membership" add "valid_from" date null, add "valid_to" date null;`);
    this.addSearch();
    this.addTieWall();
  }

  private addTables(): void {
    this.addSql(
      `create table "unit_past" ("id" uuid not null default gen_random_uuid(), "unit_id" uuid not null references "unit" ("id") on delete restrict, "until" date not null, "name" varchar(200) not null, "name_en" varchar(200) null, "parent_id" uuid null references "unit" ("id") on delete restrict, primary key ("id"));`,
    );
    this.addSql(`create index "unit_past_unit_id_until_index" on "unit_past" ("unit_id", "until");`);
    this.addSql(
      `create table "delegation" ("id" uuid not null default gen_random_uuid(), "membership_id" uuid not null references "membership" ("id") on delete cascade, "delegate_id" uuid not null references "person" ("id") on delete cascade, "valid_from" date not null, "valid_to" date not null, "reason" text not null, primary key ("id"), constraint "delegation_dates_check" check (valid_from <= valid_to));`,
    );
    this.addSql(`create index "delegation_membership_id_index" on "delegation" ("membership_id");`);
    this.addSql(`create index "delegation_delegate_id_index" on "delegation" ("delegate_id");`);
    this.addSql(
      `create table "upload" ("id" uuid not null default gen_random_uuid(), "person_id" uuid not null references "person" ("id") on delete cascade, "kind" varchar(20) not null, "file_name" varchar(200) not null, "content" bytea not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "upload_person_id_index" on "upload" ("person_id");`);
  }

  /** Triggers, not generated columns: rows that are copied from another database carry all their columns. */
  private addSearch(): void {
    // Marks are taken off in NFD; đ is a letter of its own there. What is left is ASCII, so small letters are the same in every locale.
    this.addSql(`create function fold_text(text) returns text language sql immutable strict parallel safe as $$
      select lower(translate(regexp_replace(normalize($1, NFD), U&'[\\0300-\\036F]', '', 'g'), 'Đđ', 'dd')) $$;`);
    this.addSql(`create function unit_folded() returns trigger language plpgsql as $$
      begin
        new.search := fold_text(concat_ws(' ', new.code, new.name, new.name_en));
        return new;
      end $$;`);
    this.addSql(`create function person_folded() returns trigger language plpgsql as $$
      begin
        new.search := fold_text(new.name);
        new.sort_name := regexp_replace(new.name, '^(.*)\\s(\\S+)$', '\\2 \\1');
        return new;
      end $$;`);
    for (const table of ['unit', 'person']) {
      this.addSql(
        `create trigger "${table}_is_folded" before insert or update on "${table}" for each row execute function ${table}_folded();`,
      );
      this.addSql(`update "${table}" set name = name;`);
    }
    this.addSql(`create index "unit_name_index" on "unit" ("name");`);
    // Somebody else's server may not let us: then a search reads the whole table, which some ten thousand rows allow.
    this.addSql(`do $$
      begin
        create extension if not exists pg_trgm;
        create index "unit_search_index" on "unit" using gin ("search" gin_trgm_ops);
        create index "person_search_index" on "person" using gin ("search" gin_trgm_ops);
      exception when others then
        raise warning 'No trigram index for searching units and people: %', sqlerrm;
      end $$;`);
  }

  /** Whoever has a tie to a unit of the nominee's line does not score it, whatever path the sheet comes by. */
  private addTieWall(): void {
    this.addSql(`create function refuse_tied_sheet() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from nomination n, jsonb_each_text(n.line) l join tie t on t.unit_id::text = l.value
                    where n.id = new.nomination_id and t.person_id = new.scorer_id) then
          raise exception 'The scorer has a tie to the unit line of this nomination' using errcode = 'VD001', constraint = 'no_tie';
        end if;
        return new;
      end $$;`);
    this.addSql(
      `create trigger "score_sheet_without_tie" before insert or update on "score_sheet" for each row execute function refuse_tied_sheet();`,
    );
  }

  override down(): void {
    this.addSql(`drop trigger "score_sheet_without_tie" on "score_sheet"; drop function refuse_tied_sheet();`);
    for (const table of ['unit', 'person'])
      this.addSql(`drop trigger "${table}_is_folded" on "${table}"; drop function ${table}_folded();`);
    this.addSql(`drop index "unit_name_index";`);
    this.addSql(`drop table "upload"; drop table "delegation"; drop table "unit_past";`);
    this.addSql(`alter table "membership" drop column "valid_from", drop column "valid_to";`);
    for (const field of ['email', 'phone']) {
      this.addSql(`drop index "person_${field}_unique";`);
      this.addSql(`alter table "person" add constraint "person_${field}_unique" unique ("${field}");`);
    }
    this.addSql(`alter table "person" drop column "removed_at", drop column "search", drop column "sort_name";`);
    this.addSql(`drop index "unit_merged_into_id_index";`);
    this.addSql(
      `alter table "unit" drop constraint "unit_dates_check", drop constraint "unit_not_below_itself_check", drop column "search";`,
    );
    this.addSql(`alter table "unit" alter column "name" type varchar(200) collate "vi-x-icu";`);
    this.addSql(`drop function fold_text(text); drop collation "vi_natural";`);
  }
}
