import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AwardDefinition, CouncilSeat, Cycle, Person, Unit } from '#store';
import { type Actor, type CycleEventType, indexOfStage, Refusal, stageOf } from '#workflow';
import { type Act, Acts, type Noted } from '../acts.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { isStanding } from '../policy.js';
import { waitingByUnit } from '../reviews/waiting.js';
import { cancel } from './cancellation.js';
import { closeStage } from './closing.js';
import { correct, type CorrectionWanted } from './correction.js';
import { extend, type ExtensionWanted } from './extension.js';
import { finalise, reopen } from './finalising.js';
import { enterStage, opened, resetTimers } from './opening.js';
import { type DecisionWanted, publish } from './publication.js';
import { scheduleOf } from './schedule.js';
import { resume, suspend } from './suspension.js';

export interface CycleWanted {
  slug: string;
  definition: { code: string; version: number };
  /** Year-month-day; the definition's own ceremony when absent. */
  ceremony?: string | undefined;
  /** Person id by seat code. */
  council: Record<string, string>;
}

/** What the secretariat, the chair and the clock do with a cycle. */
@Injectable()
export class CycleService {
  constructor(
    private readonly em: EntityManager,
    private readonly acts: Acts,
  ) {}

  /** Sets a cycle up: its rules for life, its days, its council. Nothing opens yet. */
  prepare(actor: Actor, wanted: CycleWanted): Promise<Cycle> {
    return this.em.fork().transactional(async (em) => {
      if (!isStanding(actor, ['secretariat'])) throw new Refusal('cycle', 'none', 'PREPARE', 'secretariat');
      const definition = await em.findOne(AwardDefinition, wanted.definition);
      if (!definition) throw new NotFound('No such definition');
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(wanted.slug))
        throw invalid(
          'slug',
          'Địa chỉ chỉ gồm chữ thường không dấu, số và gạch nối.',
          'An address has lower-case letters, digits and dashes only.',
        );
      if ((await em.count(Cycle, { slug: wanted.slug })) > 0)
        throw invalid('slug', `Địa chỉ “${wanted.slug}” đã dùng cho đợt khác.`, `The address “${wanted.slug}” belongs to another cycle.`);
      const { document } = definition;
      const ceremony = wanted.ceremony ?? document.ceremony.on;
      const organiser = await em.findOne(Unit, { code: document.organiser });
      if (organiser && organiser.id !== actor.unit) throw new Refusal('cycle', 'none', 'PREPARE', 'secretariat');
      if (!organiser) throw invalid('organiser', `Không có đơn vị “${document.organiser}”.`, `There is no unit “${document.organiser}”.`);
      const now = await this.acts.clock.now(em);
      const cycle = em.create(Cycle, { slug: wanted.slug, definition, organiser, ceremony, schedule: scheduleOf(document, ceremony) });
      await em.flush();
      for (const seat of document.council?.seats ?? []) {
        const person = wanted.council[seat.code];
        if (person) em.create(CouncilSeat, { cycle, code: seat.code, title: seat.title.vi, person: em.getReference(Person, person) });
      }
      record(em, {
        type: 'cycle.prepared',
        cycle,
        subjectId: cycle.id,
        actor,
        at: now,
        to: { status: 'prepared', stage: null },
        data: { definition: `${definition.code}@${definition.version}`, ceremony },
      });
      return cycle;
    });
  }

  launch(id: string, actor: Actor): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'LAUNCH', actor }, (act) => {
      act.cycle.launchedAt = act.now;
      return { type: 'cycle.launched', afterwards: () => enterStage(act, act.definition.pipeline.stages[0]?.code ?? '') };
    });
  }

  /** Opens the stage the cycle waits for; by the clock at its time, earlier by a person with a reason. */
  openStage(id: string, actor: Actor, stage: string, { reason, timer }: ByHandOrClock = {}): Promise<Cycle> {
    const open = (act: Act<Cycle, Cycle>): Promise<Noted> => {
      const { cycle, now } = act;
      standsIn(cycle, stage, 'OPEN');
      if (!timer) cycle.schedule = { ...cycle.schedule, [stage]: { closes: null, ...cycle.schedule[stage], opens: now.toISOString() } };
      return opened(act, stage, reason === undefined ? null : given(reason));
    };
    return this.acts.onCycle(id, { type: 'OPEN', actor }, open, timer);
  }

  /** Closes the stage the cycle stands in and goes on to the next; by the clock at its deadline, by a person with a reason. */
  closeStage(id: string, actor: Actor, stage: string, { reason, timer }: ByHandOrClock = {}): Promise<Cycle> {
    const close = async (act: Act<Cycle, Cycle>): Promise<Noted> => {
      const { cycle, definition } = act;
      standsIn(cycle, stage, 'CLOSE');
      const next = definition.pipeline.stages[indexOfStage(definition.pipeline, stage) + 1];
      await closeStage(act, stage);
      await act.em.flush();
      return {
        type: 'cycle.stage-closed',
        data: { stage, reason: reason === undefined ? null : given(reason) },
        afterwards: async () => {
          if (next) await enterStage(act, next.code);
        },
      };
    };
    return this.acts.onCycle(id, { type: 'CLOSE', actor }, close, timer);
  }

  /** Gives the stage the cycle stands in a later deadline, for everybody or for one unit and all below it, with a reason everybody can read. */
  extend(id: string, actor: Actor, wanted: ExtensionWanted): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'EXTEND', actor }, async (act) => {
      standsIn(act.cycle, wanted.stage, 'EXTEND');
      return { ...(await extend(act, wanted)), afterwards: () => resetTimers(act, wanted.stage) };
    });
  }

  /** Lets time stand still: no act is accepted, no deadline passes, until `resume`. Drafts can still be written. */
  suspend(id: string, actor: Actor, reason: string): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'SUSPEND', actor }, (act) => suspend(act, given(reason)));
  }

  /** Lets time go on; deadlines move by as long as it stood still. */
  resume(id: string, actor: Actor): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'RESUME', actor }, resume);
  }

  /** Ends the cycle without a result, for good. */
  cancel(id: string, actor: Actor, reason: string): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'CANCEL', actor }, (act) => cancel(act, given(reason)));
  }

  /** Reminds every unit that still has nominations to decide. */
  remind(id: string, actor: Actor, timer?: string): Promise<Cycle> {
    const remind = async ({ em, cycle, definition }: Act<Cycle, Cycle>): Promise<Noted> => {
      const stage = stageOf(definition.pipeline, cycle.stage ?? '');
      return { type: 'cycle.reminded', data: { stage: stage.code, units: await waitingByUnit(em, cycle.id, stage) } };
    };
    return this.acts.onCycle(id, { type: 'REMIND', actor }, remind, timer);
  }

  /** The chair settles on the winners. Departing from what the rules propose needs a reason, which is kept. */
  finalise(id: string, actor: Actor, winners: string[], reason?: string): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'FINALISE', actor }, (act) => finalise(act, winners, reason));
  }

  /** The chair takes the settled list back before it is published. */
  reopen(id: string, actor: Actor, reason: string): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'REOPEN', actor }, (act) => reopen(act, given(reason)));
  }

  /** Makes the decision public: every nomination gets its result, every winner a certificate, in one transaction. */
  publish(id: string, actor: Actor, wanted: DecisionWanted): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'PUBLISH', actor }, (act) => publish(act, wanted));
  }

  /** Puts a corrected list in the place of the published one, which stays readable. */
  correct(id: string, actor: Actor, wanted: CorrectionWanted): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'CORRECT', actor }, (act) => correct(act, wanted));
  }
}

interface ByHandOrClock {
  reason?: string;
  /** The timer that rang for it. */
  timer?: string;
}

/** The reason of an act that must have one. */
function given(reason: string): string {
  const text = reason.normalize('NFC').trim();
  if (!text) throw invalid('reason', 'Hãy ghi lý do.', 'Give the reason.');
  return text;
}

/** The person had another stage in mind than the one the cycle stands in by now. */
function standsIn(cycle: Cycle, stage: string, event: CycleEventType): void {
  if (cycle.stage !== stage) throw new Refusal('cycle', cycle.status, event, 'wrongStatus', cycle.stage);
}
