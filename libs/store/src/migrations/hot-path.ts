import { Migration } from '@mikro-orm/migrations';

/** An endorsement counts the units below its reviewer: by an index, not by reading every unit there is. */
export class Migration20261124000004_hot_path extends Migration {
  override name = 'Migration20261124000004_hot_path';

  override up(): void {
    this.addSql(`create index "unit_parent_id_index" on "unit" ("parent_id");`);
  }

  override down(): void {
    this.addSql(`drop index "unit_parent_id_index";`);
  }
}
