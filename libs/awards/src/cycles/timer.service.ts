import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Timer } from '#store';
import { CLOCK, Refusal } from '#workflow';
import { Acts } from '../acts.js';
import { Clock } from '../clock.js';
import { AlreadyRung } from '../locks.js';
import { ReminderService } from '../reviews/reminder.service.js';
import { CycleService } from './cycle.service.js';

/** How soon a timer is tried again that rang when its stage could not close. Meanwhile it keeps nobody busy. */
const RETRY_MS = 5_000;

/** The clock as an actor: does what is due, through the same services as a person would. */
@Injectable()
export class TimerService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly acts: Acts,
    private readonly cycles: CycleService,
    private readonly reminders: ReminderService,
  ) {}

  /** Fires the timers that are due, oldest first; returns how many are done with. Safe in any number of workers. */
  async run(limit = 20): Promise<number> {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const isDue = {
      due: { $lte: now },
      $or: [{ retryAt: null }, { retryAt: { $lte: now } }],
      cycle: { status: { $ne: 'suspended' as const } },
    };
    const due = await em.find(Timer, isDue, { orderBy: { due: 'asc', id: 'asc' }, limit });
    let done = 0;
    for (const timer of due) if (await this.fire(timer, now)) done += 1;
    return done;
  }

  /** When the next timer is due; null when none is set. */
  async next(): Promise<Date | null> {
    const [timer] = await this.em.fork().find(Timer, {}, { orderBy: { due: 'asc' }, limit: 1 });
    return timer?.due ?? null;
  }

  private async fire({ id, kind, cycle, stage, subject }: Timer, now: Date): Promise<boolean> {
    try {
      if (kind === 'open') await this.cycles.openStage(cycle.id, CLOCK, stage, { timer: id });
      if (kind === 'close') await this.cycles.closeStage(cycle.id, CLOCK, stage, { timer: id });
      if (kind === 'remind') await this.cycles.remind(cycle.id, CLOCK, id);
      if (kind === 'remindBranches') await this.reminders.allToSubmit(cycle.id, id);
      if (kind === 'remindAnswer') await this.reminders.inTimeToAnswer(subject, id);
      if (kind === 'supplement') await this.lapse(subject, id);
      return true;
    } catch (error) {
      if (error instanceof AlreadyRung) return false;
      if (!(error instanceof Refusal)) throw error;
      // What it was set for is over: nobody needs it any more. Otherwise the stage cannot close yet, and it is tried again.
      if (error.because === 'wrongStatus') return (await this.em.fork().nativeDelete(Timer, { id })) > 0;
      await this.em.fork().nativeUpdate(Timer, { id }, { retryAt: new Date(now.getTime() + RETRY_MS) });
      return false;
    }
  }

  private lapse(nomination: string, timer: string) {
    return this.acts.onNomination(nomination, { type: 'LAPSE', actor: CLOCK }, () => ({ type: 'nomination.supplement-lapsed' }), timer);
  }
}
