import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CHANGES_UNITS, UnitService, unitView } from '#awards';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { hasLegacy, inUnicode } from '../http/legacy.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { ACTS, CloseUnitForm, MergeForm, MoveForm, RenameForm, type UnitAct, UnitId } from './unit.forms.js';

const Act = z.enum(ACTS);

/** One page for each change of a unit: they work without scripts and say what will follow. */
@Controller('units/:id')
@Roles(...CHANGES_UNITS)
export class UnitActPages {
  constructor(
    private readonly em: EntityManager,
    private readonly units: UnitService,
  ) {}

  @Get(':act')
  @Page('units/act')
  async form(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Param('act', { schema: Act }) act: UnitAct) {
    const { unit } = await unitView(this.em.fork(), actor, id);
    return { ...this.model(unit, act), values: { name: unit.name, nameEn: unit.nameEn } };
  }

  @Post('rename')
  @Page('units/act', { again: (pages: UnitActPages, request) => pages.again(request, 'rename') })
  async rename(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Body({ schema: RenameForm }) form: RenameForm) {
    const { name, nameEn, on } = inUnicode(form, ['name']);
    await this.units.rename(actor, id, { name, nameEn, on });
    return seeOther(`/units/${id}`, { toast: 'toast.saved' });
  }

  @Post('move')
  @Page('units/act', { again: (pages: UnitActPages, request) => pages.again(request, 'move') })
  async move(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Body({ schema: MoveForm }) form: MoveForm) {
    await this.units.move(actor, id, form);
    return seeOther(`/units/${id}`, { toast: 'toast.saved' });
  }

  @Post('close')
  @Page('units/act', { again: (pages: UnitActPages, request) => pages.again(request, 'close') })
  async close(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: UnitId }) id: string,
    @Body({ schema: CloseUnitForm }) form: CloseUnitForm,
  ) {
    await this.units.close(actor, id, form);
    return seeOther(`/units/${id}`, { toast: 'toast.saved' });
  }

  @Post('merge')
  @Page('units/act', { again: (pages: UnitActPages, request) => pages.again(request, 'merge') })
  async merge(@CurrentActor() actor: Actor, @Param('id', { schema: UnitId }) id: string, @Body({ schema: MergeForm }) form: MergeForm) {
    await this.units.merge(actor, id, form);
    return seeOther(`/units/${id}`, { toast: 'toast.unitsMerged' });
  }

  async again(request: FastifyRequest, act: UnitAct) {
    const { id = '' } = request.params as Record<string, string>;
    const actor = request.person?.actor;
    if (!actor) return {};
    const { unit } = await unitView(this.em.fork(), actor, id);
    return { ...this.model(unit, act), isLegacy: hasLegacy(request.body) };
  }

  private model(unit: { id: string; name: string; code: string }, act: UnitAct) {
    return {
      unit: { id: unit.id, name: unit.name, code: unit.code },
      act,
      titleKey: `units.act.${act}`,
      helpKey: `units.help.${act}`,
      is: { [act]: true },
    };
  }
}
