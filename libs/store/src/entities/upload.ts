import { defineEntity, p } from '@mikro-orm/core';
import { uploadPolicies } from '../walls/policies.js';
import { Person } from './person.js';

/** A file that somebody is looking through before it is imported. Kept for a day at most. */
const UploadSchema = defineEntity({
  name: 'Upload',
  policies: uploadPolicies,
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    person: () => p.manyToOne(Person).deleteRule('cascade').index(),
    /** What is in it: `units` or `people`. */
    kind: p.string().length(20),
    fileName: p.string().length(200),
    content: p.blob(),
    createdAt: p.datetime().length(3),
  },
});

export class Upload extends UploadSchema.class {}
UploadSchema.setClass(Upload);
