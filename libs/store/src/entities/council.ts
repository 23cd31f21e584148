import { defineEntity, p } from '@mikro-orm/core';
import { ballotPaperPolicies, decisionPolicies, recusalPolicies, scoreSheetPolicies, voteRegisterPolicies } from '../walls/policies.js';
import { Cycle } from './cycle.js';
import { Nomination } from './nomination.js';
import { Person } from './person.js';

/** One scorer's points for one nomination, by rubric item code. Open until it is submitted. */
const ScoreSheetSchema = defineEntity({
  name: 'ScoreSheet',
  policies: scoreSheetPolicies,
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
  policies: recusalPolicies,
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
  policies: voteRegisterPolicies,
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
  policies: ballotPaperPolicies,
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

/** The winners the chair settled on, and the decision that names them. A correction is a new version; the old one stays. */
const DecisionSchema = defineEntity({
  name: 'Decision',
  policies: decisionPolicies,
  uniques: [{ properties: ['cycle', 'version'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('restrict'),
    version: p.integer().default(1),
    /** Nomination ids in the order of the list. */
    winners: p.json<string[]>(),
    /** Why the list differs from the one the rules propose, or why it was corrected; null when neither. */
    reason: p.text().strictNullable(),
    finalisedBy: () => p.manyToOne(Person).deleteRule('restrict'),
    finalisedAt: p.datetime().length(3),
    number: p.string().length(60).strictNullable(),
    signedOn: p.date().strictNullable(),
    signer: p.string().length(200).strictNullable(),
    publishedAt: p.datetime().length(3).strictNullable(),
    /** When a correction took its place. */
    supersededAt: p.datetime().length(3).strictNullable(),
  },
});

export class Decision extends DecisionSchema.class {}
DecisionSchema.setClass(Decision);

/** A winner's paper. The row is owed from the publication on; the worker renders it. */
const CertificateSchema = defineEntity({
  name: 'Certificate',
  uniques: [{ properties: ['nomination', 'version'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('restrict'),
    version: p.integer().default(1),
    /** What the public types to check it: 12 letters and digits without look-alikes. */
    code: p.string().length(20).unique(),
    registerNumber: p.integer(),
    owedAt: p.datetime().length(3),
    renderedAt: p.datetime().length(3).strictNullable(),
    sha256: p.string().length(64).strictNullable(),
    /** When a newer issue took its place, or the award was withdrawn by a correction. */
    supersededAt: p.datetime().length(3).strictNullable(),
    pdf: p.blob().strictNullable().lazy(),
  },
});

export class Certificate extends CertificateSchema.class {}
CertificateSchema.setClass(Certificate);
