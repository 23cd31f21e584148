import { Migration } from '@mikro-orm/migrations';

/** Timers that remind branches. */
export class Migration20261125170001_reminders extends Migration {
  override name = 'Migration20261125170001_reminders';

  override up(): void | Promise<void> {
    this.addSql(`alter table "timer" drop constraint "timer_kind_check";`);
    this.addSql(
      `alter table "timer" add constraint "timer_kind_check" check (kind in ('open', 'close', 'remind', 'remindBranches', 'remindAnswer', 'supplement'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "timer" drop constraint "timer_kind_check";`);
    this.addSql(`alter table "timer" add constraint "timer_kind_check" check (kind in ('open', 'close', 'remind', 'supplement'));`);
  }
}
