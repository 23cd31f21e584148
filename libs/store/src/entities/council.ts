import { defineEntity, p } from '@mikro-orm/core';
import { Cycle } from './cycle.js';
import { Nomination } from './nomination.js';
import { Person } from './person.js';

/** One scorer's points for one nomination, by rubric item code. Open until it is submitted. */
const ScoreSheetSchema = defineEntity({
  name: 'ScoreSheet',
  uniques: [{ properties: ['nomination', 'scorer'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('restrict'),
    scorer: () => p.manyToOne(Person).deleteRule('restrict'),
    items: p.json<Record<string, number>>(),
    comment: p.text().strictNullable(),
    savedAt: p.datetime().length(3),
    submittedAt: p.datetime().length(3).strictNullable(),
  },
});

export class ScoreSheet extends ScoreSheetSchema.class {}
ScoreSheetSchema.setClass(ScoreSheet);

/** A scorer stepping aside from one nomination. */
const RecusalSchema = defineEntity({
  name: 'Recusal',
  uniques: [{ properties: ['nomination', 'scorer'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('restrict'),
    scorer: () => p.manyToOne(Person).deleteRule('restrict'),
    reason: p.text(),
    createdAt: p.datetime().length(3),
  },
});

export class Recusal extends RecusalSchema.class {}
RecusalSchema.setClass(Recusal);

/** That a member has voted. What was voted is on a paper that nothing links to this row. */
const VoteRegisterSchema = defineEntity({
  name: 'VoteRegister',
  uniques: [{ properties: ['cycle', 'stage', 'voter'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    stage: p.string().length(32),
    voter: () => p.manyToOne(Person).deleteRule('restrict'),
  },
});

export class VoteRegister extends VoteRegisterSchema.class {}
VoteRegisterSchema.setClass(VoteRegister);

/** A secret ballot paper: no voter, no time, a random key. */
const BallotPaperSchema = defineEntity({
  name: 'BallotPaper',
  indexes: [{ properties: ['cycle', 'stage'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    stage: p.string().length(32),
    choices: p.json<string[]>(),
  },
});

export class BallotPaper extends BallotPaperSchema.class {}
BallotPaperSchema.setClass(BallotPaper);

/** The winners the chair settled on, and the decision that names them. */
const DecisionSchema = defineEntity({
  name: 'Decision',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).unique().deleteRule('restrict'),
    /** Nomination ids in the order of the list. */
    winners: p.json<string[]>(),
    /** Why the list differs from the one the rules propose; null when it does not. */
    reason: p.text().strictNullable(),
    finalisedBy: () => p.manyToOne(Person).deleteRule('restrict'),
    finalisedAt: p.datetime().length(3),
    number: p.string().length(60).strictNullable(),
    signedOn: p.date().strictNullable(),
    signer: p.string().length(200).strictNullable(),
    publishedAt: p.datetime().length(3).strictNullable(),
  },
});

export class Decision extends DecisionSchema.class {}
DecisionSchema.setClass(Decision);

/** A winner's paper. The row is owed from the publication on; the worker renders it. */
const CertificateSchema = defineEntity({
  name: 'Certificate',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).unique().deleteRule('restrict'),
    /** What the public types to check it: 12 letters and digits without look-alikes. */
    code: p.string().length(20).unique(),
    registerNumber: p.integer(),
    owedAt: p.datetime().length(3),
    renderedAt: p.datetime().length(3).strictNullable(),
    sha256: p.string().length(64).strictNullable(),
    pdf: p.blob().strictNullable().lazy(),
  },
});

export class Certificate extends CertificateSchema.class {}
CertificateSchema.setClass(Certificate);
