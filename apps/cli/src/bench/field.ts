import {
  type Desk,
  deskOn,
  dossierOf,
  chance,
  hire,
  readSample,
  rosterOf,
  sampleFilesOf,
  SETUP,
  type Staff,
  staffOf,
  instantOf,
} from '#awards';
import { type Cycle, migrate, openStore } from '#store';
import { type Actor, dateOf, dayNumber, type Definition } from '#workflow';

/** Nominations per reviewing unit. */
const BRANCHES = 50;

export interface Place {
  cycle: string;
  nomination: string;
  nominator: Actor;
  reviewer: Actor;
  /** The place among the nominations of its reviewing unit, from 1. */
  rank: number;
}

/** A database with an award, as many units as wanted, and cycles filled straight in the tables: what came before is not what is measured. */
export class Field {
  private cycles = 0;

  private constructor(
    readonly url: string,
    readonly store: Awaited<ReturnType<typeof openStore>>,
    readonly desk: Desk,
    private readonly definition: Definition,
    private readonly staff: Staff,
  ) {}

  static async on(url: string, units: number, connections: number): Promise<Field> {
    await migrate(url);
    const store = await openStore(url, connections);
    const desk = deskOn(store.em);
    const { definition: sample, units: rows } = readSample();
    const definition = withoutQuota(sample);
    const at = instantOf(dateOf(dayNumber(definition.ceremony.on) - 76), '09:00', definition.timeZone);
    await desk.clock.travel(store.em, at);
    await desk.definitions.publish(SETUP, definition);
    await hire(desk, rosterOf(definition, rows, { branches: 1, wards: 1 }));
    const field = new Field(url, store, desk, definition, await staffOf(desk, definition));
    await field.addUnits(units);
    return field;
  }

  /** A cycle with so many nominations in its first stage, as drafts ready to be submitted, or in its second, submitted. */
  async cycleWith(count: number, stage: 'nomination' | 'review'): Promise<Place[]> {
    const cycle = await this.launched(stage);
    await this.fill(cycle, count, stage);
    return this.placesIn(cycle.id);
  }

  /** Takes the cycle's nominations back to where they were. The journal keeps what happened. */
  async rewind(cycle: string, stage: 'nomination' | 'review'): Promise<void> {
    const em = this.store.em.fork();
    for (const table of ['endorsement', 'return_point'])
      await em.execute(`delete from ${table} where nomination_id in (select id from nomination where cycle_id = ?)`, [cycle]);
    await em.execute(`delete from timer where cycle_id = ? and kind = 'supplement'`, [cycle]);
    const [status, code] = this.standingIn(stage);
    await em.execute(
      `update nomination set status = ?, stage = ?, returns = 0, supplement_due = null where cycle_id = ? and (status <> ? or stage is distinct from ?)`,
      [status, code, cycle, status, code],
    );
    await em.execute('vacuum analyze nomination, endorsement, return_point, timer');
  }

  private standingIn(stage: 'nomination' | 'review'): [status: string, code: string] {
    const code = this.definition.pipeline.stages[stage === 'nomination' ? 0 : 1]?.code ?? '';
    return [stage === 'nomination' ? 'draft' : 'submitted', code];
  }

  private async launched(stage: 'nomination' | 'review'): Promise<Cycle> {
    const { secretariat, council } = this.staff;
    this.cycles += 1;
    const cycle = await this.desk.cycles.prepare(secretariat, {
      slug: `bench-${this.cycles}`,
      definition: { code: this.definition.code, version: this.definition.version },
      council: Object.fromEntries([...council].map(([seat, actor]) => [seat, actor.id])),
    });
    await this.desk.cycles.launch(cycle.id, secretariat);
    const [, first] = this.standingIn('nomination');
    if (stage === 'review') await this.desk.cycles.closeStage(cycle.id, secretariat, first, { reason: 'bench' });
    return cycle;
  }

  private async addUnits(count: number): Promise<void> {
    const em = this.store.em.fork();
    const wards = Math.ceil(count / BRANCHES);
    await em.execute(
      `insert into unit (code, tier, name, parent_id) select 'W-' || n, 'ward', 'W ' || n, (select id from unit where tier = 'district') from generate_series(1, ?) n`,
      [wards],
    );
    await em.execute(
      `insert into unit (code, tier, name, parent_id)
       select 'B-' || n, 'branch', 'B ' || n, w.id from generate_series(1, ?) n join unit w on w.code = 'W-' || (1 + (n - 1) / ?)`,
      [count, BRANCHES],
    );
    await em.execute('vacuum analyze unit');
  }

  private async fill(cycle: Cycle, count: number, stage: 'nomination' | 'review'): Promise<void> {
    const em = this.store.em.fork();
    const [status, code] = this.standingIn(stage);
    await em.execute(
      `insert into nomination (code, cycle_id, unit_id, line, status, stage, content, files, revision)
       select b.code, ?, b.id, jsonb_build_object('city', c.id, 'district', d.id, 'ward', w.id, 'branch', b.id), ?, ?, ?::jsonb, ?::jsonb, 1
         from generate_series(1, ?) n join unit b on b.code = 'B-' || n join unit w on w.id = b.parent_id
         join unit d on d.id = w.parent_id join unit c on c.id = d.parent_id`,
      [
        cycle.id,
        status,
        code,
        JSON.stringify(dossierOf(this.definition, 'B', 0.9, chance(1))),
        JSON.stringify(sampleFilesOf(this.definition)),
        count,
      ],
    );
    await em.execute('vacuum analyze nomination, nomination_line');
  }

  /** In an order that has nothing to do with the order of the rows: neighbours in time are not neighbours in the table. */
  private async placesIn(cycle: string): Promise<Place[]> {
    const rows = await this.store.em.fork().execute<{ id: string; unit: string; ward: string; rank: number }[]>(
      `select id, unit_id as unit, line ->> 'ward' as ward, row_number() over (partition by line ->> 'ward' order by id)::int as rank
         from nomination where cycle_id = ? order by md5(id::text)`,
      [cycle],
    );
    const [person] = this.staff.nominators.values();
    const id = person?.id ?? '';
    return rows.map(({ id: nomination, unit, ward, rank }) => ({
      cycle,
      nomination,
      rank,
      nominator: { id, role: 'nominator', unit },
      reviewer: { id, role: 'reviewer', unit: ward },
    }));
  }
}

/** The sample's rules; only the number that a ward may put forward is so large that no endorsement is refused. */
function withoutQuota(sample: Definition): Definition {
  const stages = sample.pipeline.stages.map((stage) =>
    stage.kind === 'review' && stage.quota ? { ...stage, quota: { perUnit: BRANCHES }, checklist: [] } : stage,
  );
  return { ...sample, pipeline: { ...sample.pipeline, stages } };
}
