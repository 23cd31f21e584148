import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AwardDefinition, CouncilSeat, Cycle, Decision, Nomination, Person, Unit } from '#store';
import { type Actor, indexOfStage, Refusal, stageOf } from '#workflow';
import { waitingByUnit } from '../reviews/waiting.js';
import { type Act, Acts, type Noted } from '../acts.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { closeStage } from './closing.js';
import { extended, type ExtensionWanted } from './extension.js';
import { openStage, resetTimers } from './opening.js';
import { proposalFor } from './proposal.js';
import { type DecisionWanted, publish } from './publication.js';
import { scheduleOf } from './schedule.js';

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
      if (actor.role !== 'secretariat') throw new Refusal('cycle', 'none', 'PREPARE', 'secretariat');
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
      return { type: 'cycle.launched', afterwards: () => openStage(act, act.definition.pipeline.stages[0]?.code ?? '') };
    });
  }

  /** Closes the stage the cycle stands in and opens the next; by the clock at its deadline, by a person with a reason. */
  closeStage(id: string, actor: Actor, stage: string, { reason, timer }: { reason?: string; timer?: string } = {}): Promise<Cycle> {
    const close = async (act: Act<Cycle>): Promise<Noted> => {
      const { cycle, definition } = act;
      if (cycle.stage !== stage) throw new Refusal('cycle', cycle.stage ?? cycle.status, 'CLOSE', 'wrongStatus');
      const next = definition.pipeline.stages[indexOfStage(definition.pipeline, stage) + 1];
      await closeStage(act, stage);
      await act.em.flush();
      return {
        type: 'cycle.stage-closed',
        data: { stage, reason: reason?.normalize('NFC').trim() ?? null },
        afterwards: async () => {
          if (next) await openStage(act, next.code);
        },
      };
    };
    return this.acts.onCycle(id, { type: 'CLOSE', actor }, close, timer);
  }

  /**
   * Gives the stage the cycle stands in a later deadline, for everybody and with a reason. `until` is wall-clock time in the award's zone,
   * `2024-03-12T17:00`; it lies in the future, after the present deadline and before the next stage's.
   */
  extend(id: string, actor: Actor, wanted: ExtensionWanted): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'EXTEND', actor }, (act) => {
      const { cycle } = act;
      if (cycle.stage !== wanted.stage) throw new Refusal('cycle', cycle.stage ?? cycle.status, 'EXTEND', 'wrongStatus');
      const before = cycle.schedule[wanted.stage]?.closes ?? null;
      cycle.schedule = extended(act, wanted);
      return {
        type: 'cycle.stage-extended',
        data: {
          stage: wanted.stage,
          from: before,
          until: cycle.schedule[wanted.stage]?.closes ?? null,
          reason: wanted.reason.normalize('NFC').trim(),
        },
        afterwards: () => resetTimers(act, wanted.stage),
      };
    });
  }

  /** Reminds every unit that still has nominations to decide. */
  remind(id: string, actor: Actor, timer?: string): Promise<Cycle> {
    const remind = async ({ em, cycle, definition }: Act<Cycle>): Promise<Noted> => {
      const stage = stageOf(definition.pipeline, cycle.stage ?? '');
      return { type: 'cycle.reminded', data: { stage: stage.code, units: await waitingByUnit(em, cycle.id, stage) } };
    };
    return this.acts.onCycle(id, { type: 'REMIND', actor }, remind, timer);
  }

  /** The chair settles on the winners. Departing from what the rules propose needs a reason, which is kept. */
  finalise(id: string, actor: Actor, winners: string[], reason?: string): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'FINALISE', actor }, async ({ em, cycle, now }) => {
      const proposal = await proposalFor(em, cycle);
      const finalists = new Map(proposal.ranking.map(({ nomination }) => [nomination.id, nomination]));
      const stranger = winners.find((winner) => !finalists.has(winner));
      if (stranger !== undefined || new Set(winners).size !== winners.length)
        throw invalid(
          'winners',
          'Danh sách có hồ sơ không thuộc diện chờ công bố, hoặc lặp lại.',
          'The list names a nomination that is no finalist, or names one twice.',
        );
      checkLimits(
        cycle,
        winners.map((winner) => finalists.get(winner) as Nomination),
      );
      const proposed = new Set(proposal.winners.map((nomination) => nomination.id));
      const differs = proposed.size !== winners.length || winners.some((winner) => !proposed.has(winner));
      const why = reason?.normalize('NFC').trim() || null;
      if (differs && !why)
        throw invalid(
          'reason',
          'Danh sách khác với kết quả xếp hạng: hãy ghi lý do.',
          'The list differs from the ranking: give the reason.',
        );
      const decision = await em.findOne(Decision, { cycle });
      const settled = { winners, reason: differs ? why : null, finalisedBy: em.getReference(Person, actor.id), finalisedAt: now };
      if (decision) Object.assign(decision, settled);
      else em.create(Decision, { cycle, ...settled });
      return {
        type: 'cycle.finalised',
        data: { winners: winners.map((winner) => finalists.get(winner)?.code ?? ''), differs, reason: settled.reason },
      };
    });
  }

  /** Makes the decision public: every nomination gets its result, every winner a certificate, in one transaction. */
  publish(id: string, actor: Actor, wanted: DecisionWanted): Promise<Cycle> {
    return this.acts.onCycle(id, { type: 'PUBLISH', actor }, (act) => publish(act, wanted));
  }
}

function checkLimits(cycle: Cycle, winners: readonly Nomination[]): void {
  const stage = cycle.definition.document.pipeline.stages.at(-1);
  if (stage?.kind !== 'announcement') return;
  if (winners.length > stage.winnersMax)
    throw invalid(
      'winners',
      `Tối đa ${stage.winnersMax} đơn vị được tặng; danh sách có ${winners.length}.`,
      `At most ${stage.winnersMax} winners; the list has ${winners.length}.`,
    );
  const per = stage.winnersPerUnit;
  if (!per) return;
  for (const [, own] of Map.groupBy(winners, (winner) => winner.line[per.tier]))
    if (own.length > per.max)
      throw invalid(
        'winners',
        `${own.map(({ code }) => code).join(', ')} cùng một đơn vị cấp trên; tối đa ${per.max}.`,
        `${own.map(({ code }) => code).join(', ')} are of one unit; at most ${per.max}.`,
      );
}
