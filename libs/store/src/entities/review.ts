import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import {
  commentPolicies,
  petitionPapersPolicies,
  presencePolicies,
  returnPointPolicies,
  threadPolicies,
  tickPolicies,
} from '../walls/policies.js';
import { Cycle } from './cycle.js';
import { EvidenceFile } from './evidence-file.js';
import { Nomination, Petition } from './nomination.js';
import { Person } from './person.js';
import { Unit } from './unit.js';

/** That a reviewing unit made sure of an item of its stage's checklist. Colleagues see each other's. */
const TickSchema = defineEntity({
  name: 'Tick',
  policies: tickPolicies,
  uniques: [{ properties: ['nomination', 'stage', 'code'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('cascade'),
    stage: p.string().length(32),
    code: p.string().length(48),
    by: () => p.manyToOne(Person).deleteRule('restrict'),
    at: p.datetime().length(3),
  },
});

export class Tick extends TickSchema.class {}
TickSchema.setClass(Tick);

/** One thing a reviewer asked to be corrected, pinned to a field; it must be answered before resubmitting. */
const ReturnPointSchema = defineEntity({
  name: 'ReturnPoint',
  policies: returnPointPolicies,
  indexes: [{ properties: ['nomination'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('cascade'),
    stage: p.string().length(32),
    round: p.integer(),
    field: p.string().length(48),
    /** The file of that part it is about, when it is about one. */
    file: () => p.manyToOne(EvidenceFile).strictNullable().deleteRule('set null'),
    request: p.text(),
    answer: p.text().strictNullable(),
    answeredAt: p.datetime().length(3).strictNullable(),
  },
});

export class ReturnPoint extends ReturnPointSchema.class {}
ReturnPointSchema.setClass(ReturnPoint);

export const AUDIENCES = ['branch', 'unit'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** A conversation about one part of a dossier: with its branch, or among the people of the unit that began it. */
const ThreadSchema = defineEntity({
  name: 'Thread',
  policies: threadPolicies,
  checks: [oneOf('audience', AUDIENCES)],
  indexes: [{ properties: ['nomination'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('cascade'),
    /** Code of a field, a rubric item or a dossier item. */
    part: p.string().length(48),
    /** The file of that part it is about, when it is about one. */
    file: () => p.manyToOne(EvidenceFile).strictNullable().deleteRule('set null'),
    audience: p.string().length(10).$type<Audience>(),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    openedAt: p.datetime().length(3),
    resolvedAt: p.datetime().length(3).strictNullable(),
    resolvedBy: () => p.manyToOne(Person).strictNullable().deleteRule('restrict'),
  },
});

export class Thread extends ThreadSchema.class {}
ThreadSchema.setClass(Thread);

const CommentSchema = defineEntity({
  name: 'Comment',
  policies: commentPolicies,
  indexes: [{ properties: ['thread'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    thread: () => p.manyToOne(Thread).deleteRule('cascade'),
    by: () => p.manyToOne(Person).deleteRule('restrict'),
    /** The unit for which it was said. */
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    body: p.text(),
    at: p.datetime().length(3),
  },
});

export class Comment extends CommentSchema.class {}
CommentSchema.setClass(Comment);

/** Who looks at a nomination: a sign of life every few seconds, by the database's own clock. */
const PresenceSchema = defineEntity({
  name: 'Presence',
  policies: presencePolicies,
  properties: {
    nomination: () => p.manyToOne(Nomination).primary().deleteRule('cascade'),
    person: () => p.manyToOne(Person).primary().deleteRule('cascade'),
    unit: () => p.manyToOne(Unit).primary().deleteRule('cascade'),
    seenAt: p.datetime().length(3),
  },
});

export class Presence extends PresenceSchema.class {}
PresenceSchema.setClass(Presence);

/** One line of the list that a unit forwards, as it was when the papers were asked for. */
export interface ListedBranch {
  rank: number | null;
  code: string;
  name: string;
  /** What the branch wrote, by the code of the field. */
  fields: Record<string, string>;
  selfScore: number;
}

/** The papers under which a unit forwards its list: what stands in them, and the files once the worker has made them. Without a petition they are a draft. */
const PetitionPapersSchema = defineEntity({
  name: 'PetitionPapers',
  policies: petitionPapersPolicies,
  uniques: [{ properties: ['petition'] }],
  indexes: [{ properties: ['cycle', 'stage', 'unit'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    stage: p.string().length(32),
    unit: () => p.manyToOne(Unit).deleteRule('restrict'),
    petition: () => p.manyToOne(Petition).strictNullable().deleteRule('restrict'),
    /** Empty in a draft that has none yet. */
    number: p.string().length(60),
    signedOn: p.date().strictNullable(),
    minutes: p.string().length(60),
    minutesOn: p.date().strictNullable(),
    list: p.json<ListedBranch[]>(),
    askedAt: p.datetime().length(3),
    petitionDocx: p.blob().strictNullable().lazy(),
    petitionPdf: p.blob().strictNullable().lazy(),
    listDocx: p.blob().strictNullable().lazy(),
    listPdf: p.blob().strictNullable().lazy(),
    renderedAt: p.datetime().length(3).strictNullable(),
  },
});

export class PetitionPapers extends PetitionPapersSchema.class {}
PetitionPapersSchema.setClass(PetitionPapers);
