import { Migration } from '@mikro-orm/migrations';

export class Migration20261124000000_cycle_acts extends Migration {
  override name = 'Migration20261124000000_cycle_acts';

  override up(): void | Promise<void> {
    this.addSql(`alter table "cycle" drop constraint "cycle_status_check";`);
    this.addSql(`alter table "cycle" add "suspended_at" timestamptz(3) null;`);
    this.addSql(
      `alter table "cycle" add constraint "cycle_status_check" check (status in ('prepared', 'waiting', 'open', 'suspended', 'published', 'cancelled'));`,
    );

    this.addSql(`alter table "timer" add "retry_at" timestamptz(3) null;`);

    this.addSql(`alter table "certificate" drop constraint "certificate_nomination_id_unique";`);
    this.addSql(`alter table "certificate" add "version" int not null default 1, add "superseded_at" timestamptz(3) null;`);
    this.addSql(`alter table "certificate" add constraint "certificate_nomination_id_version_unique" unique ("nomination_id", "version");`);

    this.addSql(
      `alter table "journal" add "on_behalf_of" varchar(40) null, add "request_id" varchar(80) null, add "rules" varchar(60) null;`,
    );

    this.addSql(`alter table "decision" drop constraint "decision_cycle_id_unique";`);
    this.addSql(`alter table "decision" add "version" int not null default 1, add "superseded_at" timestamptz(3) null;`);
    this.addSql(`alter table "decision" add constraint "decision_cycle_id_version_unique" unique ("cycle_id", "version");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "certificate" drop constraint "certificate_nomination_id_version_unique";`);
    this.addSql(`alter table "certificate" drop column "version", drop column "superseded_at";`);
    this.addSql(`alter table "certificate" add constraint "certificate_nomination_id_unique" unique ("nomination_id");`);

    this.addSql(`alter table "cycle" drop constraint "cycle_status_check";`);
    this.addSql(`alter table "cycle" drop column "suspended_at";`);
    this.addSql(`alter table "cycle" add constraint "cycle_status_check" check (status in ('prepared', 'open', 'published'));`);

    this.addSql(`alter table "decision" drop constraint "decision_cycle_id_version_unique";`);
    this.addSql(`alter table "decision" drop column "version", drop column "superseded_at";`);
    this.addSql(`alter table "decision" add constraint "decision_cycle_id_unique" unique ("cycle_id");`);

    this.addSql(`alter table "journal" drop column "on_behalf_of", drop column "request_id", drop column "rules";`);

    this.addSql(`alter table "timer" drop column "retry_at";`);
  }
}
