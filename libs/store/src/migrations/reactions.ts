import { Migration } from '@mikro-orm/migrations';

/** What has to follow from an entry is a row; deliveries remember when they were last tried. */
export class Migration20261124000002_reactions extends Migration {
  override name = 'Migration20261124000002_reactions';

  override up(): void {
    this.addSql(
      `create table "reaction" ("entry_id" bigint not null, "name" varchar(60) not null, "queue" varchar(20) not null, "status" varchar(10) not null default 'pending', "attempts" int not null default 0, "error" text null, "look_at" timestamptz(3) not null, "finished_at" timestamptz(3) null, primary key ("entry_id", "name"));`,
    );
    this.addSql(`create index "reaction_pending_index" on "reaction" ("look_at") where "status" = 'pending';`);
    this.addSql(`create index "reaction_failed_index" on "reaction" ("finished_at") where "status" = 'failed';`);
    this.addSql(`alter table "reaction" add constraint "reaction_status_check" check (status in ('pending', 'done', 'failed'));`);
    this.addSql(`alter table "delivery" add "tried_at" timestamptz(3) null;`);
    this.addSql(`create index "delivery_trouble_index" on "delivery" ("tried_at") where "status" in ('failed', 'unknown');`);
  }

  override down(): void {
    this.addSql(`drop table if exists "reaction" cascade;`);
    this.addSql(`drop index "delivery_trouble_index";`);
    this.addSql(`alter table "delivery" drop column "tried_at";`);
  }
}
