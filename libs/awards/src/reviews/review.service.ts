import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Cycle, Endorsement, Nomination, Petition, ReturnPoint, runWithTheNext, Timer, Unit } from '#store';
import { type Actor, addWorkingDays, stageOf, type StageOf } from '#workflow';
import { type Act, Acts, type Noted, step } from '../acts.js';
import type { HeldNomination } from '../held.js';
import { addTo } from '../writing.js';
import { firstMomentAfter } from '../cycles/deadline.js';
import { dateIn, instantOf } from '../cycles/schedule.js';
import { Invalid, invalid, NotFound } from '../errors.js';
import { countsIn } from '../policy.js';
import { rulebookOf } from '../machines.js';
import { partsOf } from '../nominations/dossier.js';

export interface PointWanted {
  field: string;
  request: string;
}

export interface PetitionWanted {
  number: string;
  signedOn: string;
}

/** What a reviewing unit does with the nominations that came up to it. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly em: EntityManager,
    private readonly acts: Acts,
  ) {}

  /** Sends it back with points pinned to fields; only those unlock, and each must be answered before it can come back. */
  return(id: string, actor: Actor, points: PointWanted[]): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'RETURN', actor }, async (act) => {
      const { subject, definition } = act;
      const stage = reviewStage(act);
      checkPoints(points, partsOf(definition));
      subject.returns += 1;
      subject.supplementDue = supplementDue(act, stage);
      for (const { field, request } of points)
        act.add(ReturnPoint, {
          nomination: subject.id,
          stage: stage.code,
          round: subject.returns,
          field,
          request: request.normalize('NFC').trim(),
        });
      await setTimer(act, stage.code, subject.supplementDue);
      return {
        type: 'nomination.returned',
        data: {
          round: subject.returns,
          revision: subject.revision,
          due: subject.supplementDue.toISOString(),
          points: points.map(({ field, request }) => ({ field, request })),
        },
      };
    });
  }

  /** Puts it forward, within the unit's quota and with its order of preference where the stage asks for one. */
  endorse(id: string, actor: Actor, rank?: number): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'ENDORSE', actor, rank }, (act) => endorsed(act, rank));
  }

  decline(id: string, actor: Actor, reason: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'DECLINE', actor }, () => ({ type: 'nomination.declined', data: { reason: given(reason) } }));
  }

  /** Marks it as not meeting the conditions of the award. */
  disqualify(id: string, actor: Actor, reason: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'DISQUALIFY', actor }, () => ({
      type: 'nomination.disqualified',
      data: { reason: given(reason) },
    }));
  }

  /** Takes back a decision made by mistake, as long as the stage that made it is not over. */
  reopen(id: string, actor: Actor, reason: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'REOPEN', actor }, ({ em, subject }) => ({
      type: 'nomination.reopened',
      data: { reason: given(reason) },
      // Rounds of points go on where they were: each has its number for life.
      afterwards: async () => {
        const { stage } = subject;
        const [last] = await em.find(ReturnPoint, { nomination: subject.id, stage: stage ?? '' }, { orderBy: { round: 'desc' }, limit: 1 });
        subject.returns = last?.round ?? 0;
      },
    }));
  }

  /** Withdraws an award after the publication. The certificate no longer verifies; the page of the result says so. */
  revoke(id: string, actor: Actor, reason: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'REVOKE', actor }, () => ({ type: 'nomination.revoked', data: { reason: given(reason) } }));
  }

  /** Puts several forward at once, each with its rank: all of them, or none. A refusal names the one it is about. */
  endorseAll(cycleId: string, actor: Actor, wanted: { id: string; rank?: number | undefined }[]): Promise<HeldNomination[]> {
    if (wanted.length === 0) throw invalid('nominations', 'Hãy chọn ít nhất một hồ sơ.', 'Choose at least one nomination.');
    return this.acts.onNominations(
      cycleId,
      wanted.map(({ id, rank }) => ({ id, event: { type: 'ENDORSE', actor, rank } })),
      (act, { rank }) => endorsed(act, rank),
    );
  }

  /** Forwards everything the unit has endorsed as one list under a petition number: all of it, or nothing. */
  forward(cycleId: string, stageCode: string, actor: Actor, wanted: PetitionWanted): Promise<Nomination[]> {
    return this.em.fork().transactional(async (em) => {
      const cycle = await em.findOne(Cycle, cycleId, { lockMode: LockMode.PESSIMISTIC_READ });
      if (!cycle || actor.unit === null || !countsIn(cycleId, actor)) throw new NotFound('No such cycle');
      await em.populate(cycle, ['definition']);
      const listed = await em.find(
        Endorsement,
        { cycle, stage: stageCode, unit: actor.unit, petition: null },
        { orderBy: { rank: 'asc', nomination: { code: 'asc' } } },
      );
      if (listed.length === 0)
        throw invalid('list', 'Chưa có hồ sơ nào được đề nghị để gửi.', 'There is no endorsed nomination to forward.');
      await lockAll(em, listed);
      const now = await this.acts.clock.now(em);
      const petition = em.create(Petition, {
        cycle,
        stage: stageCode,
        unit: em.getReference(Unit, actor.unit),
        number: given(wanted.number),
        signedOn: wanted.signedOn,
        createdAt: now,
      });
      await em.flush();
      const forwarded: Nomination[] = [];
      for (const endorsement of listed) {
        const { nomination } = endorsement;
        await step({ em, add: addTo(em), cycle, actor, now, ...rulebookOf(cycle) }, nomination, { type: 'FORWARD', actor }, null, () => {
          endorsement.petition = petition;
          return {
            type: 'nomination.forwarded',
            data: { petition: petition.number, signedOn: wanted.signedOn, rank: endorsement.rank ?? null },
          };
        });
        forwarded.push(nomination);
      }
      return forwarded;
    });
  }
}

