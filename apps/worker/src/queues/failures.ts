import { Logger } from '@nestjs/common';

const WINDOW_MS = 5_000;
const MOST_IN_WINDOW = 250;

/** Counts errors that BullMQ reports outside any job. When they come in a flood it is spinning: better to stop and be started again. */
export class Failures {
  private readonly logger = new Logger('queues');
  private since = 0;
  private count = 0;

  constructor(private readonly giveUp: () => void) {}

  report(source: string, error: Error): void {
    const now = Date.now();
    if (now - this.since > WINDOW_MS) Object.assign(this, { since: now, count: 0 });
    this.count += 1;
    if (this.count <= 3) this.logger.error(`${source}: ${error.message}`);
    if (this.count === MOST_IN_WINDOW) {
      this.logger.fatal(`${MOST_IN_WINDOW} queue errors within ${WINDOW_MS / 1000} s: stopping`);
      this.giveUp();
    }
  }
}
