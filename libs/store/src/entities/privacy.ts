import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { dataRequestPolicies } from '../walls/policies.js';
import { Person } from './person.js';

export const DATA_REQUEST_KINDS = ['correction', 'erasure'] as const;
export type DataRequestKind = (typeof DATA_REQUEST_KINDS)[number];

export const DATA_REQUEST_OUTCOMES = ['done', 'refused'] as const;
export type DataRequestOutcome = (typeof DATA_REQUEST_OUTCOMES)[number];

/** What a person asks of those who keep their data, and the answer, which the law wants within two working days. */
const DataRequestSchema = defineEntity({
  name: 'DataRequest',
  policies: dataRequestPolicies,
  checks: [oneOf('kind', DATA_REQUEST_KINDS), oneOf('outcome', DATA_REQUEST_OUTCOMES)],
  indexes: [{ name: 'data_request_open_index', properties: ['due'], where: '"answered_at" is null' }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    person: () => p.manyToOne(Person).deleteRule('cascade').index(),
    kind: p.string().length(12).$type<DataRequestKind>(),
    wish: p.text(),
    askedAt: p.datetime().length(3),
    /** The last day for an answer. */
    due: p.date(),
    answeredAt: p.datetime().length(3).strictNullable(),
    outcome: p.string().length(8).$type<DataRequestOutcome>().strictNullable(),
    answer: p.text().strictNullable(),
  },
});

export class DataRequest extends DataRequestSchema.class {}
DataRequestSchema.setClass(DataRequest);

/** That what had been kept long enough was deleted, once on each day, by the award's clock. */
const RetentionSweepSchema = defineEntity({
  name: 'RetentionSweep',
  properties: {
    day: p.date().primary(),
    at: p.datetime().length(3),
  },
});

export class RetentionSweep extends RetentionSweepSchema.class {}
RetentionSweepSchema.setClass(RetentionSweep);
