import type { JobsOptions } from 'bullmq';

export const MAIL = 'mail';
export const CERTIFICATES = 'certificates';
export const QUEUES = [MAIL, CERTIFICATES] as const;
export type QueueName = (typeof QUEUES)[number];

/** Job data are ids: what a letter says is read when it is written. */
export interface JobData {
  entryId: number;
}

export const JOB_OPTIONS: JobsOptions = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  removeOnComplete: { age: 86_400 },
};

/** A crash of the process must never use up a job's life: attempts are what counts, not stalls. */
export const WORKER_OPTIONS = { concurrency: 4, lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 1_000 };
