import { Migration } from '@mikro-orm/migrations';

/** Letters know to whom they go, so that everybody finds their own on the site; and up to when they have read them. */
export class Migration20261125162234_letters_to_people extends Migration {
  override name = 'Migration20261125162234_letters_to_people';

  override up(): void | Promise<void> {
    this.addSql(`drop policy "delivery_read" on "delivery";`);

    this.addSql(`alter table "person" add "letters_read_at" timestamptz(3) null;`);

    this.addSql(`alter table "delivery" add "person_id" uuid null;`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_person_id_foreign" foreign key ("person_id") references "person" ("id") on delete set null;`,
    );
    this.addSql(`update "delivery" d set person_id = p.id from person p where p.id::text = split_part(d.key, '.', 3);`);
    this.addSql(`create index "delivery_person_id_created_at_index" on "delivery" ("person_id", "created_at");`);
    this.addSql(
      `create policy "delivery_read" on "delivery" for select using ((select asking('role')) = 'observer' and cycle_id = any ((select asking_cycles())::uuid[]) or person_id = (select asking('person'))::uuid);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop policy "delivery_read" on "delivery";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_person_id_foreign";`);

    this.addSql(`drop index "delivery_person_id_created_at_index";`);
    this.addSql(`alter table "delivery" drop column "person_id";`);
    this.addSql(
      `create policy "delivery_read" on "delivery" for select using ((select asking('role')) = 'observer' and cycle_id = any ((select asking_cycles())::uuid[]) or key like '%.' || (select asking('person')));`,
    );

    this.addSql(`alter table "person" drop column "letters_read_at";`);
  }
}
