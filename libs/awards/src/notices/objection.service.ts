import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { askedBy, Nomination, Objection } from '#store';
import { type Actor, CLOCK, Refusal } from '#workflow';
import { Clock } from '../clock.js';
import { decideWith } from '../cycles/allowed-when.js';
import { NotFound } from '../errors.js';
import { record } from '../journal.js';
import { rulebookOf } from '../machines.js';
import { nominationFacts } from '../nominations/facts.js';
import { answersObjections, readsObjections, takesAnswers } from './objection.policy.js';

export interface ObjectionWanted {
  name: string;
  phone: string;
  address: string;
  body: string;
}

/** Signed comments from the public during a notice, and their answers. */
@Injectable()
export class ObjectionService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Anybody may object, with a name. The journal notes that it happened and by which request, never who it was. `cycleId` is the notice somebody has read, if known. */
  object(nominationId: string, wanted: ObjectionWanted, requestId?: string, cycleId?: string): Promise<Objection> {
    // Whoever happens to be signed in objects as anybody does.
    return askedBy(null, () => this.em.fork().transactional((em) => this.receive(em, nominationId, wanted, requestId, cycleId)));
  }

  private async receive(
    em: EntityManager,
    nominationId: string,
    wanted: ObjectionWanted,
    requestId?: string,
    cycleId?: string,
  ): Promise<Objection> {
    const nomination = await em.findOne(
      Nomination,
      { id: nominationId, status: 'listed', ...(cycleId !== undefined && { cycle: cycleId }) },
      { populate: ['cycle', 'cycle.definition', 'unit'] },
    );
    if (!nomination) throw new NotFound('No such nomination on notice');
    const { cycle } = nomination;
    const { definition, nominations } = rulebookOf(cycle);
    const now = await this.clock.now(em);
    const standing = { status: nomination.status, stage: nomination.stage };
    // The public has no membership: the event carries the system as its actor.
    const facts = await nominationFacts(em, { cycle, nomination, definition, actor: CLOCK, now });
    decideWith(cycle, definition, facts, () => nominations.decide(standing, facts, { type: 'OBJECT', actor: CLOCK }));
    const clean = Object.fromEntries(
      Object.entries(wanted).map(([key, value]) => [key, String(value).normalize('NFC').trim()]),
    ) as unknown as ObjectionWanted;
    // Its id is made here: the database tells nobody what an objection says, not even who wrote it.
    const objection = em.create(Objection, { id: randomUUID(), nomination, ...clean, createdAt: now });
    await em.flush();
    record(em, {
      type: 'nomination.objected',
      cycle,
      subjectId: nomination.id,
      actor: { ...CLOCK, ...(requestId !== undefined && { requestId }) },
      at: now,
      data: { objection: objection.id },
    });
    return objection;
  }

  /** Every objection is answered before the notice can close; an answer can be bettered until the result is out. */
  answer(objectionId: string, actor: Actor, answer: string, cycleId?: string): Promise<Objection> {
    return this.em.fork().transactional(async (em) => {
      const objection = await em.findOne(Objection, objectionId, {
        populate: ['nomination', 'nomination.cycle', 'nomination.cycle.definition'],
      });
      const cycle = objection?.nomination.cycle;
      const isThere = cycle !== undefined && (cycleId ?? cycle.id) === cycle.id && (await readsObjections(em, cycle, actor));
      if (!objection || !isThere) throw new NotFound('No such objection');
      if (!(await answersObjections(em, cycle, actor)))
        throw new Refusal('nomination', objection.nomination.status, 'ANSWER', 'secretariat');
      if (!takesAnswers(cycle)) throw new Refusal('cycle', cycle.status, 'ANSWER', 'wrongStatus');
      const now = await this.clock.now(em);
      Object.assign(objection, { answer: answer.normalize('NFC').trim(), answeredAt: now });
      const { nomination } = objection;
      record(em, {
        type: 'objection.answered',
        cycle: nomination.cycle,
        subjectId: nomination.id,
        actor,
        at: now,
        data: { objection: objection.id },
      });
      return objection;
    });
  }
}
