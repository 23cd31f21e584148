import { CYCLE_STATUSES, type CycleStatus, type Definition } from '#workflow';
import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { Person } from './person.js';
import { Unit } from './unit.js';

/** A published version of an award's rules. Never changed: a trigger refuses it. */
const AwardDefinitionSchema = defineEntity({
  name: 'AwardDefinition',
  tableName: 'definition',
  uniques: [{ properties: ['code', 'version'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    code: p.string().length(48),
    version: p.integer(),
    document: p.json<Definition>(),
    publishedAt: p.datetime().length(3),
  },
});

export class AwardDefinition extends AwardDefinitionSchema.class {}
AwardDefinitionSchema.setClass(AwardDefinition);

/** When a stage opens and closes: instants computed once, at the launch, from the definition and the ceremony. */
export interface StageTimes {
  opens: string | null;
  closes: string | null;
  /** Reviews only: the last moment at which something is sent back. */
  returnsUntil?: string | null;
  /** Later deadlines of single units and all below them, by unit id. In the cycle's own row, so that whoever has locked it knows them. */
  extensions?: Record<string, { until: string; reason: string }>;
}

const CycleSchema = defineEntity({
  name: 'Cycle',
  checks: [oneOf('status', CYCLE_STATUSES)],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    /** Stands in public addresses. */
    slug: p.string().length(80).unique(),
    definition: () => p.manyToOne(AwardDefinition).deleteRule('restrict'),
    organiser: () => p.manyToOne(Unit).deleteRule('restrict'),
    status: p.string().length(20).$type<CycleStatus>().default('prepared'),
    stage: p.string().length(32).strictNullable(),
    /** The council must not know yet whose dossiers it has. The stage and the definition say it; it stands here for the conditions of queries. */
    sealed: p.boolean().default(false),
    /** The day from which the definition counts its deadlines. */
    ceremony: p.date(),
    schedule: p.json<Record<string, StageTimes>>().default('{}'),
    /** Since when time stands still; null while it goes on. */
    suspendedAt: p.datetime().length(3).strictNullable(),
    launchedAt: p.datetime().length(3).strictNullable(),
    publishedAt: p.datetime().length(3).strictNullable(),
  },
});

export class Cycle extends CycleSchema.class {}
CycleSchema.setClass(Cycle);

/** A member of one cycle's council and the seat taken. */
const CouncilSeatSchema = defineEntity({
  name: 'CouncilSeat',
  uniques: [{ properties: ['cycle', 'person'] }, { properties: ['cycle', 'code'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('cascade'),
    person: () => p.manyToOne(Person).deleteRule('restrict'),
    code: p.string().length(48),
    title: p.string().length(200),
  },
});

export class CouncilSeat extends CouncilSeatSchema.class {}
CouncilSeatSchema.setClass(CouncilSeat);

export const TIMER_KINDS = ['open', 'close', 'remind', 'remindBranches', 'remindAnswer', 'supplement'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** Something that must happen at a time, by the database's clock. Removed in the transaction that does it. */
const TimerSchema = defineEntity({
  name: 'Timer',
  checks: [oneOf('kind', TIMER_KINDS)],
  uniques: [{ properties: ['cycle', 'kind', 'stage', 'subject'] }],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    cycle: () => p.manyToOne(Cycle).deleteRule('cascade'),
    kind: p.string().length(20).$type<TimerKind>(),
    stage: p.string().length(32),
    /** The nomination it concerns, else the cycle itself. */
    subject: p.uuid(),
    due: p.datetime().length(3).index(),
    /** Not before this is it tried again: it has rung, but a rule says that the stage cannot close yet. */
    retryAt: p.datetime().length(3).strictNullable(),
  },
});

export class Timer extends TimerSchema.class {}
TimerSchema.setClass(Timer);

/** How far the award's time is from the database's, in milliseconds: only in rehearsals, simulations and tests; production refuses it. */
const ClockShiftSchema = defineEntity({
  name: 'ClockShift',
  checks: [{ name: 'clock_shift_one_row', expression: 'id = 1' }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    milliseconds: p.bigint('number'),
  },
});

export class ClockShift extends ClockShiftSchema.class {}
ClockShiftSchema.setClass(ClockShift);
