import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { JournalEntry } from '#store';
import type { Queue } from 'bullmq';
import { QUEUE_CONNECTION } from '../config.js';
import type { QueueConnection } from '../queues/connection.js';
import { Failures } from '../queues/failures.js';
import { CERTIFICATES, JOB_OPTIONS, type JobData, MAIL, type QueueName } from '../queues/queues.js';
import { reactionsTo } from './reactions.js';

type Entry = Pick<JournalEntry, 'type' | 'data'> & { id: string };

/** Turns journal entries into jobs. The journal stays the truth: a job is only a bell, and ringing it twice does no harm. */
@Injectable()
export class Dispatcher {
  private readonly queues: Record<QueueName, Queue<JobData>>;

  constructor(
    @InjectQueue(MAIL) mail: Queue<JobData>,
    @InjectQueue(CERTIFICATES) certificates: Queue<JobData>,
    failures: Failures,
    @Inject(QUEUE_CONNECTION) private readonly connection: QueueConnection,
  ) {
    this.queues = { mail, certificates };
    for (const queue of [mail, certificates]) queue.on('error', (error) => failures.report(queue.name, error));
  }

  /**
   * Queues what the oldest undispatched entries ask for; returns how many entries that were. With the queues in PostgreSQL an entry is marked and
   * its jobs are added in one transaction. With Redis they are added first and marked after: a crash in between repeats them, and the job id
   * absorbs that.
   */
  run(limit = 500): Promise<number> {
    return this.connection.transaction(async (tx) => {
      const { rows } = await tx.query<{ entry_id: string }>(
        'select entry_id from public.journal_undispatched order by entry_id limit $1 for update skip locked',
        [limit],
      );
      const ids = rows.map((row) => Number(row.entry_id));
      if (ids.length === 0) return 0;
      const { rows: entries } = await tx.query<Entry>(
        'select id, type, data from public.journal where id = any($1::bigint[]) order by id',
        [ids],
      );
      await this.ring(entries);
      await tx.query('delete from public.journal_undispatched where entry_id = any($1::bigint[])', [ids]);
      return ids.length;
    });
  }

  private async ring(entries: readonly Entry[]): Promise<void> {
    const jobs = entries.flatMap((entry) => reactionsTo(entry).map(({ queue, name }) => ({ queue, job: jobOf(entry, name) })));
    for (const [queue, own] of Map.groupBy(jobs, (one) => one.queue)) await this.queues[queue].addBulk(own.map(({ job }) => job));
  }
}

const jobOf = ({ id }: Entry, name: string) => ({
  name,
  data: { entryId: Number(id) },
  opts: { ...JOB_OPTIONS, jobId: `e${id}-${name}` },
});
