import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Cycle, JournalEntry, type Json, onTheWhole } from '#store';
import {
  type Actor,
  type CycleEvent,
  type NominationEvent,
  type NominationFacts,
  type NominationStatus,
  Refusal,
  type Standing,
} from '#workflow';
import { Clock } from './clock.js';
import { decideWith } from './cycles/allowed-when.js';
import { cycleFacts } from './cycles/facts.js';
import { stand } from './cycles/sealing.js';
import { NotFound } from './errors.js';
import type { HeldCycle, HeldNomination } from './held.js';
import { entryOf, type JournalType } from './journal.js';
import { lockCycle, lockNomination, takeTimer } from './locks.js';
import { rulebookOf, type Rulebook } from './machines.js';
import { missingParts } from './nominations/dossier.js';
import { nominationFacts } from './nominations/facts.js';
import { nameFor } from './nominations/nomination.policy.js';
import { refusalOf } from './walls.js';
import { type Add, addTo, Writing } from './writing.js';

/** One act on its way: the locked rows, the rules they follow and the moment of the request. */
export interface Act<S = HeldNomination, C = HeldCycle> extends Rulebook {
  em: EntityManager;
  add: Add;
  cycle: C;
  subject: S;
  actor: Actor;
  now: Date;
}

/** An act without the row it is about: what the parts of an act on a cycle need. */
export type CycleAct = Omit<Act<unknown, Cycle>, 'subject'>;

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
  onNomination(id: string, event: NominationEvent, change: (act: Act) => Noted | Promise<Noted>, timer?: string): Promise<HeldNomination> {
    let locked: HeldNomination | undefined;
    return inTransaction(this.em, async (em) => {
      const { cycle, nomination, now } = await lockNomination(em, id, event, timer !== undefined);
      locked = nomination;
      await takeTimer(em, timer);
      const writing = new Writing(em, nomination);
      const act = { em, add: writing.add, cycle, actor: event.actor, now, ...rulebookOf(cycle) };
      await step(act, nomination, event, null, change);
      await writing.send();
      return nomination;
    }).catch((error: unknown) => {
      throw (locked && refusalOf(error, locked, event)) ?? error;
    });
  }

  /** What has to be done before an event can happen, under the same locks and rules; as nothing has happened yet, nothing is written down. */
  preparing<T>(id: string, event: NominationEvent, prepare: (act: Act) => Promise<T>): Promise<T> {
    return inTransaction(this.em, async (em) => {
      const { cycle, nomination, now } = await lockNomination(em, id, event);
      const writing = new Writing(em, nomination);
      const act: Act = { em, add: writing.add, cycle, subject: nomination, actor: event.actor, now, ...rulebookOf(cycle) };
      await decide(act, nomination, event, null);
      const result = await prepare(act);
      await writing.send();
      return result;
    });
  }

  /** One event each on several nominations of a cycle, in one transaction: all of them, or none. A refusal names the one it is about. */
  onNominations(
    cycleId: string,
    wanted: readonly { id: string; event: NominationEvent }[],
    change: (act: Act, event: NominationEvent) => Noted | Promise<Noted>,
  ): Promise<HeldNomination[]> {
    return inTransaction(this.em, async (em) => {
      const done: HeldNomination[] = [];
      // Always in the same order, so that two lists with common members cannot wait for each other.
      for (const { id, event } of wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        const { cycle, nomination, now } = await lockNomination(em, id, event);
        if (cycle.id !== cycleId) throw new NotFound('No such nomination');
        const writing = new Writing(em, nomination);
        const act = { em, add: writing.add, cycle, actor: event.actor, now, ...rulebookOf(cycle) };
        await step(act, nomination, event, null, (one) => change(one, event)).catch((error: unknown) => {
          if (error instanceof Refusal) error.about = nameFor(cycle, nomination, event.actor);
          throw error;
        });
        // Sent before the next one is locked: its quota counts this one.
        await writing.send();
        done.push(nomination);
      }
      return done;
    });
  }

  /** An event on a cycle; `timer` is the one that rang for it, if any. The cycle is locked alone: no nomination of it can change meanwhile. */
  onCycle(id: string, event: CycleEvent, change: (act: Act<Cycle, Cycle>) => Noted | Promise<Noted>, timer?: string): Promise<Cycle> {
    return onTheWhole(this.em, async (em) => {
      const cycle = await lockCycle(em, id, event.actor);
      await takeTimer(em, timer);
      const rulebook = rulebookOf(cycle);
      const now = await this.clock.now(em);
      const from = { status: cycle.status, stage: cycle.stage };
      const facts = await cycleFacts(em, cycle, rulebook, now);
      const to = decideWith(cycle, rulebook.definition, facts, () => rulebook.cycles.decide(from, facts, event));
      const act: Act<Cycle, Cycle> = { em, add: addTo(em), cycle, subject: cycle, actor: event.actor, now, ...rulebook };
      const { afterwards, ...noted } = await change(act);
      stand(cycle, rulebook.definition, to);
      act.add(JournalEntry, entryOf(act.add, { ...noted, cycle, subjectId: cycle.id, actor: event.actor, at: now, from, to }));
      await afterwards?.();
      return cycle;
    });
  }
}

/** Commits what `work` did, or nothing of it. */
async function inTransaction<T>(of: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  const em = of.fork();
  await em.begin();
  try {
    const result = await work(em);
    await em.commit();
    return result;
  } catch (error) {
    // A connection that is gone cannot even roll back; why the act failed is what counts.
    await em.rollback().catch(() => undefined);
    throw error;
  }
}

/** Decides and writes one nomination's event inside an act that already holds the locks. */
export async function step(
  act: Omit<Act, 'subject'>,
  nomination: HeldNomination,
  event: NominationEvent,
  within: NominationFacts['within'],
  change: (act: Act) => Noted | Promise<Noted>,
): Promise<void> {
  const { cycle, now } = act;
  const from = { status: nomination.status, stage: nomination.stage };
  const to = await decide(act, nomination, event, within);
  const { afterwards, ...noted } = await change({ ...act, actor: event.actor, subject: nomination });
  if (to.stage !== from.stage) Object.assign(nomination, { returns: 0, supplementDue: null });
  Object.assign(nomination, to);
  act.add(JournalEntry, entryOf(act.add, { ...noted, cycle, subjectId: nomination.id, actor: event.actor, at: now, from, to }));
  await afterwards?.();
}

/** Where the event leads. Throws the `Refusal` of the first rule that says no. */
async function decide(
  { em, cycle, definition, now, nominations }: Omit<Act, 'subject'>,
  nomination: HeldNomination,
  event: NominationEvent,
  within: NominationFacts['within'],
): Promise<{ status: NominationStatus } & Standing> {
  const from = { status: nomination.status, stage: nomination.stage };
  const rules = nominations.rulesFor(from, event.type);
  const facts = await nominationFacts(em, { cycle, nomination, definition, actor: event.actor, now, within }, rules);
  try {
    return decideWith(cycle, definition, facts, () => nominations.decide(from, facts, event));
  } catch (error) {
    if (error instanceof Refusal && error.because === 'complete')
      error.details = missingParts(definition, nomination.content, nomination.files).map(({ message }) => message);
    throw error;
  }
}
