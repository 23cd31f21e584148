import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CHANGES_UNITS, READS_UNITS, unitPage, UnitService, unitView } from '#awards';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Roles } from '../http/policy.js';
import { CloseUnitForm, MoveForm, UnitId, UnitsQuery } from './unit.forms.js';

const ListQuery = UnitsQuery.extend({ parent: z.uuid().optional() });
type ListQuery = z.infer<typeof ListQuery>;

const Row = z.object({
  code: z.string().min(1).max(48),
  tier: z.string().min(1).max(48),
  parent: z.string().max(48).nullable().optional(),
  name: z.string().min(1).max(200),
  nameEn: z.string().max(200).nullable().optional(),
  validFrom: z.iso.date().nullable().optional(),
  validTo: z.iso.date().nullable().optional(),
  mergedInto: z.string().max(48).nullable().optional(),
});
const AddBody = z.object({ units: z.array(Row).min(1).max(5000) });
type AddBody = z.infer<typeof AddBody>;
const RenameBody = z.object({ name: z.string().min(1).max(200), nameEn: z.string().max(200).nullable().optional(), on: z.iso.date() });
type RenameBody = z.infer<typeof RenameBody>;
const MergeBody = z.object({ units: z.array(z.string().max(48)).min(1).max(100), on: z.iso.date(), reason: z.string().min(1).max(500) });
type MergeBody = z.infer<typeof MergeBody>;

/** The tree of units, for programs. */
@Controller('api/v1/units')
@Roles(...CHANGES_UNITS)
export class UnitApi {
  constructor(
    private readonly em: EntityManager,
    private readonly units: UnitService,
  ) {}

  @Get()
  @Roles(...READS_UNITS)
  async list(@CurrentActor() actor: Actor, @Query({ schema: ListQuery }) { q, page, parent }: ListQuery) {
    const { rows, ...rest } = await unitPage(this.em.fork(), actor, { q, page, parent: parent ?? null });
    return { units: rows, ...rest };
  }

  @Get(':id')
  @Roles(...READS_UNITS)
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string) {
    const { unit, above, past, merged } = await unitView(this.em.fork(), actor, id);
    const { code, tier, name, nameEn, validFrom, validTo } = unit;
    return {
      id,
      code,
      tier,
      name,
      nameEn,
      validFrom,
      validTo,
      mergedInto: unit.mergedInto?.code ?? null,
      above,
      merged,
      past: past.map((one) => ({ until: one.until, name: one.name, nameEn: one.nameEn, parent: one.parent?.code ?? null })),
    };
  }

  @Post()
  async add(@CurrentActor() actor: Actor, @Body({ schema: AddBody }) { units }: AddBody) {
    return { added: (await this.units.import(actor, units)).map(({ id, code }) => ({ id, code })) };
  }

  @Post(':id/rename')
  @HttpCode(200)
  async rename(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Body({ schema: RenameBody }) body: RenameBody) {
    await this.units.rename(actor, id, body);
    return this.show(actor, id);
  }

  @Post(':id/move')
  @HttpCode(200)
  async move(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Body({ schema: MoveForm }) body: MoveForm) {
    await this.units.move(actor, id, body);
    return this.show(actor, id);
  }

  @Post(':id/close')
  @HttpCode(200)
  async close(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: UnitId }) id: string,
    @Body({ schema: CloseUnitForm }) body: CloseUnitForm,
  ) {
    await this.units.close(actor, id, body);
    return this.show(actor, id);
  }

  /** The unit of the address is the successor. */
  @Post(':id/merge')
  @HttpCode(200)
  async merge(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Body({ schema: MergeBody }) body: MergeBody) {
    await this.units.merge(actor, id, body);
    return this.show(actor, id);
  }
}
