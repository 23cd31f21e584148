import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DataRequest, type DataRequestKind, type DataRequestOutcome, onTheWhole, Person, run } from '#store';
import { type Actor, addWorkingDays } from '#workflow';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { depart } from '../people/membership.service.js';
import { todayOf } from '../units/unit-act.js';
import { isOneself, requireAnswering } from './data.policy.js';
import { forgetLetters, forgetTexts, forgetTraces, newPseudonym, remakePapers, replaceWords, wordsFor } from './erasing.js';

/** Law 91/2025 and Decree 356/2025. */
const WORKING_DAYS = 2;

export interface Answer {
  outcome: DataRequestOutcome;
  answer: string;
}

/** What people ask of those who keep their data, and what is done about it. */
@Injectable()
export class DataRequestService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Asks for one's own data to be corrected or erased. The answer is due in two working days. */
  ask(actor: Actor, { kind, wish }: { kind: DataRequestKind; wish: string }): Promise<DataRequest> {
    return this.em.fork().transactional(async (em) => {
      const person = await em.findOne(Person, { id: actor.id, removedAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!person || !isOneself(actor, person.id)) throw new NotFound('No such page');
      const text = wish.normalize('NFC').trim();
      if (!text) throw invalid('wish', 'Hãy ghi rõ điều bạn yêu cầu.', 'Say what you ask for.');
      if ((await em.count(DataRequest, { person, kind, answeredAt: null })) > 0)
        throw invalid('wish', 'Yêu cầu trước của bạn đang chờ trả lời.', 'An earlier request of yours still waits for its answer.');
      const { now, today } = await todayOf(this.clock, em);
      const due = addWorkingDays(today, WORKING_DAYS, await holidays(em));
      const request = em.create(DataRequest, { person, kind, wish: text, askedAt: now, due });
      record(em, { type: 'person.data-asked', cycle: null, subjectId: person.id, actor, at: now, data: { kind, due } });
      return request;
    });
  }

  answer(actor: Actor, id: string, { outcome, answer }: Answer): Promise<void> {
    requireAnswering(actor);
    return this.em.fork().transactional(async (em) => {
      const request = await open(em, id);
      const text = answer.normalize('NFC').trim();
      if (!text) throw invalid('answer', 'Hãy ghi câu trả lời.', 'Write an answer.');
      const at = await this.clock.now(em);
      Object.assign(request, { outcome, answer: text, answeredAt: at });
      const data = { kind: request.kind, outcome };
      record(em, { type: 'person.data-answered', cycle: null, subjectId: request.person.id, actor, at, data });
    });
  }

  /**
   * The person leaves and is forgotten: name, ways to reach them, what they signed in with, letters, and what others wrote about them in tables
   * of work. The public record and the journal stay whole; there the person is a pseudonym. It cannot be taken back.
   */
  erase(actor: Actor, personId: string): Promise<string> {
    requireAnswering(actor);
    return onTheWhole(this.em, async (em) => {
      const person = await em.findOne(Person, personId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!person) throw new NotFound('No such person');
      if (person.id === actor.id)
        throw invalid(
          'person',
          'Bạn không tự xóa mình được: hãy nhờ quản trị viên khác.',
          'Ask another administrator: nobody erases themselves.',
        );
      const at = await this.clock.now(em);
      if (!person.removedAt) await depart(em, person, at);
      await em.flush();
      const pseudonym = await newPseudonym(em);
      const words = wordsFor(person);
      const letters = await forgetLetters(em, person, pseudonym);
      await forgetTraces(em, person);
      await closeRequests(em, person.id, at);
      const texts = await forgetTexts(em, person.id, words);
      const places = await replaceWords(em, words, pseudonym);
      await remakePapers(em, pseudonym);
      Object.assign(person, { name: pseudonym, email: null, phone: null, language: 'vi', cameAt: null });
      record(em, { type: 'person.erased', cycle: null, subjectId: person.id, actor, at, data: { letters, texts, places } });
      return pseudonym;
    });
  }
}

async function open(em: EntityManager, id: string): Promise<DataRequest> {
  const request = await em.findOne(DataRequest, { id, answeredAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!request) throw new NotFound('No such open request');
  return request;
}

/** A wish to be erased is answered by the erasure; what was wished goes with the rest. */
const closeRequests = (em: EntityManager, person: string, at: Date) =>
  run(
    em,
    `update data_request set wish = '', answer = null, answered_at = coalesce(answered_at, $2::timestamptz), outcome = coalesce(outcome, 'done') where person_id = $1::uuid`,
    [person, at],
  );

/** The holidays of every award there is: offices live by one calendar. */
async function holidays(em: EntityManager): Promise<string[]> {
  const rows = await run<{ day: string }>(
    em,
    `select distinct jsonb_array_elements_text(document -> 'holidays') as day from definition`,
    [],
  );
  return rows.map(({ day }) => day);
}
