import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Failures } from '../queues/failures.js';
import { CERTIFICATES, JOB_OPTIONS, type JobData, MAIL, type QueueName } from '../queues/queues.js';

/** Which reaction: its row's key, and the queue its bell hangs in. */
export interface Owed {
  entryId: number;
  name: string;
  queue: string;
}

/** Rings for reactions. Ringing twice does no harm: while a job is there its id keeps a second one away, and the row says what is done. */
@Injectable()
export class Bells {
  private readonly queues: ReadonlyMap<string, Queue<JobData>>;

  constructor(@InjectQueue(MAIL) mail: Queue<JobData>, @InjectQueue(CERTIFICATES) certificates: Queue<JobData>, failures: Failures) {
    const queues: Record<QueueName, Queue<JobData>> = { mail, certificates };
    this.queues = new Map(Object.entries(queues));
    for (const queue of [mail, certificates]) queue.on('error', (error) => failures.report(queue.name, error));
  }

  /** One statement for each queue. What belongs to a queue of another version is left to the workers of that version. */
  async ring(owed: readonly Owed[]): Promise<void> {
    for (const [name, queue] of this.queues) {
      const jobs = owed.filter((reaction) => reaction.queue === name).map(jobOf);
      if (jobs.length > 0) await queue.addBulk(jobs);
    }
  }
}

const jobOf = ({ entryId, name }: Owed) => ({ name, data: { entryId }, opts: { ...JOB_OPTIONS, jobId: `e${entryId}-${name}` } });
