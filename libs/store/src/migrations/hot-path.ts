import { Migration } from '@mikro-orm/migrations';

/** What every act asks must not grow with the number of units, and the inboxes are filled once per statement. */
export class Migration20261124000004_hot_path extends Migration {
  override name = 'Migration20261124000004_hot_path';

  override up(): void {
    this.addSql(`create index "unit_parent_id_index" on "unit" ("parent_id");`);
  }

  override down(): void {
    this.addSql(`drop index "unit_parent_id_index";`);
  }
}
