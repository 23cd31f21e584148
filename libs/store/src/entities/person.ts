import { ROLES, type Language, type Role } from '#workflow';
import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { Unit } from './unit.js';

const PersonSchema = defineEntity({
  name: 'Person',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    name: p.string().length(200),
    /** In small letters. Optional: many branches have no mailbox. */
    email: p.string().length(254).strictNullable().unique(),
    /** Digits only, with a 0 or the country's code in front. One signs in with it as with the address. */
    phone: p.string().length(16).strictNullable().unique(),
    language: p.string().length(2).$type<Language>().default('vi'),
    /** Sign-in by one click, for people of the sample only. */
    isSample: p.boolean().default(false),
  },
});

export class Person extends PersonSchema.class {}
PersonSchema.setClass(Person);

/** What a person is, and where. */
const MembershipSchema = defineEntity({
  name: 'Membership',
  uniques: [{ properties: ['person', 'unit', 'role'] }],
  checks: [
    oneOf(
      'role',
      ROLES.filter((role) => role !== 'clock'),
    ),
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    person: () => p.manyToOne(Person).deleteRule('cascade'),
    unit: () => p.manyToOne(Unit).deleteRule('restrict').index(),
    role: p.string().length(20).$type<Exclude<Role, 'clock'>>(),
    /** The title that goes with it: a seat of the council, an office. */
    title: p.string().length(200).strictNullable(),
  },
});

export class Membership extends MembershipSchema.class {}
MembershipSchema.setClass(Membership);

/** A standing conflict of interest: this person has to do with that unit and everything below it. */
const TieSchema = defineEntity({
  name: 'Tie',
  uniques: [{ properties: ['person', 'unit'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    person: () => p.manyToOne(Person).deleteRule('cascade'),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    reason: p.text(),
  },
});

export class Tie extends TieSchema.class {}
TieSchema.setClass(Tie);
