import { EntityManager, raw } from '@mikro-orm/postgresql';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { JournalEntry, JournalUndispatched } from '#store';
import type { Queue } from 'bullmq';
import { Failures } from '../queues/failures.js';
import { CERTIFICATES, JOB_OPTIONS, type JobData, MAIL, type QueueName } from '../queues/queues.js';
import { reactionsTo } from './reactions.js';

/** Turns journal entries into jobs. The journal stays the truth: a job is only a bell, and ringing it twice does no harm. */
@Injectable()
export class Dispatcher {
  private readonly queues: Record<QueueName, Queue<JobData>>;

  constructor(
    private readonly em: EntityManager,
    @InjectQueue(MAIL) mail: Queue<JobData>,
    @InjectQueue(CERTIFICATES) certificates: Queue<JobData>,
    failures: Failures,
  ) {
    this.queues = { mail, certificates };
    for (const queue of [mail, certificates]) queue.on('error', (error) => failures.report(queue.name, error));
  }

  /** Queues what the oldest undispatched entries ask for; returns how many entries that were. A crash before the commit repeats them; the job id absorbs that. */
  run(limit = 100): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const waiting = await em.execute<{ entry_id: string }[]>(
        raw('select entry_id from journal_undispatched order by entry_id limit :limit for update skip locked', { limit }),
      );
      const ids = waiting.map((row) => Number(row.entry_id));
      if (ids.length === 0) return 0;
      for (const entry of await em.find(JournalEntry, { id: { $in: ids } }, { orderBy: { id: 'asc' } })) {
        for (const { queue, name } of reactionsTo(entry))
          await this.queues[queue].add(name, { entryId: entry.id }, { ...JOB_OPTIONS, jobId: `e${entry.id}-${name}` });
      }
      await em.nativeDelete(JournalUndispatched, { entryId: { $in: ids } });
      return ids.length;
    });
  }
}
