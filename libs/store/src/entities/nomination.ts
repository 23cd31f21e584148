import { NOMINATION_STATUSES, type NominationStatus } from '#workflow';
import { DeferMode, defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { endorsementPolicies, nominationPolicies, objectionPolicies, petitionPolicies, revisionPolicies } from '../walls/policies.js';
import { Cycle } from './cycle.js';
import { Person } from './person.js';
import { Unit } from './unit.js';

/** One row of a table, by column code; an empty cell is absent. */
export type TableRow = Record<string, string>;

/** What a branch writes: answers by field code, rows by code of a table, self-scores by rubric item code, yes or no by code of a condition. */
export interface Content {
  fields: Record<string, string>;
  selfScores: Record<string, number>;
  /** Absent when there are none. */
  tables?: Record<string, TableRow[]> | undefined;
  /** Absent when none is answered. */
  eligibility?: Record<string, string> | undefined;
}

/** A file's place in a dossier. What never changes about the file stands in its own row. */
export interface FilePlace {
  id: string;
  caption: string;
}
/** The files of a dossier in their order, by the code of the dossier item or rubric item they belong to. */
export type Files = Record<string, FilePlace[]>;

/**
 * No index holds what an act changes, and pages have room left (`light-acts` migration): so the new version of a row takes the place of the old one
 * on its page, and no index is touched. What is asked by stage or status goes through the cycle's rows.
 */
const NominationSchema = defineEntity({
  name: 'Nomination',
  policies: nominationPolicies,
  checks: [oneOf('status', NOMINATION_STATUSES)],
  uniques: [
    { properties: ['cycle', 'unit'], name: 'nomination_one_per_unit' },
    { properties: ['cycle', 'code'] },
    { properties: ['cycle', 'number'] },
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    code: p.string().length(40),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    /** The unit line when it was started: unit id by tier. */
    line: p.json<Record<string, string>>(),
    status: p.string().length(20).$type<NominationStatus>(),
    stage: p.string().length(32).strictNullable(),
    content: p.json<Content>(),
    files: p.json<Files>().default('{}'),
    /** Number of the newest revision; a save names the one it started from. */
    revision: p.integer().default(0),
    returns: p.integer().default(0),
    supplementDue: p.datetime().length(3).strictNullable(),
    submittedAt: p.datetime().length(3).strictNullable(),
    /** The unit above that writes it in the branch's place; null when the branch does. */
    filedBy: () => p.manyToOne(Unit).strictNullable().deleteRule('restrict'),
    /** When the branch said yes to what was written in its place. */
    confirmedAt: p.datetime().length(3).strictNullable(),
    /** Result of the scoring stage, in points, set when it closes. */
    score: p.decimal('string').precision(8).scale(4).strictNullable(),
    votes: p.integer().strictNullable(),
    /** What the council calls it while it must not know whose it is. Drawn when blind scoring opens. */
    number: p.integer().strictNullable(),
  },
});

export class Nomination extends NominationSchema.class {}
NominationSchema.setClass(Nomination);

/**
 * A unit in the line of a nomination, kept in step by a trigger. What comes up to one of two hundred wards is found by it: behind the wall the line
 * itself can be asked about a row only after the policy was, so that no index of it would be used.
 */
const NominationLineSchema = defineEntity({
  name: 'NominationLine',
  indexes: [{ properties: ['nomination'] }],
  properties: {
    unit: p.uuid().primary().fieldName('unit_id'),
    cycle: p.uuid().primary().fieldName('cycle_id'),
    nomination: () => p.manyToOne(Nomination).primary().deleteRule('cascade'),
  },
});

export class NominationLine extends NominationLineSchema.class {}
NominationLineSchema.setClass(NominationLine);

const RevisionSchema = defineEntity({
  name: 'Revision',
  policies: revisionPolicies,
  uniques: [{ properties: ['nomination', 'number'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('cascade'),
    number: p.integer(),
    content: p.json<Content>(),
    files: p.json<Files>().default('{}'),
    savedBy: () => p.manyToOne(Person).deleteRule('restrict'),
    savedAt: p.datetime().length(3),
  },
});

export class Revision extends RevisionSchema.class {}
RevisionSchema.setClass(Revision);

/** A unit's letter that forwards its endorsed list to the tier above. */
const PetitionSchema = defineEntity({
  name: 'Petition',
  policies: petitionPolicies,
  uniques: [{ properties: ['cycle', 'stage', 'unit', 'number'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    stage: p.string().length(32),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    number: p.string().length(60),
    signedOn: p.date(),
    /** Number and date of the minutes of the meeting that decided the list. */
    minutes: p.string().length(60).strictNullable(),
    minutesOn: p.date().strictNullable(),
    createdAt: p.datetime().length(3),
  },
});

export class Petition extends PetitionSchema.class {}
PetitionSchema.setClass(Petition);

/** That a unit put a nomination forward in a review stage: uses up quota, holds the rank. */
const EndorsementSchema = defineEntity({
  name: 'Endorsement',
  policies: endorsementPolicies,
  uniques: [
    { properties: ['nomination', 'stage'] },
    // Two reviewers endorsing at once cannot give one rank twice. Asked at the end of a statement: one may let two change places.
    { properties: ['cycle', 'stage', 'unit', 'rank'], deferMode: DeferMode.INITIALLY_IMMEDIATE },
  ],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    stage: p.string().length(32),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    nomination: () => p.manyToOne(Nomination).deleteRule('restrict'),
    /** 1 is the unit's first choice; null where the stage is not ranked. */
    rank: p.integer().strictNullable(),
    petition: () => p.manyToOne(Petition).strictNullable().deleteRule('restrict'),
  },
});

export class Endorsement extends EndorsementSchema.class {}
EndorsementSchema.setClass(Endorsement);

/** A signed comment from the public on a listed nomination. Contact data are for verification only and never shown. */
const ObjectionSchema = defineEntity({
  name: 'Objection',
  policies: objectionPolicies,
  indexes: [{ properties: ['nomination'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('restrict'),
    name: p.string().length(200),
    phone: p.string().length(40),
    address: p.string().length(300),
    body: p.text(),
    createdAt: p.datetime().length(3),
    answer: p.text().strictNullable(),
    answeredAt: p.datetime().length(3).strictNullable(),
  },
});

export class Objection extends ObjectionSchema.class {}
ObjectionSchema.setClass(Objection);
