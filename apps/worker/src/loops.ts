import { setTimeout as pause } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TimerService } from '#awards';
import { sealJournal } from '#store';
import { clockFault } from './clock/difference.js';
import { Dispatcher } from './journal/dispatcher.js';

const IDLE_MS = 200;
const LONGEST_WAIT_MS = 5_000;
const CLOCK_CHECK_MS = 60_000;

/** The three things a worker does over and over: ring the clock, seal the journal, turn its entries into jobs. */
@Injectable()
export class Loops implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('worker');
  private readonly stopping = new AbortController();
  private running: Promise<void>[] = [];

  constructor(
    private readonly em: EntityManager,
    private readonly timers: TimerService,
    private readonly dispatcher: Dispatcher,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const fault = await clockFault(this.em.fork());
    if (fault) throw new Error(fault);
    this.running = [
      this.repeat('clock', () => this.timers.run()),
      this.repeat('seal', () => sealJournal(this.em.fork())),
      this.repeat('dispatch', () => this.dispatcher.run()),
      this.watchClock(),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Clocks drift: said loudly every minute until somebody sets it. */
  private async watchClock(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await pause(CLOCK_CHECK_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      const fault = await clockFault(this.em.fork()).catch(() => null);
      if (fault) this.logger.error(fault);
    }
  }

  /** At once again while there was something to do; a moment later when not; ever later while it fails. */
  private async repeat(name: string, work: () => Promise<number>): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      let wait = 0;
      try {
        wait = (await work()) > 0 ? 0 : IDLE_MS;
        failures = 0;
      } catch (error) {
        failures += 1;
        wait = Math.min(IDLE_MS * 2 ** failures, LONGEST_WAIT_MS);
        this.logger.error(`${name} failed, again in ${wait} ms: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (wait > 0) await pause(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}
