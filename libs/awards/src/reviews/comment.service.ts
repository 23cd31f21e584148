import { randomUUID } from 'node:crypto';
import type { FilterQuery } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Audience, Comment, EvidenceFile, Nomination, Person, Thread, Unit } from '#store';
import type { Actor } from '#workflow';
import { type Act, Acts } from '../acts.js';
import { invalid, NotFound } from '../errors.js';
import { hasFile, NO_SUCH_FILE } from '../files/places.js';
import type { HeldNomination } from '../held.js';
import { partsOf } from '../nominations/dossier.js';

export interface CommentWanted {
  part: string;
  /** The file of that part it is about, when it is about one. */
  file?: string | undefined;
  audience: Audience;
  body: string;
}

/** What is said about single parts of a dossier: with its branch, or within the reviewing unit. The journal says that, and where, but not what. */
@Injectable()
export class CommentService {
  constructor(private readonly acts: Acts) {}

  /** Begins a conversation about a part. */
  open(id: string, actor: Actor, { part, file, audience, body }: CommentWanted): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'COMMENT', actor }, async (act) => {
      const { em, subject, definition, now } = act;
      if (!partsOf(definition).includes(part))
        throw invalid('part', `Không có mục “${part}” trong hồ sơ.`, `The dossier has no part “${part}”.`);
      if (file !== undefined && !hasFile(subject.files, part, file)) throw invalid('part', NO_SUCH_FILE.vi, NO_SUCH_FILE.en);
      const text = given(body);
      await refuseAgain(act, { nomination: subject.id, part, file: file ?? null, audience }, text);
      const thread = em.create(Thread, {
        id: randomUUID(),
        nomination: em.getReference(Nomination, subject.id),
        part,
        file: file === undefined ? null : em.getReference(EvidenceFile, file),
        // What a branch says is said to those who review it.
        audience: actor.role === 'nominator' ? 'branch' : audience,
        unit: em.getReference(Unit, unitOf(actor)),
        openedAt: now,
      });
      say(act, thread, text);
      return noted(thread, 'nomination.commented');
    });
  }

  /** Goes on with it. A conversation that was settled is open again. */
  answer(id: string, actor: Actor, threadId: string, body: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'COMMENT', actor }, async (act) => {
      const thread = await threadOf(act, threadId);
      const text = given(body);
      await refuseAgain(act, { id: thread.id }, text);
      Object.assign(thread, { resolvedAt: null, resolvedBy: null });
      say(act, thread, text);
      return noted(thread, 'nomination.commented');
    });
  }

  /** Says that nothing more is to be done about it. */
  resolve(id: string, actor: Actor, threadId: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'COMMENT', actor }, async (act) => {
      const thread = await threadOf(act, threadId);
      Object.assign(thread, { resolvedAt: act.now, resolvedBy: act.em.getReference(Person, actor.id) });
      return noted(thread, 'nomination.thread-resolved');
    });
  }

  reopen(id: string, actor: Actor, threadId: string): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'COMMENT', actor }, async (act) => {
      const thread = await threadOf(act, threadId);
      Object.assign(thread, { resolvedAt: null, resolvedBy: null });
      return noted(thread, 'nomination.thread-reopened');
    });
  }
}

const noted = <T extends string>({ id, part, audience }: Thread, type: T) => ({ type, data: { thread: id, part, audience } });

function unitOf({ unit }: Actor): string {
  if (unit === null) throw new NotFound('No such unit');
  return unit;
}

async function threadOf({ em, subject, actor }: Act, id: string): Promise<Thread> {
  const thread = await em.findOne(Thread, { id, nomination: subject.id });
  if (!thread || (thread.audience === 'unit' && thread.unit.id !== actor.unit)) throw new NotFound('No such thread');
  return thread;
}

function given(text: string): string {
  const body = text.normalize('NFC').trim();
  if (!body) throw invalid('body', 'Hãy viết nhận xét.', 'Write the comment.');
  return body;
}

/** A form that is sent once more says nothing new. */
async function refuseAgain({ em, actor }: Act, thread: FilterQuery<Thread>, body: string): Promise<void> {
  const [last] = await em.find(Comment, { thread }, { orderBy: { at: 'desc', id: 'desc' }, limit: 1 });
  if (last?.body === body && last.by.id === actor.id)
    throw invalid('body', 'Nhận xét này đã được gửi rồi.', 'This comment has been sent already.');
}

function say({ em, actor, now }: Act, thread: Thread, body: string): void {
  em.create(Comment, { thread, by: em.getReference(Person, actor.id), unit: em.getReference(Unit, unitOf(actor)), body, at: now });
}
