import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CHANGES_UNITS, invalid, isOneOf, READS_UNITS, unitPage, UnitService, unitView } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { hasLegacy, inUnicode } from '../http/legacy.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { ACTS, NewUnitForm, UnitId, UnitsQuery } from './unit.forms.js';

/** The tree of units, level by level, and what became of each. */
@Controller('units')
@Roles(...READS_UNITS)
export class UnitPages {
  constructor(
    private readonly em: EntityManager,
    private readonly units: UnitService,
  ) {}

  @Get()
  @Page('units/list')
  async list(@CurrentActor() actor: Actor, @Query({ schema: UnitsQuery }) { q, page }: UnitsQuery) {
    const found = await unitPage(this.em.fork(), actor, { q, page });
    return {
      ...listModel(found, q ? `/units?${new URLSearchParams({ q }).toString()}` : '/units'),
      q,
      mayChange: isOneOf(actor, CHANGES_UNITS),
    };
  }

  @Get('new')
  @Roles(...CHANGES_UNITS)
  @Page('units/new')
  form() {
    return { values: {} };
  }

  @Post()
  @Roles(...CHANGES_UNITS)
  @Page<UnitPages>('units/new', { again: (_, request) => ({ isLegacy: hasLegacy(request.body) }) })
  async add(@CurrentActor() actor: Actor, @Body({ schema: NewUnitForm }) form: NewUnitForm) {
    const { legacy: _, parent, nameEn, ...row } = inUnicode(form, ['name']);
    const added = await this.units.import(actor, [{ ...row, parent: parent || null, nameEn: nameEn || null }]).catch((error: unknown) => {
      throw atField(error);
    });
    const [unit] = added;
    if (!unit) throw invalid('code', 'Đã có đơn vị này.', 'This unit is there already.');
    return seeOther(`/units/${unit.id}`, { toast: 'toast.saved' });
  }

  @Get(':id')
  @Page('units/unit')
  async show(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: UnitId }) id: string,
    @Query({ schema: UnitsQuery }) { page }: UnitsQuery,
  ) {
    return this.model(actor, id, page);
  }

  private async model(actor: Actor, id: string, page: number) {
    const em = this.em.fork();
    const { unit, ...view } = await unitView(em, actor, id);
    const below = await unitPage(em, actor, { parent: id, page });
    const hasEnded = Boolean(unit.mergedInto) || (unit.validTo !== null && unit.validTo !== undefined && unit.validTo < today());
    return {
      ...view,
      title: unit.name,
      unit,
      past: view.past.map(({ until, name, parent }) => ({ until, name, parent: parent?.name ?? null })),
      history: view.history.map(({ type, at, data }) => ({
        at,
        key: `units.history.${type.split('.')[1] ?? ''}`,
        on: data['on'],
        reason: data['reason'],
      })),
      below: listModel(below, `/units/${id}`),
      hasEnded,
      acts: isOneOf(actor, CHANGES_UNITS) && !hasEnded ? ACTS.map((act) => ({ href: `/units/${id}/${act}`, key: `units.act.${act}` })) : [],
    };
  }
}

const today = () => new Date().toISOString().slice(0, 10);

function listModel({ rows, page, size, total }: Awaited<ReturnType<typeof unitPage>>, url: string) {
  return { rows, pager: pagerOf(url, page, size, total), severalPages: total > size };
}

/** The import names rows; a form has only one. */
function atField(error: unknown): unknown {
  if (error instanceof Error && 'faults' in error && Array.isArray(error.faults))
    for (const fault of error.faults as { place: string }[]) fault.place = fault.place.replace(/^units\[.*\]\./, '');
  return error;
}
