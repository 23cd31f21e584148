import { Migration } from '@mikro-orm/migrations';

/**
 * Where the award says that members with a tie do not vote on a nominee, no paper with such a choice gets in, whatever path it takes. A paper has no
 * voter, so the voter is who asks (`walls/asking.ts`) or, where nobody is said to, who is named for the transaction alone (`walls/voter.ts`). It is
 * stored nowhere; without a name there is no such paper.
 */
export class Migration20261125151728_ballot_wall extends Migration {
  override name = 'Migration20261125151728_ballot_wall';

  override up(): void {
    this
      .addSql(`create function refuse_tied_paper() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      declare
        voter uuid := coalesce(asking('person'), nullif(current_setting('ballot.voter', true), ''))::uuid;
      begin
        if not exists (select 1 from cycle c join definition d on d.id = c.definition_id, jsonb_array_elements(d.document -> 'pipeline' -> 'stages') s
                        where c.id = new.cycle_id and s ->> 'code' = new.stage and s ->> 'tiedMembersVote' = 'false') then
          return new;
        end if;
        if voter is null then
          raise exception 'A paper of this ballot needs its voter named' using errcode = 'VD001', constraint = 'no_tie';
        end if;
        if exists (select 1 from jsonb_array_elements_text(new.choices) chosen join nomination n on n.id::text = chosen,
                        jsonb_each_text(n.line) l join tie t on t.unit_id::text = l.value
                    where t.person_id = voter) then
          raise exception 'The voter has a tie to the unit line of a nomination on this paper' using errcode = 'VD001', constraint = 'no_tie';
        end if;
        return new;
      end $$;`);
    this.addSql(
      `create trigger "ballot_paper_without_tie" before insert or update on "ballot_paper" for each row execute function refuse_tied_paper();`,
    );
  }

  override down(): void {
    this.addSql(`drop trigger "ballot_paper_without_tie" on "ballot_paper"; drop function refuse_tied_paper();`);
  }
}
