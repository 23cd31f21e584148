import { ROLES, type Role } from '#workflow';
import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { Cycle } from './cycle.js';
import { Person } from './person.js';
import { Unit } from './unit.js';

/** What a person is, and where. */
const MembershipSchema = defineEntity({
  name: 'Membership',
  uniques: [
    { properties: ['person', 'unit', 'role', 'cycle'] },
    { name: 'membership_standing_unique', properties: ['person', 'unit', 'role'], where: '"cycle_id" is null' },
  ],
  checks: [
    oneOf(
      'role',
      ROLES.filter((role) => role !== 'clock'),
    ),
    { name: 'membership_administrator_check', expression: `cycle_id is null or role <> 'administrator'` },
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    person: () => p.manyToOne(Person).deleteRule('cascade'),
    unit: () => p.manyToOne(Unit).deleteRule('restrict').index(),
    role: p.string().length(20).$type<Exclude<Role, 'clock'>>(),
    /** The only cycle in which it counts; null: all of them, and what concerns no cycle. */
    cycle: () => p.manyToOne(Cycle).strictNullable().deleteRule('cascade').index(),
    /** The title that goes with it: a seat of the council, an office. */
    title: p.string().length(200).strictNullable(),
    /** Its first and last day; open where null. */
    validFrom: p.date().strictNullable(),
    validTo: p.date().strictNullable(),
  },
});

export class Membership extends MembershipSchema.class {}
MembershipSchema.setClass(Membership);

/** That somebody acts in the place of a member, from one day to another. */
const DelegationSchema = defineEntity({
  name: 'Delegation',
  indexes: [{ properties: ['delegate'] }],
  checks: [{ name: 'delegation_dates_check', expression: 'valid_from <= valid_to' }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    membership: () => p.manyToOne(Membership).deleteRule('cascade').index(),
    delegate: () => p.manyToOne(Person).deleteRule('cascade'),
    validFrom: p.date(),
    validTo: p.date(),
    reason: p.text(),
  },
});

export class Delegation extends DelegationSchema.class {}
DelegationSchema.setClass(Delegation);
