import { Migration } from '@mikro-orm/migrations';

/** What the entity metadata cannot say: tables that only grow, and the inboxes that the journal fills. */
export class Migration20261123000001_append_only extends Migration {
  override name = 'Migration20261123000001_append_only';

  override up(): void {
    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'Table % only grows: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
      end $$;`);
    for (const table of ['journal', 'journal_seal', 'definition']) {
      this.addSql(
        `create trigger "${table}_rows_stay" before update or delete on "${table}" for each row execute function refuse_change();`,
      );
      this.addSql(`create trigger "${table}_stays" before truncate on "${table}" for each statement execute function refuse_change();`);
    }
    this.addSql(`create function journal_arrived() returns trigger language plpgsql as $$
      begin
        insert into journal_unsealed (entry_id) values (new.id);
        insert into journal_undispatched (entry_id) values (new.id);
        return null;
      end $$;`);
    this.addSql(`create trigger "journal_arrives" after insert on "journal" for each row execute function journal_arrived();`);
  }

  override down(): void {
    this.addSql('drop trigger "journal_arrives" on "journal"; drop function journal_arrived();');
    for (const table of ['journal', 'journal_seal', 'definition']) {
      this.addSql(`drop trigger "${table}_rows_stay" on "${table}"; drop trigger "${table}_stays" on "${table}";`);
    }
    this.addSql('drop function refuse_change();');
  }
}
