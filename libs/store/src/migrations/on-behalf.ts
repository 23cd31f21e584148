import { Migration } from '@mikro-orm/migrations';

/** A ward may write a nomination in the place of a branch, which confirms it. */
export class Migration20261125000003_on_behalf extends Migration {
  override name = 'Migration20261125000003_on_behalf';

  override up(): void | Promise<void> {
    this.addSql(`alter table "nomination" add "filed_by_id" uuid null, add "confirmed_at" timestamptz(3) null;`);
    this.addSql(
      `alter table "nomination" add constraint "nomination_filed_by_id_foreign" foreign key ("filed_by_id") references "unit" ("id") on delete restrict;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "nomination" drop constraint "nomination_filed_by_id_foreign";`);

    this.addSql(`alter table "nomination" drop column "filed_by_id", drop column "confirmed_at";`);
  }
}
