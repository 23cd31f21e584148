import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Content, Cycle, Nomination, ReturnPoint, Revision, run, Unit } from '#store';
import type { Actor } from '#workflow';
import { type Act, Acts } from '../acts.js';
import { decideWith } from '../cycles/allowed-when.js';
import { invalid, NotFound, Stale } from '../errors.js';
import type { HeldNomination } from '../held.js';
import { record } from '../journal.js';
import { rulebookOf } from '../machines.js';
import { countsIn } from '../policy.js';
import { nominationFacts } from './facts.js';
import { changesBetween } from './changes.reads.js';
import { EMPTY } from './content.js';
import { acceptContent } from './dossier.js';
import { keepAnswer, keepAnswers, keepRevision, onBehalfOf, onlyUnlocked } from './saving.js';
import { lineOf } from '../units/line.js';

/** What a branch does with its own nomination. */
@Injectable()
export class NominationService {
  constructor(
    private readonly em: EntityManager,
    private readonly acts: Acts,
  ) {}

  /** Starts the unit's draft, or finds the one it has: a double tap makes one nomination. */
  start(cycleId: string, actor: Actor): Promise<Nomination> {
    return this.opened(cycleId, actor, actor.unit ?? '');
  }

  /** Starts a draft in the place of a unit directly below the reviewer's, which has none of its own. The unit's nominator confirms it before it is handed in. */
  startFor(cycleId: string, actor: Actor, unitId: string): Promise<Nomination> {
    return this.opened(cycleId, actor, unitId);
  }

  /** The unit agrees to what was written in its place; from now on only its own people change it. */
  confirm(id: string, actor: Actor): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'CONFIRM', actor }, ({ subject, now }) => {
      subject.confirmedAt = now;
      return { type: 'nomination.confirmed', data: { revision: subject.revision } };
    });
  }

  private async opened(cycleId: string, actor: Actor, unitId: string): Promise<Nomination> {
    const attempt = () => this.em.fork().transactional((em) => this.open(em, cycleId, actor, unitId));
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      // Somebody was quicker, or the unit has a draft of its own, which a reviewer does not see.
      return attempt().catch((again: unknown) => {
        throw again instanceof UniqueConstraintViolationException ? begun() : again;
      });
    }
  }

  private async open(em: EntityManager, cycleId: string, actor: Actor, unitId: string): Promise<Nomination> {
    // As every act on it: units are not merged meanwhile, and the stage does not close.
    await run(em, 'select 1 from cycle where id = $1 for share', [cycleId]);
    const cycle = await em.findOne(Cycle, cycleId, { populate: ['definition'] });
    const unit = unitId ? await em.findOne(Unit, unitId) : null;
    const filedBy = actor.role === 'reviewer' && unit?.parent?.id === actor.unit ? unit?.parent : null;
    const isOwn = actor.role === 'nominator' && unit?.id === actor.unit;
    if (!cycle || !unit || unit.mergedInto || (!isOwn && !filedBy) || !countsIn(cycle.id, actor)) throw new NotFound('No such cycle');
    const existing = await em.findOne(Nomination, { cycle, unit });
    if (existing) return theirs(existing, actor);
    const line = await lineOf(em, unit);
    // An award is for the units below its organiser.
    if (!Object.values(line).includes(cycle.organiser.id)) throw new NotFound('No such cycle');
    const { definition, nominations } = rulebookOf(cycle);
    const first = definition.pipeline.stages[0];
    const now = await this.acts.clock.now(em);
    const standing = { status: 'draft' as const, stage: first?.code ?? null };
    const nomination = em.create(Nomination, {
      code: unit.code,
      cycle,
      unit,
      filedBy,
      line,
      ...standing,
      content: { fields: {}, selfScores: {} },
      files: {},
    });
    // Who may save a draft now may start one.
    const facts = await nominationFacts(em, { cycle, nomination: await saved(em, nomination), definition, actor, now });
    decideWith(cycle, definition, facts, () => nominations.decide(standing, facts, { type: 'SAVE', actor }));
    record(em, {
      type: 'nomination.started',
      cycle,
      subjectId: nomination.id,
      actor,
      at: now,
      to: standing,
      data: onBehalfOf(unit, actor),
    });
    return nomination;
  }

  /**
   * Stores a new revision, with what was answered to the points of a return. `basedOn` is the revision the person started from: if somebody
   * saved meanwhile, `Stale` carries both versions. While a nomination is returned only the fields that a point names may change.
   */
  save(id: string, actor: Actor, content: Content, basedOn: number, answers: Record<string, string> = {}): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'SAVE', actor }, async (act) => {
      const { subject, definition } = act;
      if (await isLate(act, basedOn)) throw new Stale(content, subject.content, subject.revision);
      const accepted = acceptContent(definition, content);
      await onlyUnlocked(act, accepted);
      keepRevision(act, accepted);
      const answered = await keepAnswers(act, answers);
      return { type: 'nomination.saved', data: { revision: subject.revision, answered, ...onBehalfOf(subject.unit, actor) } };
    });
  }

  /** The points of the last return, for its nominator to answer. */
  async openPoints(id: string): Promise<ReturnPoint[]> {
    const em = this.em.fork();
    const { returns, stage } = await em.findOneOrFail(Nomination, id);
    return em.find(ReturnPoint, { nomination: id, stage: stage ?? '', round: returns, answeredAt: null }, { orderBy: { field: 'asc' } });
  }

  /** Says what was done about a point. */
  answer(id: string, actor: Actor, pointId: string, answer: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'SAVE', actor }, async (act) => ({
      type: 'nomination.answered',
      data: { point: pointId, field: (await keepAnswer(act, pointId, answer)).field },
    }));
  }

  /** Hands the nomination in, for the first time or after a return. */
  submit(id: string, actor: Actor): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'SUBMIT', actor }, ({ subject, now }) => {
      const again = subject.status === 'returned';
      if (!again) subject.submittedAt = now;
      const data = { revision: subject.revision, ...onBehalfOf(subject.unit, actor) };
      return { type: again ? 'nomination.resubmitted' : 'nomination.submitted', data };
    });
  }

  withdraw(id: string, actor: Actor, reason: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'WITHDRAW', actor }, async ({ em, subject }) => {
      await em.execute('delete from endorsement where nomination_id = ? and petition_id is null', [subject.id]);
      return { type: 'nomination.withdrawn', data: { reason: reason.normalize('NFC').trim() } };
    });
  }
}

/** The facts of a row that is not written yet need its id. */
async function saved(em: EntityManager, nomination: Nomination): Promise<Nomination> {
  await em.flush();
  return nomination;
}

/** Somebody has written since. Files that came or went meanwhile are kept whatever is written, so they make nobody late. */
async function isLate({ em, subject }: Act, basedOn: number): Promise<boolean> {
  if (subject.revision === basedOn) return false;
  const base = await em.findOne(Revision, { nomination: subject.id, number: basedOn });
  const before = base?.content ?? (basedOn === 0 ? EMPTY : null);
  return before === null || changesBetween(before, subject.content).length > 0;
}

/** A reviewer finds what was begun in the unit's place, and nothing of what the unit writes itself. */
function theirs(nomination: Nomination, actor: Actor): Nomination {
  if (actor.role !== 'nominator' && nomination.filedBy?.id !== actor.unit) throw begun();
  return nomination;
}

const begun = () => invalid('unit', 'Đơn vị này đã tự lập hồ sơ.', 'This unit has begun a nomination of its own.');
