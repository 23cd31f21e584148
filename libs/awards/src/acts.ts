import { EntityManager, LockMode, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Cycle, type Json, Nomination, Timer } from '#store';
import { type Actor, type CycleEvent, type NominationEvent, type NominationFacts, Refusal } from '#workflow';
import { Clock } from './clock.js';
import { decideWith } from './cycles/allowed-when.js';
import { cycleFacts } from './cycles/facts.js';
import { NotFound } from './errors.js';
import { type JournalType, record } from './journal.js';
import { rulebookOf, type Rulebook } from './machines.js';
import { nominationFacts } from './nominations/facts.js';
import { visibleTo } from './nominations/visibility.js';

/** One act on its way: the locked rows, the rules they follow and the moment of the request. */
export interface Act<S> extends Rulebook {
  em: EntityManager;
  cycle: Cycle;
  subject: S;
  actor: Actor;
  now: Date;
}

/** An act without the row it is about: what the parts of an act on a cycle need. */
export type CycleAct = Omit<Act<unknown>, 'subject'>;

/** What to write down of an act beside who, when, from and to. */
export interface Noted {
  type: JournalType;
  data?: Record<string, Json>;
  /** What follows within the same act, after it has been written down. */
  afterwards?: () => Promise<void>;
}

/**
 * The one path of every change: lock (cycle, then nomination: always that order), decide, write, journal, commit. Nothing here touches the
 * network. A refusal leaves no trace.
 */
@Injectable()
export class Acts {
  constructor(
    private readonly em: EntityManager,
    readonly clock: Clock,
  ) {}

  /** An event on one nomination; `timer` is the one that rang for it, if any. `change` writes what the event means beyond its status and says how the journal calls it. */
  onNomination(
    id: string,
    event: NominationEvent,
    change: (act: Act<Nomination>) => Noted | Promise<Noted>,
    timer?: string,
  ): Promise<Nomination> {
    return this.em.fork().transactional(async (em) => {
      const seen = await em.findOne(
        Nomination,
        { $and: [{ id }, await visibleTo(em, event.actor)] },
        { fields: ['cycle'], disableIdentityMap: true },
      );
      if (!seen) throw new NotFound('No such nomination');
      const cycle = await lockCycle(em, seen.cycle.id, LockMode.PESSIMISTIC_READ);
      const nomination = await this.lockNomination(em, id, event);
      await takeTimer(em, timer);
      const act: Act<Nomination> = {
        em,
        cycle,
        subject: nomination,
        actor: event.actor,
        now: await this.clock.now(em),
        ...rulebookOf(cycle),
      };
      await step(act, nomination, event, null, change);
      return nomination;
    });
  }

  /** One event each on several nominations of a cycle, in one transaction: all of them, or none. A refusal names the one it is about. */
  onNominations(
    cycleId: string,
    wanted: readonly { id: string; event: NominationEvent }[],
    change: (act: Act<Nomination>, event: NominationEvent) => Noted | Promise<Noted>,
  ): Promise<Nomination[]> {
    return this.em.fork().transactional(async (em) => {
      const cycle = await lockCycle(em, cycleId, LockMode.PESSIMISTIC_READ);
      const now = await this.clock.now(em);
      const done: Nomination[] = [];
      // Always in the same order, so that two lists with common members cannot wait for each other.
      for (const { id, event } of wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        if ((await em.count(Nomination, { $and: [{ id, cycle }, await visibleTo(em, event.actor)] })) === 0)
          throw new NotFound('No such nomination');
        const nomination = await this.lockNomination(em, id, event);
        const act = { em, cycle, actor: event.actor, now, ...rulebookOf(cycle) };
        await step(act, nomination, event, null, (one) => change(one, event)).catch((error: unknown) => {
          if (error instanceof Refusal) error.about = nomination.code;
          throw error;
        });
        // The next one's quota counts this one.
        await em.flush();
        done.push(nomination);
      }
      return done;
    });
  }

  /** An event on a cycle; `timer` is the one that rang for it, if any. The cycle is locked alone: no nomination of it can change meanwhile. */
  onCycle(id: string, event: CycleEvent, change: (act: Act<Cycle>) => Noted | Promise<Noted>, timer?: string): Promise<Cycle> {
    return this.em.fork().transactional(async (em) => {
      const cycle = await lockCycle(em, id, LockMode.PESSIMISTIC_WRITE);
      await takeTimer(em, timer);
      const rulebook = rulebookOf(cycle);
      const now = await this.clock.now(em);
      const from = { status: cycle.status, stage: cycle.stage };
      const facts = await cycleFacts(em, cycle, rulebook, now);
      const to = decideWith(cycle, rulebook.definition, facts, () => rulebook.cycles.decide(from, facts, event));
      const act: Act<Cycle> = { em, cycle, subject: cycle, actor: event.actor, now, ...rulebook };
      const { afterwards, ...noted } = await change(act);
      Object.assign(cycle, to);
      record(em, { ...noted, cycle, subjectId: cycle.id, actor: event.actor, at: now, from, to });
      await afterwards?.();
      return cycle;
    });
  }

  /** An endorsement counts its unit's quota: two at once in one unit must wait for each other. */
  private async lockNomination(em: EntityManager, id: string, { type, actor }: NominationEvent): Promise<Nomination> {
    if (type === 'ENDORSE' && actor.unit)
      await em.execute(raw('select 1 from unit where id = :unit for no key update', { unit: actor.unit }));
    return em.findOneOrFail(Nomination, id, { lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'] });
  }
}

/** The clock's act and the removal of its timer are one: whoever finds the timer gone was not the first. After the locks of the subject: always that order. */
async function takeTimer(em: EntityManager, timer: string | undefined): Promise<void> {
  if (timer !== undefined && (await em.nativeDelete(Timer, { id: timer })) === 0) throw new AlreadyRung('Another worker was first');
}

/** A timer that another worker has rung. */
export class AlreadyRung extends Error {
  override readonly name = 'AlreadyRung';
}

async function lockCycle(em: EntityManager, id: string, lockMode: LockMode.PESSIMISTIC_READ | LockMode.PESSIMISTIC_WRITE): Promise<Cycle> {
  const cycle = await em.findOne(Cycle, id, { lockMode });
  if (!cycle) throw new NotFound('No such cycle');
  await em.populate(cycle, ['definition']);
  return cycle;
}

/** Decides and writes one nomination's event inside an act that already holds the locks. */
export async function step(
  act: Omit<Act<unknown>, 'subject'>,
  nomination: Nomination,
  event: NominationEvent,
  within: NominationFacts['within'],
  change: (act: Act<Nomination>) => Noted | Promise<Noted>,
): Promise<void> {
  const { em, cycle, definition, now } = act;
  const from = { status: nomination.status, stage: nomination.stage };
  const facts = await nominationFacts(em, { cycle, nomination, definition, actor: event.actor, now, within });
  const to = decideWith(cycle, definition, facts, () => act.nominations.decide(from, facts, event));
  const { afterwards, ...noted } = await change({ ...act, actor: event.actor, subject: nomination });
  if (to.stage !== from.stage) Object.assign(nomination, { returns: 0, supplementDue: null });
  Object.assign(nomination, to);
  record(em, { ...noted, cycle, subjectId: nomination.id, actor: event.actor, at: now, from, to });
  await afterwards?.();
}
