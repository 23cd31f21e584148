import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { evidenceFilePolicies } from '../walls/policies.js';
import { Nomination } from './nomination.js';
import { Person } from './person.js';

export const FILE_STATES = ['receiving', 'kept'] as const;
export type FileState = (typeof FILE_STATES)[number];

/**
 * A file of a dossier. Its bytes lie in the archive under their SHA-256. The row says what never changes; where the file stands in which
 * revision, and its caption, stand in the revision. A row stays when the file is taken out: earlier revisions name it.
 */
const EvidenceFileSchema = defineEntity({
  name: 'EvidenceFile',
  policies: evidenceFilePolicies,
  checks: [oneOf('state', FILE_STATES), { name: 'evidence_file_kept_whole', expression: "state = 'receiving' or sha256 is not null" }],
  indexes: [{ properties: ['nomination', 'state'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    nomination: () => p.manyToOne(Nomination).deleteRule('cascade'),
    /** Code of the dossier item or of the rubric item it belongs to. */
    part: p.string().length(48),
    /** As the person called it: only to be shown. */
    name: p.string().length(200),
    state: p.string().length(10).$type<FileState>(),
    /** Of what is kept; of what was announced as long as it is coming in. */
    bytes: p.bigint('number'),
    sha256: p.string().length(64).strictNullable().index(),
    /** SHA-256 of what came in: an image is kept as it was drawn anew. */
    source: p.string().length(64).strictNullable(),
    thumbnail: p.string().length(64).strictNullable().index(),
    type: p.string().length(100).strictNullable(),
    width: p.integer().strictNullable(),
    height: p.integer().strictNullable(),
    /** How many can be drawn; null for what has none. */
    pages: p.integer().strictNullable(),
    /** It tells nobody whose it is, says the definition: a council that scores blind sees what it shows, but no name of it. */
    neutral: p.boolean().default(false),
    uploadedBy: () => p.manyToOne(Person).deleteRule('restrict'),
    uploadedAt: p.datetime().length(3),
    /** By the database's own time, which never travels: what does not come in within a day is given up. */
    createdAt: p.datetime().length(3).defaultRaw('now()'),
  },
});

export class EvidenceFile extends EvidenceFileSchema.class {}
EvidenceFileSchema.setClass(EvidenceFile);
