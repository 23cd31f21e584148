import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { Owed } from '../journal/bells.js';
import { Ledger } from '../journal/ledger.js';
import { Stopping } from '../start/stopping.js';
import { Failures } from './failures.js';
import { type JobData, MOST_ATTEMPTS } from './queues.js';

/** Thrown by a reaction that stops before its end because the process does: another worker goes on with it. */
export class GivenBack extends Error {
  override readonly name = 'GivenBack';
}

/** What every processor needs. */
@Injectable()
export class Workbench {
  constructor(
    readonly ledger: Ledger,
    readonly failures: Failures,
    readonly stopping: Stopping,
  ) {}
}

/** Answers the bells of one queue. The row says whether there is anything to do, and is told what came of it. */
export abstract class ReactionProcessor extends WorkerHost {
  constructor(protected readonly bench: Workbench) {
    super();
  }

  /** Does what is owed; may run twice. Throws to be tried again later, `UnrecoverableError` to be given up at once. */
  protected abstract react(reaction: Owed): Promise<void>;

  async process(job: Job<JobData>, token?: string): Promise<void> {
    const { ledger } = this.bench;
    const reaction = { entryId: job.data.entryId, name: job.name, queue: job.queueName };
    const attempt = await ledger.begin(reaction);
    if (attempt === null) return;
    try {
      if (attempt > MOST_ATTEMPTS) throw new UnrecoverableError(`The worker ended ${MOST_ATTEMPTS} times while it did this`);
      await this.react(reaction);
    } catch (error) {
      if (error instanceof GivenBack) return this.giveBack(job, token, reaction);
      return this.setDown(reaction, attempt, error);
    }
    await ledger.done(reaction);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.bench.failures.report(this.constructor.name, error);
  }

  private async giveBack(job: Job<JobData>, token: string | undefined, reaction: Owed): Promise<never> {
    await this.bench.ledger.giveBack(reaction);
    await job.moveToWait(token);
    throw new WaitingError();
  }

  private async setDown(reaction: Owed, attempt: number, error: unknown): Promise<never> {
    const isLast = attempt >= MOST_ATTEMPTS || error instanceof UnrecoverableError;
    if (!isLast) {
      await this.bench.ledger.delay(reaction, attempt, error);
      throw error;
    }
    await this.bench.ledger.giveUp(reaction, error);
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
}
