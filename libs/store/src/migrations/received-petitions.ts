import { Migration } from '@mikro-orm/migrations';

/** The office reads the papers of a list from the moment it is forwarded. */
export class Migration20261125190401_received_petitions extends Migration {
  override name = 'Migration20261125190401_received_petitions';

  override up(): void {
    this.addSql(
      `create policy "petition_papers_received" on "petition_papers" for select using (petition_id is not null and ((select asking('role')) = 'administrator' or (select asking('role')) in ('secretariat', 'observer') and cycle_id = any ((select asking_cycles())::uuid[])));`,
    );
  }

  override down(): void {
    this.addSql(`drop policy "petition_papers_received" on "petition_papers";`);
  }
}
