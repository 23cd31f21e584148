import { setTimeout as pause } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TimerService } from '#awards';
import { sealJournal } from '#store';
import { clockFault } from './clock/difference.js';
import { Dispatcher } from './journal/dispatcher.js';
import { Ledger } from './journal/ledger.js';
import { Workbench } from './queues/processor.js';

const IDLE_MS = 200;
const SWEEP_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;
const CLOCK_CHECK_MS = 60_000;

/** What a worker does over and over: ring the clock, seal the journal, turn its entries into jobs, ring again for what was forgotten. */
@Injectable()
export class Loops implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Promise<void>[] = [];

  constructor(
    private readonly em: EntityManager,
    private readonly timers: TimerService,
    private readonly dispatcher: Dispatcher,
    private readonly ledger: Ledger,
    private readonly bench: Workbench,
  ) {}

  onApplicationBootstrap(): void {
    this.running = [
      this.repeat('clock', () => this.timers.run()),
      this.repeat('seal', () => sealJournal(this.em.fork())),
      this.repeat('dispatch', () => this.dispatcher.run()),
      this.repeat('sweep', () => this.ledger.sweep(), SWEEP_MS),
      this.watchClock(),
    ];
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.bench.stopping.abort();
    await Promise.all(this.running);
  }

  /** Clocks drift: said loudly every minute until somebody sets it. */
  private async watchClock(): Promise<void> {
    while (!this.bench.stopping.signal.aborted) {
      await this.rest(CLOCK_CHECK_MS);
      const fault = await clockFault(this.em.fork()).catch(() => null);
      if (fault) this.bench.failures.report('clock', fault);
    }
  }

  /** At once again while there was something to do; a moment later when not; ever later while it fails. */
  private async repeat(name: string, work: () => Promise<number>, idle = IDLE_MS): Promise<void> {
    let failures = 0;
    while (!this.bench.stopping.signal.aborted) {
      let wait = 0;
      try {
        wait = (await work()) > 0 ? 0 : idle;
        failures = 0;
      } catch (error) {
        failures += 1;
        wait = Math.min(IDLE_MS * 2 ** failures, LONGEST_WAIT_MS);
        this.bench.failures.report(name, error);
      }
      if (wait > 0) await this.rest(wait);
    }
  }

  private async rest(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.bench.stopping.signal }).catch(() => undefined);
  }
}
