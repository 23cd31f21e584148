import type { JobsOptions } from 'bullmq';

export const MAIL = 'mail';
export const CERTIFICATES = 'certificates';
export const QUEUES = [MAIL, CERTIFICATES] as const;
export type QueueName = (typeof QUEUES)[number];

/** Job data are ids: what a letter says is read when it is written. */
export interface JobData {
  entryId: number;
}

/** After so many beginnings a reaction is given up and shown to people: about fifteen hours with the delays below. */
export const MOST_ATTEMPTS = 20;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 2 * 3_600_000;

/** The longest pause after the `attempt`-th failure (from 1), in milliseconds: doubling, up to two hours. */
export const longestDelay = (attempt: number) => Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);

/** Half to the whole of that pause, so that what failed together is not tried again together. */
export const delayAfter = (attempt: number) => Math.round(longestDelay(attempt) * (0.5 + Math.random() / 2));

/** A job is a bell and leaves nothing behind, or its id could not be rung again: what became of it stands in its row. */
export const JOB_OPTIONS: JobsOptions = {
  attempts: MOST_ATTEMPTS,
  backoff: { type: 'ours' },
  removeOnComplete: true,
  removeOnFail: true,
};

/** A crash of the process must never use up a job's life: attempts are what counts, not stalls. After one another worker takes over within 15 s. */
export const WORKER_OPTIONS = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 1_000,
  runRetryDelay: 1_000,
  settings: { backoffStrategy: delayAfter },
};
