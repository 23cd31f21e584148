import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TimerService } from '#awards';
import { sealJournal } from '#store';
import { clockFault } from './clock/difference.js';
import { Dispatcher } from './journal/dispatcher.js';
import { Ledger } from './journal/ledger.js';
import { Workbench } from './queues/processor.js';
import { repeat, rest } from './repeat.js';

const SWEEP_MS = 1_000;
/** Entries that are sealed or dispatched together. Fewer wait a moment for others to come: letters have time, and acts need the database. */
const BATCH = 500;
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
      repeat(this.bench, 'clock', () => this.timers.run()),
      repeat(this.bench, 'seal', () => sealJournal(this.em.fork(), BATCH), { atOnce: BATCH }),
      repeat(this.bench, 'dispatch', () => this.dispatcher.run(BATCH), { atOnce: BATCH }),
      repeat(this.bench, 'sweep', () => this.ledger.sweep(), { idle: SWEEP_MS }),
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
      await rest(this.bench, CLOCK_CHECK_MS);
      const fault = await clockFault(this.em.fork()).catch(() => null);
      if (fault) this.bench.failures.report('clock', fault);
    }
  }
}
