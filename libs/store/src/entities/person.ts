import type { Language } from '#workflow';
import { defineEntity, p } from '@mikro-orm/core';
import { Unit } from './unit.js';

const PersonSchema = defineEntity({
  name: 'Person',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    name: p.string().length(200),
    /** In small letters. Optional: many branches have no mailbox. Nobody else who is still here has it. */
    email: p.string().length(254).strictNullable(),
    /** National form, digits only: 0903123456. One signs in with it as with the address. Nobody else who is still here has it. */
    phone: p.string().length(16).strictNullable(),
    language: p.string().length(2).$type<Language>().default('vi'),
    /** Sign-in by one click, for people of the sample only. */
    isSample: p.boolean().default(false),
    /** When the person first signed in; null until then. By the database's own time. */
    cameAt: p.datetime().length(3).strictNullable(),
    /** Up to when the person has read what was written to them. */
    lettersReadAt: p.datetime().length(3).strictNullable(),
    /** When the person left. What they did stays, their name with it until somebody asks for its erasure. */
    removedAt: p.datetime().length(3).strictNullable(),
    /** The name without diacritics, in small letters. A trigger keeps it. */
    search: p.text().default('').lazy(),
    /** Given name first, as Vietnamese lists are sorted. A trigger keeps it. */
    sortName: p.string().length(200).collation('vi_natural').default('').lazy(),
  },
});

export class Person extends PersonSchema.class {}
PersonSchema.setClass(Person);

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
