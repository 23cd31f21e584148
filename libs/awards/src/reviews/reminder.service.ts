import { Injectable } from '@nestjs/common';
import { type Cycle, JournalEntry } from '#store';
import { type Actor, CLOCK, Refusal } from '#workflow';
import { type Act, Acts } from '../acts.js';
import { invalid } from '../errors.js';
import type { HeldNomination } from '../held.js';
import { isRemindedOn, notHandedIn } from './silent.reads.js';

/** Reminds branches of what is still to come from them. The worker writes the letters. */
@Injectable()
export class ReminderService {
  constructor(private readonly acts: Acts) {}

  /** Those of these branches below the actor's unit that have not handed in and were not reminded today. */
  toSubmit(cycleId: string, actor: Actor, branches: readonly string[]): Promise<Cycle> {
    return this.acts.onCycle(cycleId, { type: 'REMIND_BRANCHES', actor }, async (act) => {
      const { em, cycle, definition, now } = act;
      const silent = await notHandedIn(em, cycle, definition, actor.unit ?? '', now);
      const units = silent.filter((one) => branches.includes(one.id) && !isRemindedOn(one, now, definition)).map(({ id }) => id);
      if (units.length === 0) throw nobodyLeft();
      return submissionDue(cycle, units);
    });
  }

  /** The clock reminds every branch of the cycle that has not handed in. */
  allToSubmit(cycleId: string, timer: string): Promise<Cycle> {
    const remind = async ({ em, cycle, definition, now }: Act<Cycle, Cycle>) => {
      const units = (await notHandedIn(em, cycle, definition, cycle.organiser.id, now)).map(({ id }) => id);
      // What the timer was set for is over.
      if (units.length === 0) throw new Refusal('cycle', cycle.status, 'REMIND_BRANCHES', 'wrongStatus', cycle.stage);
      return submissionDue(cycle, units);
    };
    return this.acts.onCycle(cycleId, { type: 'REMIND_BRANCHES', actor: CLOCK }, remind, timer);
  }

  /** The branches of these returned nominations: all of them, or none. */
  toAnswer(cycleId: string, actor: Actor, nominations: readonly string[]): Promise<HeldNomination[]> {
    if (nominations.length === 0) throw nobodyLeft();
    return this.acts.onNominations(
      cycleId,
      nominations.map((id) => ({ id, event: { type: 'REMIND', actor } })),
      async (act) => {
        const { em, subject, now, definition } = act;
        const [last] = await em.find(
          JournalEntry,
          { subjectId: subject.id, type: 'branch.reminded' },
          { orderBy: { id: 'desc' }, limit: 1 },
        );
        if (isRemindedOn({ remindedAt: last?.at ?? null }, now, definition)) throw nobodyLeft();
        return answerDue(subject);
      },
    );
  }

  /** The clock reminds the branch of one. */
  inTimeToAnswer(nomination: string, timer: string): Promise<HeldNomination> {
    return this.acts.onNomination(nomination, { type: 'REMIND', actor: CLOCK }, ({ subject }) => answerDue(subject), timer);
  }
}

const nobodyLeft = () =>
  invalid(
    'branches',
    'Các chi đoàn đã chọn không còn gì để nhắc, hoặc hôm nay đã được nhắc.',
    'There is nothing left to remind the chosen branches of, or they were reminded today.',
  );

/** What is written down of a reminder, and what its letters are made from. */
export const submissionDue = (cycle: Pick<Cycle, 'stage'>, units: string[]) => ({
  type: 'branch.reminded' as const,
  data: { kind: 'submission', stage: cycle.stage ?? '', units },
});

export const answerDue = ({ code, supplementDue }: Pick<HeldNomination, 'code' | 'supplementDue'>) => ({
  type: 'branch.reminded' as const,
  data: { kind: 'answer', code, due: supplementDue?.toISOString() ?? null },
});
