import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sentenceOf } from '../queues/failures.js';
import { longestDelay } from '../queues/queues.js';
import { Bells, type Owed } from './bells.js';

const isThis = 'entry_id = :entryId and name = :name';

/** What became of each reaction. */
@Injectable()
export class Ledger {
  constructor(
    private readonly em: EntityManager,
    private readonly bells: Bells,
  ) {}

  /** The number of this attempt, from 1; null when nothing is owed any more. A job without a row gets one: the job knows all that is in it. */
  async begin(reaction: Owed): Promise<number | null> {
    const [row] = await this.em.fork().execute<{ attempts: number }[]>(
      raw(
        `insert into reaction as r (entry_id, name, queue, attempts, look_at) values (:entryId, :name, :queue, 1, now() + interval '1 minute')
         on conflict (entry_id, name) do update set attempts = r.attempts + 1, look_at = excluded.look_at where r.status = 'pending'
         returning attempts`,
        { ...reaction },
      ),
    );
    return row?.attempts ?? null;
  }

  done(reaction: Owed): Promise<unknown> {
    return this.write(`status = 'done', finished_at = now(), error = null`, reaction);
  }

  /** It will be tried again by its job; should the job be lost, a while after it ought to have been. */
  delay(reaction: Owed, attempt: number, error: unknown): Promise<unknown> {
    const wait = longestDelay(attempt) / 1000 + 30;
    return this.write(`error = :error, look_at = now() + make_interval(secs => :wait)`, reaction, { error: sentenceOf(error), wait });
  }

  /** From now on it waits for a person. */
  giveUp(reaction: Owed, error: unknown): Promise<unknown> {
    return this.write(`status = 'failed', finished_at = now(), error = :error`, reaction, { error: sentenceOf(error) });
  }

  /** Not an attempt after all. */
  giveBack(reaction: Owed): Promise<unknown> {
    return this.write('attempts = attempts - 1', reaction);
  }

  /**
   * Rings again for what is owed and has been waiting: its job was lost with a queue, or a person asked. Returns for how many. A job that is
   * still there hears nothing of it.
   */
  async sweep(limit = 100): Promise<number> {
    const rows = await this.em.fork().execute<{ entry_id: string; name: string; queue: string }[]>(
      raw(
        `update reaction set look_at = now() + interval '1 minute' where (entry_id, name) in (
           select entry_id, name from reaction where status = 'pending' and look_at <= now() order by look_at limit :limit for update skip locked)
         returning entry_id, name, queue`,
        { limit },
      ),
    );
    await this.bells.ring(rows.map(({ entry_id, name, queue }) => ({ entryId: Number(entry_id), name, queue })));
    return rows.length;
  }

  private write(change: string, { entryId, name }: Owed, values: object = {}): Promise<unknown> {
    return this.em
      .fork()
      .execute(raw(`update reaction set ${change} where ${isThis} and status = 'pending'`, { entryId, name, ...values }));
  }
}
