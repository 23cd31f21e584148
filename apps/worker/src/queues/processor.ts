import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import type { Failures } from './failures.js';

/** A worker's errors outside jobs must be heard, or Node ends the process. */
export abstract class FaultReporting extends WorkerHost {
  constructor(private readonly failures: Failures) {
    super();
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.failures.report(this.constructor.name, error);
  }
}
