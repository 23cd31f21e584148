import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { onTheWhole, run, Unit } from '#store';
import type { Actor } from '#workflow';
import { Clock } from '../clock.js';
import { Invalid, NotFound } from '../errors.js';
import { CHANGES_UNITS } from './unit.policy.js';
import { only } from '../policy.js';
import { record } from '../journal.js';
import { type Closing, closeUnit, moveUnit, type Moving, renameUnit, type Renaming } from './changes.js';
import { allUnits } from './known.js';
import { type Merging, mergeUnits } from './merging.js';
import { todayOf, type UnitAct } from './unit-act.js';
import { isKnown, rowFaults, UnitRow, type UnitWanted, wantedOf } from './unit-rows.js';

export type { UnitRow };

/** The dated tree of units. What changes it waits for one another, so that no two changes together break what each of them checks. */
@Injectable()
export class UnitService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Adds units, parents before or after their children. All of them, or none: every fault is named with its row. Rows that are there already are left out. */
  async import(actor: Actor, rows: UnitRow[]): Promise<Unit[]> {
    only(CHANGES_UNITS, actor);
    const wanted = z.array(UnitRow).parse(rows).map(wantedOf);
    return this.changing(async (em) => {
      const known = new Map((await allUnits(em)).map((unit) => [unit.code, unit]));
      const faults = rowFaults(wanted, known);
      if (faults.length > 0)
        throw new Invalid(faults.map(({ row, field, message }) => ({ place: `units[${row} ${wanted[row]?.code}].${field}`, message })));
      return this.add(
        em,
        actor,
        wanted.filter((row) => !isKnown(row, known)),
      );
    });
  }

  rename(actor: Actor, id: string, wanted: Renaming): Promise<Unit> {
    return this.change(actor, id, (act) => renameUnit(act, wanted));
  }

  /** Puts it below another unit. Nominations that are under way keep the line they were started in. */
  move(actor: Actor, id: string, wanted: Moving): Promise<Unit> {
    return this.change(actor, id, (act) => moveUnit(act, wanted));
  }

  /** Ends a unit that nothing takes the place of. */
  close(actor: Actor, id: string, wanted: Closing): Promise<Unit> {
    return this.change(actor, id, (act) => closeUnit(act, wanted));
  }

  /** Ends units in favour of a successor, which takes over all of their work that is still open. */
  merge(actor: Actor, intoId: string, wanted: Merging): Promise<Unit> {
    return this.change(actor, intoId, (act) => mergeUnits(act, wanted));
  }

  private async change(actor: Actor, id: string, work: (act: UnitAct) => Promise<void>): Promise<Unit> {
    only(CHANGES_UNITS, actor);
    return this.changing(async (em) => {
      const unit = await em.findOne(Unit, id, { populate: ['parent'] });
      if (!unit) throw new NotFound('No such unit');
      await work({ em, actor, unit, ...(await todayOf(this.clock, em)) });
      return unit;
    });
  }

  private changing<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return onTheWhole(this.em, async (em) => {
      await run(em, 'select pg_advisory_xact_lock(hashtext($1))', ['units']);
      return work(em);
    });
  }

  private async add(em: EntityManager, actor: Actor, wanted: readonly UnitWanted[]): Promise<Unit[]> {
    await run(em, ADD, [JSON.stringify(wanted)]);
    await run(em, TIE_TOGETHER, [JSON.stringify(wanted)]);
    const added = new Map((await em.find(Unit, { code: { $in: wanted.map(({ code }) => code) } })).map((unit) => [unit.code, unit]));
    const at = await this.clock.now(em);
    return wanted.flatMap(({ code, tier, parent }) => {
      const unit = added.get(code);
      if (!unit) return [];
      record(em, { type: 'unit.added', cycle: null, subjectId: unit.id, actor, at, data: { code, tier, parent } });
      return [unit];
    });
  }
}

const ROWS = `jsonb_to_recordset($1::jsonb)
  as r (code text, tier text, parent text, name text, "nameEn" text, "validFrom" date, "validTo" date, "mergedInto" text)`;
const ADD = `insert into unit (code, tier, name, name_en, valid_from, valid_to)
  select code, tier, name, "nameEn", "validFrom", "validTo" from ${ROWS}`;
const TIE_TOGETHER = `update unit u set parent_id = p.id, merged_into_id = m.id
  from ${ROWS} left join unit p on p.code = r.parent left join unit m on m.code = r."mergedInto" where u.code = r.code`;
