import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Timer } from '#store';
import { CLOCK, Refusal } from '#workflow';
import { Acts } from '../acts.js';
import { Clock } from '../clock.js';
import { CycleService } from './cycle.service.js';

/** The clock as an actor: does what is due, through the same services as a person would. */
@Injectable()
export class TimerService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly acts: Acts,
    private readonly cycles: CycleService,
  ) {}

  /** Fires the timers that are due, oldest first; returns how many did what they were for. Safe in any number of workers. */
  async run(limit = 20): Promise<number> {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const due = await em.find(Timer, { due: { $lte: now } }, { orderBy: { due: 'asc', id: 'asc' }, limit });
    let done = 0;
    for (const timer of due) if (await this.fire(timer)) done += 1;
    return done;
  }

  /** When the next timer is due; null when none is set. */
  async next(): Promise<Date | null> {
    const [timer] = await this.em.fork().find(Timer, {}, { orderBy: { due: 'asc' }, limit: 1 });
    return timer?.due ?? null;
  }

  private async fire(timer: Timer): Promise<boolean> {
    try {
      if (timer.kind === 'close') await this.cycles.closeStage(timer.cycle.id, CLOCK, timer.stage);
      if (timer.kind === 'remind') await this.cycles.remind(timer.cycle.id, CLOCK);
      if (timer.kind === 'supplement') await this.lapse(timer);
    } catch (error) {
      // Somebody was faster, or the stage cannot close yet (no quorum): the timer stays until the cycle moves on.
      if (!(error instanceof Refusal)) throw error;
      if (error.because !== 'wrongStatus') return false;
    }
    await this.em.fork().execute(raw('delete from timer where id = :id', { id: timer.id }));
    return true;
  }

  private lapse(timer: Timer) {
    return this.acts.onNomination(timer.subject, { type: 'LAPSE', actor: CLOCK }, () => ({ type: 'nomination.supplement-lapsed' }));
  }
}