function endorsed(act: Act, rank: number | undefined): Noted {
  const { subject, cycle } = act;
  const stage = reviewStage(act);
  const unit = subject.line[stage.tier] ?? '';
  act.add(Endorsement, { cycle: cycle.id, stage: stage.code, unit, nomination: subject.id, rank: rank ?? null });
  return { type: 'nomination.endorsed', data: { rank: rank ?? null } };
}

const given = (text: string) => text.normalize('NFC').trim();

/** Always in the same order, whatever the ranks: a list endorsed at the same moment locks its nominations in that order too. */
const lockAll = (em: EntityManager, listed: readonly Endorsement[]) =>
  em.find(
    Nomination,
    { id: { $in: listed.map(({ nomination }) => nomination.id) } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'], populateWhere: {} },
  );

function reviewStage({ definition, subject }: Act): StageOf<'review'> {
  const stage = stageOf(definition.pipeline, subject.stage ?? '');
  if (stage.kind !== 'review') throw new Error(`Stage "${stage.code}" is no review`);
  return stage;
}

function checkPoints(points: PointWanted[], parts: string[]): void {
  if (points.length === 0) throw invalid('points', 'Hãy ghi ít nhất một nội dung cần bổ sung.', 'Name at least one point to correct.');
  const faults = points.flatMap(({ field, request }, index) => [
    ...(parts.includes(field)
      ? []
      : [
          {
            place: `points[${index}].field`,
            message: { vi: `Không có mục “${field}” trong hồ sơ.`, en: `The dossier has no part “${field}”.` },
          },
        ]),
    ...(request.trim()
      ? []
      : [{ place: `points[${index}].request`, message: { vi: 'Hãy ghi rõ cần bổ sung điều gì.', en: 'Say what to correct.' } }]),
  ]);
  if (faults.length > 0) throw new Invalid(faults);
}

/** End of the working day, so many working days after today: 17:00 in the award's zone. */
function supplementDue({ definition, now }: Act, stage: StageOf<'review'>): Date {
  const date = addWorkingDays(dateIn(now, definition.timeZone), stage.supplementDays, definition.holidays);
  return instantOf(date, '17:00', definition.timeZone);
}

async function setTimer({ em, add, cycle, subject }: Act, stage: string, due: Date): Promise<void> {
  await runWithTheNext(em, `delete from timer where cycle_id = $1 and kind = 'supplement' and subject = $2`, [cycle.id, subject.id]);
  add(Timer, { cycle: cycle.id, kind: 'supplement', stage, subject: subject.id, due: firstMomentAfter(due) });
}
