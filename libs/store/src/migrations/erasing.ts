import { Migration } from '@mikro-orm/migrations';

/** Where a name gives way to a pseudonym, it does so in every row, whoever sees them otherwise. */
export class Migration20261125132328_erasing extends Migration {
  override name = 'Migration20261125132328_erasing';

  override up(): void | Promise<void> {
    this.addSql(`create policy "score_sheet_erase" on "score_sheet" for update using ((select asking('whole')) = 'on');`);

    this.addSql(`create policy "revision_erase" on "revision" for update using ((select asking('whole')) = 'on');`);

    this.addSql(`create policy "return_point_erase" on "return_point" for update using ((select asking('whole')) = 'on');`);

    this.addSql(`create policy "recusal_erase" on "recusal" for update using ((select asking('whole')) = 'on');`);

    this.addSql(`create policy "objection_erase" on "objection" for update using ((select asking('whole')) = 'on');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop policy "objection_erase" on "objection";`);

    this.addSql(`drop policy "recusal_erase" on "recusal";`);

    this.addSql(`drop policy "return_point_erase" on "return_point";`);

    this.addSql(`drop policy "revision_erase" on "revision";`);

    this.addSql(`drop policy "score_sheet_erase" on "score_sheet";`);
  }
}
