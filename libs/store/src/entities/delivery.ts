import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { deliveryPolicies } from '../walls/policies.js';
import { Cycle } from './cycle.js';
import { Person } from './person.js';

export const DELIVERY_STATUSES = ['pending', 'sending', 'sent', 'failed', 'unknown', 'noAddress'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/**
 * One letter owed to one person. The key makes a repeated job find it instead of writing again.
 * `sending` is committed before the mail server is asked: a claim found there later has an `unknown` outcome and is shown, never resent.
 */
const DeliverySchema = defineEntity({
  name: 'Delivery',
  policies: deliveryPolicies,
  checks: [oneOf('status', DELIVERY_STATUSES)],
  indexes: [
    { properties: ['cycle', 'status'] },
    { properties: ['person', 'createdAt'] },
    { name: 'delivery_trouble_index', properties: ['triedAt'], where: `"status" in ('failed', 'unknown')` },
  ],
  properties: {
    /** `<journal entry>.<letter>.<person>` */
    key: p.string().length(120).primary(),
    cycle: () => p.manyToOne(Cycle).deleteRule('cascade'),
    /** To whom it goes. */
    person: () => p.manyToOne(Person).deleteRule('set null').strictNullable(),
    entryId: p.bigint('number'),
    letter: p.string().length(48),
    to: p.string().length(254).fieldName('to_address').strictNullable(),
    recipient: p.string().length(200),
    subject: p.text(),
    body: p.text(),
    status: p.string().length(20).$type<DeliveryStatus>().default('pending'),
    attempts: p.integer().default(0),
    /** When the mail server was last asked, by the database's own clock. */
    triedAt: p.datetime().length(3).strictNullable(),
    error: p.text().strictNullable(),
    createdAt: p.datetime().length(3),
    sentAt: p.datetime().length(3).strictNullable(),
  },
});

export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);
