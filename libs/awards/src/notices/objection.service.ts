import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Nomination, Objection } from '#store';
import { type Actor, CLOCK, Refusal } from '#workflow';
import { Clock } from '../clock.js';
import { decideWith } from '../cycles/allowed-when.js';
import { NotFound } from '../errors.js';
import { record } from '../journal.js';
import { rulebookOf } from '../machines.js';
import { nominationFacts } from '../nominations/facts.js';
import { answersObjections, readsObjections } from './objection.policy.js';

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

  /** Anybody may object, with a name. The journal notes that it happened and by which request, never who it was. */
  object(nominationId: string, wanted: ObjectionWanted, requestId?: string): Promise<Objection> {
    return this.em.fork().transactional(async (em) => {
      const nomination = await em.findOne(
        Nomination,
        { id: nominationId, status: 'listed' },
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
      const objection = em.create(Objection, { nomination, ...clean, createdAt: now });
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
    });
  }

  /** Every objection is answered before the notice can close. */
  answer(objectionId: string, actor: Actor, answer: string): Promise<Objection> {
    return this.em.fork().transactional(async (em) => {
      const objection = await em.findOne(Objection, objectionId, {
        populate: ['nomination', 'nomination.cycle', 'nomination.cycle.definition'],
      });
      if (!objection || !(await readsObjections(em, objection.nomination.cycle, actor))) throw new NotFound('No such objection');
      if (!(await answersObjections(em, objection.nomination.cycle, actor)))
        throw new Refusal('nomination', objection.nomination.status, 'ANSWER', 'secretariat');
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
