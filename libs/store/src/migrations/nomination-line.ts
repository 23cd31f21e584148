import { Migration } from '@mikro-orm/migrations';

/** The units in the line of every nomination, to find by an index what comes up to one of many. Whatever writes a line keeps it in step. */
export class Migration20261125184555_nomination_line extends Migration {
  override name = 'Migration20261125184555_nomination_line';

  override up(): void {
    this.addSql(
      `create table "nomination_line" ("unit_id" uuid not null, "cycle_id" uuid not null, "nomination_id" uuid not null, primary key ("unit_id", "cycle_id", "nomination_id"));`,
    );
    this.addSql(`create index "nomination_line_nomination_id_index" on "nomination_line" ("nomination_id");`);
    this.addSql(
      `alter table "nomination_line" add constraint "nomination_line_nomination_id_foreign" foreign key ("nomination_id") references "nomination" ("id") on delete cascade;`,
    );
    this.addSql(
      `insert into "nomination_line" select distinct l.value::uuid, n.cycle_id, n.id from "nomination" n, jsonb_each_text(n.line) l;`,
    );
    this
      .addSql(`create function keep_nomination_line() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        if tg_op = 'UPDATE' then
          delete from nomination_line where nomination_id = new.id;
        end if;
        insert into nomination_line select distinct l.value::uuid, new.cycle_id, new.id from jsonb_each_text(new.line) l;
        return null;
      end $$;`);
    this.addSql(
      `create trigger "nomination_line_kept" after insert or update of "line" on "nomination" for each row execute function keep_nomination_line();`,
    );
  }

  override down(): void {
    this.addSql(`drop trigger "nomination_line_kept" on "nomination"; drop function keep_nomination_line();`);
    this.addSql(`drop table "nomination_line";`);
  }
}
