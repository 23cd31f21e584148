import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Unit } from '#store';
import type { Actor } from '#workflow';
import { Clock } from '../clock.js';
import { Invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';

const nfc = z.string().transform((value) => value.normalize('NFC').trim());
const UnitRow = z.object({
  code: nfc.pipe(z.string().min(1).max(48)),
  tier: nfc.pipe(z.string().min(1).max(48)),
  parent: nfc.nullable().default(null),
  name: nfc.pipe(z.string().min(1).max(200)),
  nameEn: nfc.optional(),
  validFrom: z.iso.date().optional(),
  validTo: z.iso.date().optional(),
});
export type UnitRow = z.input<typeof UnitRow>;

/** The dated tree of units. */
@Injectable()
export class UnitService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Adds units, parents before or after their children. All of them, or none: every fault is named with its row. */
  async import(actor: Actor, rows: UnitRow[]): Promise<Unit[]> {
    if (actor.role !== 'administrator') throw new NotFound('No such page');
    const wanted = z.array(UnitRow).parse(rows);
    return this.em.fork().transactional(async (em) => {
      const known = new Map((await em.find(Unit, {})).map((unit) => [unit.code, unit]));
      const faults = faultsOf(wanted, known);
      if (faults.length > 0) throw new Invalid(faults);
      const added = wanted.map(({ code, tier, name, nameEn, validFrom, validTo }) => {
        const unit = em.create(Unit, { code, tier, name, nameEn: nameEn ?? null, validFrom: validFrom ?? null, validTo: validTo ?? null });
        known.set(unit.code, unit);
        return unit;
      });
      wanted.forEach(({ parent }, index) => {
        const unit = added[index];
        if (unit && parent !== null) unit.parent = known.get(parent) ?? null;
      });
      await em.flush();
      const at = await this.clock.now(em);
      for (const unit of added)
        record(em, {
          type: 'unit.added',
          cycle: null,
          subjectId: unit.id,
          actor,
          at,
          data: { code: unit.code, tier: unit.tier, parent: unit.parent?.code ?? null },
        });
      return added;
    });
  }
}

function faultsOf(wanted: z.infer<typeof UnitRow>[], known: ReadonlyMap<string, Unit>): Invalid['faults'] {
  const codes = wanted.map((row) => row.code);
  return wanted.flatMap(({ code, parent }, index) => {
    const place = `units[${index} ${code}]`;
    const earlier = codes.indexOf(code);
    if (earlier < index)
      return [
        {
          place: `${place}.code`,
          message: { vi: `Mã “${code}” đã dùng ở dòng ${earlier + 1}.`, en: `The code “${code}” is already used in row ${earlier + 1}.` },
        },
      ];
    if (known.has(code))
      return [
        {
          place: `${place}.code`,
          message: { vi: `Đã có đơn vị mang mã “${code}”.`, en: `There is already a unit with the code “${code}”.` },
        },
      ];
    if (parent !== null && !codes.includes(parent) && !known.has(parent))
      return [
        { place: `${place}.parent`, message: { vi: `Không có đơn vị cấp trên “${parent}”.`, en: `There is no parent unit “${parent}”.` } },
      ];
    return [];
  });
}
