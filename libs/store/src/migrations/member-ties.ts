import { Migration } from '@mikro-orm/migrations';

/**
 * Whoever nominates or reviews for a unit, also in the place of a member, has a tie to it without having to say so: the walls against sheets and papers
 * ask for declared ties and for these. What ends today counts until tomorrow, what begins later counts already.
 */
export class Migration20261125200000_member_ties extends Migration {
  override name = 'Migration20261125200000_member_ties';

  override up(): void {
    this.addSql(`create view "tied_unit" as
      with today as (select (to_timestamp((floor(extract(epoch from now()) * 1000) + coalesce((select milliseconds from clock_shift), 0)) / 1000.0) at time zone 'Asia/Ho_Chi_Minh')::date as day),
      works as (select m.id, m.person_id, m.unit_id, case m.role when 'nominator' then 'Là người lập hồ sơ của ' else 'Là người xét hồ sơ của ' end || u.name as reason
        from membership m join unit u on u.id = m.unit_id cross join today where m.role in ('nominator', 'reviewer') and (m.valid_to is null or m.valid_to >= today.day))
      select person_id, unit_id, reason from tie
      union all select person_id, unit_id, reason from works
      union all select d.delegate_id, w.unit_id, w.reason from delegation d join works w on w.id = d.membership_id cross join today where d.valid_to >= today.day;`);
    this.refuseTied('tied_unit');
  }

  override down(): void {
    this.refuseTied('tie');
    this.addSql(`drop view "tied_unit";`);
  }

  private refuseTied(ties: string): void {
    this.addSql(`create or replace function refuse_tied_sheet() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from nomination n, jsonb_each_text(n.line) l join ${ties} t on t.unit_id::text = l.value
                    where n.id = new.nomination_id and t.person_id = new.scorer_id) then
          raise exception 'The scorer has a tie to the unit line of this nomination' using errcode = 'VD001', constraint = 'no_tie';
        end if;
        return new;
      end $$;`);
    this
      .addSql(`create or replace function refuse_tied_paper() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
                        jsonb_each_text(n.line) l join ${ties} t on t.unit_id::text = l.value
                    where t.person_id = voter) then
          raise exception 'The voter has a tie to the unit line of a nomination on this paper' using errcode = 'VD001', constraint = 'no_tie';
        end if;
        return new;
      end $$;`);
  }
}
