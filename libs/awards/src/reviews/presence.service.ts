import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { run } from '#store';

/** Somebody who looks at a nomination, for one unit. */
export interface Looking {
  nomination: string;
  person: string;
  unit: string;
}

/** How a nomination stands and who looks at it. */
export interface Sight {
  nomination: string;
  /** `<revision>.<returns>.<status>.<stage>`: another when it changed. */
  state: string;
  people: { id: string; name: string; unit: string }[];
}

/** After so long without a sign of life somebody looks no more. */
const GONE = `interval '10 seconds'`;

/** Who looks at which nomination: a row with the time of the last sign of life, so that every web process knows of every other's people. */
@Injectable()
export class PresenceService {
  constructor(private readonly em: EntityManager) {}

  /** A sign of life of all these people of one unit at once; answers with what there is to see of their nominations. Two statements, however many they are. */
  async look(looking: readonly Looking[]): Promise<Sight[]> {
    const em = this.em.fork();
    const columns = [looking.map((one) => one.nomination), looking.map((one) => one.person), looking.map((one) => one.unit)];
    await run(
      em,
      `insert into presence (nomination_id, person_id, unit_id, seen_at)
         select distinct n.id, p, u, now() from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as here (id, p, u) join nomination n using (id)
       on conflict (nomination_id, person_id, unit_id) do update set seen_at = excluded.seen_at`,
      columns,
    );
    return run<Sight>(
      em,
      `select n.id as nomination, concat_ws('.', n.revision, n.returns, n.status, n.stage) as state,
         coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'unit', h.unit_id) order by p.name)
           from presence h join person p on p.id = h.person_id where h.nomination_id = n.id and h.seen_at > now() - ${GONE}), '[]') as people
       from nomination n where n.id = any($1::uuid[])`,
      [[...new Set(columns[0])]],
    );
  }

  /** They look no more. Whoever went without a word is forgotten on the next day. */
  async leave({ nomination, person, unit }: Looking): Promise<void> {
    await run(this.em.fork(), `delete from presence where nomination_id = $1::uuid and person_id = $2::uuid and unit_id = $3::uuid`, [
      nomination,
      person,
      unit,
    ]);
  }
}
