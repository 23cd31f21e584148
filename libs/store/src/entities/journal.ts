import { defineEntity, p } from '@mikro-orm/core';
import { journalPolicies, journalTextPolicies } from '../walls/journal.policies.js';
import { Cycle } from './cycle.js';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One accepted act. Append-only (a trigger refuses UPDATE, DELETE and TRUNCATE): the audit trail and the worker's inbox. */
const JournalEntrySchema = defineEntity({
  name: 'JournalEntry',
  tableName: 'journal',
  policies: journalPolicies,
  indexes: [{ properties: ['subjectId'] }, { properties: ['cycle', 'id'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** A cycle is never removed (a trigger refuses it): there is nothing for a foreign key to watch. */
    cycle: () => p.manyToOne(Cycle).strictNullable().createForeignKeyConstraint(false),
    /** Dotted, past: `nomination.returned`. */
    type: p.string().length(60),
    subjectId: p.uuid(),
    actorId: p.string().length(40),
    actorRole: p.string().length(20),
    actorUnit: p.uuid().strictNullable(),
    /** The person for whom the actor acted; null for one's own acts. */
    onBehalfOf: p.string().length(40).strictNullable(),
    /** The request it came with, as in the server's log. */
    requestId: p.string().length(80).strictNullable(),
    /** The version of the rules it followed: `CODE@version`; null outside any cycle. */
    rules: p.string().length(60).strictNullable(),
    from: p.string().length(60).fieldName('from_standing').strictNullable(),
    to: p.string().length(60).fieldName('to_standing').strictNullable(),
    /** What matters of the act, without personal data: ids, numbers; of what people wrote only a commitment (see `JournalText`). */
    data: p.json<Record<string, Json>>(),
    at: p.datetime().length(3),
  },
});

export class JournalEntry extends JournalEntrySchema.class {}
JournalEntrySchema.setClass(JournalEntry);

/**
 * What somebody wrote in their own words: the journal holds SHA-256 of salt and text instead. It may be deleted, when it names a person who
 * wants to be forgotten, and the chain still verifies; it cannot be changed.
 */
const JournalTextSchema = defineEntity({
  name: 'JournalText',
  policies: journalTextPolicies,
  properties: {
    commitment: p.string().length(64).primary(),
    /** That of the entry, through which the text is found by who may read it. */
    subjectId: p.uuid(),
    salt: p.string().length(22),
    text: p.text(),
  },
});

export class JournalText extends JournalTextSchema.class {}
JournalTextSchema.setClass(JournalText);

/** An entry's place in its cycle's hash chain, given by the worker after the entry is committed. */
const JournalSealSchema = defineEntity({
  name: 'JournalSeal',
  uniques: [{ properties: ['chain', 'number'] }],
  properties: {
    entryId: p.bigint('number').primary().autoincrement(false),
    /** The cycle's id, or `office` for acts outside any cycle. */
    chain: p.string().length(40),
    number: p.integer(),
    hash: p.string().length(64),
    sealedAt: p.datetime().length(3),
  },
});

export class JournalSeal extends JournalSealSchema.class {}
JournalSealSchema.setClass(JournalSeal);

/** Committed entries without a place in the chain yet. A trigger on the journal fills it; sealing empties it. */
const JournalUnsealedSchema = defineEntity({
  name: 'JournalUnsealed',
  properties: { entryId: p.bigint('number').primary().autoincrement(false) },
});

export class JournalUnsealed extends JournalUnsealedSchema.class {}
JournalUnsealedSchema.setClass(JournalUnsealed);

/** Committed entries whose jobs are not queued yet. A trigger on the journal fills it; the dispatcher empties it. */
const JournalUndispatchedSchema = defineEntity({
  name: 'JournalUndispatched',
  properties: { entryId: p.bigint('number').primary().autoincrement(false) },
});

export class JournalUndispatched extends JournalUndispatchedSchema.class {}
JournalUndispatchedSchema.setClass(JournalUndispatched);
