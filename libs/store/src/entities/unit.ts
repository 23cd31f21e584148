import { defineEntity, p } from '@mikro-orm/core';

/** A node of the dated tree of units. Tiers are data: codes of the definition, never an enumeration here. */
const UnitSchema = defineEntity({
  name: 'Unit',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    code: p.string().length(48).unique(),
    tier: p.string().length(48).index(),
    name: p.string().length(200).collation('vi-x-icu'),
    nameEn: p.string().length(200).strictNullable(),
    parent: () => p.manyToOne(Unit).strictNullable().deleteRule('restrict').index(),
    validFrom: p.date().strictNullable(),
    validTo: p.date().strictNullable(),
    mergedInto: () => p.manyToOne(Unit).strictNullable().deleteRule('restrict'),
  },
});

export class Unit extends UnitSchema.class {}
UnitSchema.setClass(Unit);
