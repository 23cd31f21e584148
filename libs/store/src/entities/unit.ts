import { defineEntity, p } from '@mikro-orm/core';

/** A node of the dated tree of units. Tiers are data: codes of the definition, never an enumeration here. */
const UnitSchema = defineEntity({
  name: 'Unit',
  checks: [
    { name: 'unit_dates_check', expression: 'valid_from is null or valid_to is null or valid_from <= valid_to + 1' },
    { name: 'unit_not_below_itself_check', expression: 'parent_id <> id and merged_into_id <> id' },
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    code: p.string().length(48).unique(),
    tier: p.string().length(48).index(),
    /** In the Vietnamese order, numbers by their value: “Chi đoàn 2” before “Chi đoàn 10”. */
    name: p.string().length(200).collation('vi_natural'),
    nameEn: p.string().length(200).strictNullable(),
    parent: () => p.manyToOne(Unit).strictNullable().deleteRule('restrict').index(),
    validFrom: p.date().strictNullable(),
    /** Its last day. */
    validTo: p.date().strictNullable(),
    mergedInto: () => p.manyToOne(Unit).strictNullable().deleteRule('restrict').index(),
    /** Code and names without diacritics, in small letters. A trigger keeps it. */
    search: p.text().default('').lazy(),
  },
});

export class Unit extends UnitSchema.class {}
UnitSchema.setClass(Unit);

/** What a unit was called, and to which one it belonged, until that day. */
const UnitPastSchema = defineEntity({
  name: 'UnitPast',
  indexes: [{ properties: ['unit', 'until'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    /** The last day. */
    until: p.date(),
    name: p.string().length(200),
    nameEn: p.string().length(200).strictNullable(),
    parent: () => p.manyToOne(Unit).strictNullable().deleteRule('restrict'),
  },
});

export class UnitPast extends UnitPastSchema.class {}
UnitPastSchema.setClass(UnitPast);
