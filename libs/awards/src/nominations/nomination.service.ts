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
import { acceptContent } from './dossier.js';
import { lineOf } from '../units/line.js';

/** What a branch does with its own nomination. */
@Injectable()
export class NominationService {
  constructor(
    private readonly em: EntityManager,
    private readonly acts: Acts,
  ) {}

  /** Starts the unit's draft, or finds the one it has: a double tap makes one nomination. */
  async start(cycleId: string, actor: Actor): Promise<Nomination> {
    try {
      return await this.em.fork().transactional((em) => this.open(em, cycleId, actor));
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      return this.em.fork().findOneOrFail(Nomination, { cycle: cycleId, unit: actor.unit ?? '' });
    }
  }

  private async open(em: EntityManager, cycleId: string, actor: Actor): Promise<Nomination> {
    // As every act on it: units are not merged meanwhile, and the stage does not close.
    await run(em, 'select 1 from cycle where id = $1 for share', [cycleId]);
    const cycle = await em.findOne(Cycle, cycleId, { populate: ['definition'] });
    const unit = actor.unit === null ? null : await em.findOne(Unit, actor.unit);
    if (!cycle || !unit || unit.mergedInto || actor.role !== 'nominator' || !countsIn(cycle.id, actor)) throw new NotFound('No such cycle');
    const existing = await em.findOne(Nomination, { cycle, unit });
    if (existing) return existing;
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
      line,
      ...standing,
      content: { fields: {}, selfScores: {} },
    });
    // Who may save a draft now may start one.
    const facts = await nominationFacts(em, { cycle, nomination: await saved(em, nomination), definition, actor, now });
    decideWith(cycle, definition, facts, () => nominations.decide(standing, facts, { type: 'SAVE', actor }));
    record(em, { type: 'nomination.started', cycle, subjectId: nomination.id, actor, at: now, to: standing });
    return nomination;
  }

  /**
   * Stores a new revision, with what was answered to the points of a return. `basedOn` is the revision the person started from: if somebody
   * saved meanwhile, `Stale` carries both versions. While a nomination is returned only the fields that a point names may change.
   */
  save(id: string, actor: Actor, content: Content, basedOn: number, answers: Record<string, string> = {}): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'SAVE', actor }, async (act) => {
      const { subject, definition } = act;
      if (subject.revision !== basedOn) throw new Stale(content, subject.content, subject.revision);
      const accepted = acceptContent(definition, content);
      await onlyUnlocked(act, accepted);
      keepRevision(act, accepted);
      const answered: string[] = [];
      for (const [point, answer] of Object.entries(answers)) answered.push(await keepAnswer(act, point, answer));
      return { type: 'nomination.saved', data: { revision: subject.revision, answered } };
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
      data: { point: pointId, field: await keepAnswer(act, pointId, answer) },
    }));
  }

  /** Hands the nomination in, for the first time or after a return. */
  submit(id: string, actor: Actor): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'SUBMIT', actor }, ({ subject, now }) => {
      const again = subject.status === 'returned';
      if (!again) subject.submittedAt = now;
      return { type: again ? 'nomination.resubmitted' : 'nomination.submitted', data: { revision: subject.revision } };
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

function keepRevision({ add, subject, actor, now }: Act, content: Content): void {
  subject.content = content;
  subject.revision += 1;
  add(Revision, { nomination: subject.id, number: subject.revision, content, savedBy: actor.id, savedAt: now });
}

async function onlyUnlocked({ em, subject, definition }: Act, content: Content): Promise<void> {
  if (subject.status !== 'returned') return;
  const points = await em.find(ReturnPoint, {
    nomination: subject.id,
    round: subject.returns,
    ...(subject.stage && { stage: subject.stage }),
  });
  const unlocked = new Set(points.map((point) => point.field));
  const before = subject.content;
  for (const field of definition.form.flatMap((section) => section.fields)) {
    if (!unlocked.has(field.code) && (before.fields[field.code] ?? '') !== (content.fields[field.code] ?? ''))
      throw invalid(
        `fields.${field.code}`,
        'Mục này không được yêu cầu bổ sung nên không sửa được.',
        'This field was not asked to be corrected and is locked.',
      );
  }
  for (const code of new Set([...Object.keys(before.selfScores), ...Object.keys(content.selfScores)])) {
    if (!unlocked.has(code) && before.selfScores[code] !== content.selfScores[code])
      throw invalid(
        `selfScores.${code}`,
        'Điểm tự chấm này không được yêu cầu bổ sung nên không sửa được.',
        'This self-score was not asked to be corrected and is locked.',
      );
  }
}

/** Keeps the answer to a point of the current return; gives the field it is pinned to. */
async function keepAnswer({ em, subject, now }: Act, pointId: string, answer: string): Promise<string> {
  const stage = subject.stage ?? '';
  const point = await em.findOne(ReturnPoint, { id: pointId, nomination: subject.id, round: subject.returns, stage });
  if (!point) throw new NotFound('No such point');
  const text = answer.normalize('NFC').trim();
  Object.assign(point, { answer: text || null, answeredAt: text ? now : null });
  return point.field;
}
