import { Migration } from '@mikro-orm/migrations';

/** A sheet from before a tie is kept, and a name in its comment can give way: only what scores asks for ties. Every save by a member writes the time, too. */
export class Migration20261125201000_sheet_words extends Migration {
  override name = 'Migration20261125201000_sheet_words';

  override up(): void {
    this.addSql(`drop trigger "score_sheet_without_tie" on "score_sheet";`);
    this
      .addSql(`create trigger "score_sheet_without_tie" before insert or update of "nomination_id", "scorer_id", "items", "saved_at", "submitted_at" on "score_sheet"
      for each row execute function refuse_tied_sheet();`);
  }

  override down(): void {
    this.addSql(`drop trigger "score_sheet_without_tie" on "score_sheet";`);
    this.addSql(
      `create trigger "score_sheet_without_tie" before insert or update on "score_sheet" for each row execute function refuse_tied_sheet();`,
    );
  }
}
