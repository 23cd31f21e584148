import { Injectable } from '@nestjs/common';
import { Endorsement, type Files, ReturnPoint, runWithTheNext, Timer } from '#store';
import { type Actor, type Seen, stageOf, type StageOf } from '#workflow';
import { type Act, Acts, type Noted } from '../acts.js';
import type { HeldNomination } from '../held.js';
import { firstMomentAfter } from '../cycles/deadline.js';
import { Invalid, invalid } from '../errors.js';
import { hasFile, NO_SUCH_FILE } from '../files/places.js';
import { partsOf } from '../nominations/dossier.js';
import { ranked } from './ranking.js';
import { supplementLimits } from './supplement.js';

const DAY = 86_400_000;

export interface PointWanted {
  field: string;
  /** The file of that part it is about, when it is about one. */
  file?: string | undefined;
  request: string;
}

/** What a person has read, and by when a return is to be answered, in epoch milliseconds: as the events of the workflow have them. */
export interface Decided {
  seen?: Seen | undefined;
  due?: number | undefined;
}

/** What a reviewing unit does with the nominations that came up to it. */
@Injectable()
export class ReviewService {
  constructor(private readonly acts: Acts) {}

  /** Sends it back with points pinned to parts; only those unlock, and each must be answered before it can come back. */
  return(id: string, actor: Actor, points: PointWanted[], { due, seen }: Decided = {}): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'RETURN', actor, due, seen }, async (act) => {
      const { subject, cycle, definition, now } = act;
      const stage = reviewStage(act);
      checkPoints(points, partsOf(definition), subject.files);
      subject.returns += 1;
      subject.supplementDue = new Date(due ?? supplementLimits(cycle, subject, definition, now).dueFrom);
      for (const { field, file, request } of points)
        act.add(ReturnPoint, {
          nomination: subject.id,
          stage: stage.code,
          round: subject.returns,
          field,
          file: file ?? null,
          request: request.normalize('NFC').trim(),
        });
      await setTimers(act, stage, subject.supplementDue);
      return {
        type: 'nomination.returned',
        data: {
          round: subject.returns,
          revision: subject.revision,
          due: subject.supplementDue.toISOString(),
          points: points.map(({ field, file, request }) => ({ field, ...(file && { file }), request })),
        },
      };
    });
  }

  /** Puts it forward, within the unit's quota and with its order of preference where the stage asks for one. */
  endorse(id: string, actor: Actor, rank?: number, { seen }: Decided = {}): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'ENDORSE', actor, rank, seen }, (act) => endorsed(act, rank));
  }

  /** Changes the order of preference while the list is not forwarded. */
  rank(id: string, actor: Actor, rank: number): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'RANK', actor, rank }, (act) => ranked(act, rank));
  }

  decline(id: string, actor: Actor, reason: string, { seen }: Decided = {}): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'DECLINE', actor, seen }, () => ({
      type: 'nomination.declined',
      data: { reason: given(reason) },
    }));
  }

  /** Marks it as not meeting the conditions of the award. */
  disqualify(id: string, actor: Actor, reason: string, { seen }: Decided = {}): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'DISQUALIFY', actor, seen }, () => ({
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
}

function endorsed(act: Act, rank: number | undefined): Noted {
  const { subject, cycle } = act;
  const stage = reviewStage(act);
  const unit = subject.line[stage.tier] ?? '';
  act.add(Endorsement, { cycle: cycle.id, stage: stage.code, unit, nomination: subject.id, rank: rank ?? null });
  return { type: 'nomination.endorsed', data: { rank: rank ?? null } };
}

const given = (text: string) => text.normalize('NFC').trim();

function reviewStage({ definition, subject }: Act): StageOf<'review'> {
  const stage = stageOf(definition.pipeline, subject.stage ?? '');
  if (stage.kind !== 'review') throw new Error(`Stage "${stage.code}" is no review`);
  return stage;
}

function checkPoints(points: PointWanted[], parts: string[], files: Files): void {
  if (points.length === 0) throw invalid('points', 'Hãy ghi ít nhất một nội dung cần bổ sung.', 'Name at least one point to correct.');
  const faults = points.flatMap(({ field, file, request }, index) => [
    ...(parts.includes(field)
      ? []
      : [
          {
            place: `points[${index}].field`,
            message: { vi: `Không có mục “${field}” trong hồ sơ.`, en: `The dossier has no part “${field}”.` },
          },
        ]),
    ...(file === undefined || hasFile(files, field, file) ? [] : [{ place: `points[${index}].field`, message: NO_SUCH_FILE }]),
    ...(request.trim()
      ? []
      : [{ place: `points[${index}].request`, message: { vi: 'Hãy ghi rõ cần bổ sung điều gì.', en: 'Say what to correct.' } }]),
  ]);
  if (faults.length > 0) throw new Invalid(faults);
}

/** One for the end of the time to answer, and one that reminds of it where the award says so. */
async function setTimers({ em, add, cycle, subject, now }: Act, { code, answerRemindDays }: StageOf<'review'>, due: Date) {
  await runWithTheNext(em, `delete from timer where cycle_id = $1 and kind in ('supplement', 'remindAnswer') and subject = $2`, [
    cycle.id,
    subject.id,
  ]);
  add(Timer, { cycle: cycle.id, kind: 'supplement', stage: code, subject: subject.id, due: firstMomentAfter(due) });
  const remind = answerRemindDays === undefined ? 0 : due.getTime() - answerRemindDays * DAY;
  if (remind > now.getTime())
    add(Timer, { cycle: cycle.id, kind: 'remindAnswer', stage: code, subject: subject.id, due: new Date(remind) });
}
