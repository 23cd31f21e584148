import { Migration } from '@mikro-orm/migrations';

/**
 * An endorsement counts the units below its reviewer: by an index, not by reading every unit there is. An index that no question uses makes every
 * act dearer: unit lines are compared by `->>`, which it cannot answer.
 */
export class Migration20261124000004_hot_path extends Migration {
  override name = 'Migration20261124000004_hot_path';

  override up(): void {
    this.addSql(`drop index "nomination_line_index";`);
    this.addSql(`create index "unit_parent_id_index" on "unit" ("parent_id");`);
  }

  override down(): void {
    this.addSql(`drop index "unit_parent_id_index";`);
    this.addSql(`create index "nomination_line_index" on "nomination" using gin ("line" jsonb_path_ops);`);
  }
}
