import { Migration } from '@mikro-orm/migrations';

/** The council scores by number and learns afterwards whose dossiers they were. Cycles under way have no blind stage. */
export class Migration20261125130008_blind_scoring extends Migration {

  override name = 'Migration20261125130008_blind_scoring';

  override up(): void | Promise<void> {
    this.addSql(`alter table "cycle" add "sealed" boolean not null default false;`);

    this.addSql(`alter table "nomination" add "number" int null;`);
    this.addSql(`alter table "nomination" add constraint "nomination_cycle_id_number_unique" unique ("cycle_id", "number");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "cycle" drop column "sealed";`);

    this.addSql(`alter table "nomination" drop constraint "nomination_cycle_id_number_unique";`);
    this.addSql(`alter table "nomination" drop column "number";`);
  }

}
