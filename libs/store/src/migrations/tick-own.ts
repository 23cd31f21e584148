import { Migration } from '@mikro-orm/migrations';

/** What a reviewer made sure of is part of their own data, whatever they act as. */
export class Migration20261125201956_tick_own extends Migration {
  override name = 'Migration20261125201956_tick_own';

  override up(): void | Promise<void> {
    this.addSql(`create policy "tick_own" on "tick" for select using (by_id = (select asking('person'))::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop policy "tick_own" on "tick";`);
  }
}
