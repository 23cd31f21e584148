import { EntityManager, LockMode, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Delivery, JournalEntry } from '#store';
import type { Actor } from '#workflow';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { type JournalType, record } from '../journal.js';
import { isOneOf } from '../policy.js';
import { DECIDES_ON_JOBS, REACH, reachOf } from './job.policy.js';

/**
 * What a person decides about things that could not be done. Only rows are written; the worker finds them within a second. Asked for twice,
 * or too late, nothing happens a second time and nothing is written down.
 */
@Injectable()
export class JobService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Tries a failed reaction again, from its first attempt on. */
  async retry(actor: Actor, entryId: number, name: string): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      await requireReach(em, actor, entryId);
      const retried = await em.execute<unknown[]>(
        raw(
          `update reaction set status = 'pending', attempts = 0, finished_at = null, look_at = now()
            where entry_id = :entryId and name = :name and status = 'failed' returning 1`,
          { entryId, name },
        ),
      );
      if (retried.length > 0) return this.note(em, actor, 'cycle.job-retried', entryId, { job: name });
      const known = await em.execute<unknown[]>(
        raw('select 1 from reaction where entry_id = :entryId and name = :name', { entryId, name }),
      );
      if (known.length === 0) throw new NotFound('No such job');
    });
  }

  /** Sends a letter of unknown fate once more: its recipient may get it twice, and a person has decided that this is better than never. */
  sendAgain(actor: Actor, key: string): Promise<void> {
    return this.decide(actor, key, 'cycle.letter-resent', async (em, delivery) => {
      Object.assign(delivery, { status: 'pending', error: null });
      await em.execute(
        raw(
          `update reaction set status = 'pending', attempts = 0, finished_at = null, look_at = now() where entry_id = :entryId and queue = 'mail'`,
          { entryId: delivery.entryId },
        ),
      );
    });
  }

  /** Notes that a letter of unknown fate has arrived. */
  confirm(actor: Actor, key: string): Promise<void> {
    return this.decide(actor, key, 'cycle.letter-confirmed', async (em, delivery) => {
      Object.assign(delivery, { status: 'sent', sentAt: await this.clock.now(em), error: null });
    });
  }

  private async decide(
    actor: Actor,
    key: string,
    type: JournalType,
    change: (em: EntityManager, delivery: Delivery) => Promise<void>,
  ): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const delivery = await em.findOne(Delivery, key, { lockMode: LockMode.PESSIMISTIC_WRITE });
      await requireReach(em, actor, delivery?.entryId ?? null);
      if (!delivery) throw new NotFound('No such letter');
      if (delivery.status !== 'unknown') return;
      await change(em, delivery);
      await this.note(em, actor, type, delivery.entryId, { letter: delivery.letter, delivery: key });
    });
  }

  private async note(em: EntityManager, actor: Actor, type: JournalType, entryId: number, data: Record<string, string>): Promise<void> {
    const { cycle, subjectId } = await em.findOneOrFail(JournalEntry, entryId, { populate: ['cycle', 'cycle.definition'] });
    record(em, {
      type,
      cycle: cycle ?? null,
      subjectId: cycle?.id ?? subjectId,
      actor,
      at: await this.clock.now(em),
      data: { entry: entryId, ...data },
    });
  }
}

/** What somebody does not look after does not exist for them. */
async function requireReach(em: EntityManager, actor: Actor, entryId: number | null): Promise<void> {
  if (!isOneOf(actor, DECIDES_ON_JOBS)) throw new NotFound('No such job');
  const found = await em.execute<unknown[]>(
    raw(`select 1 from journal j where j.id = :entryId and ${REACH}`, { ...reachOf(actor), entryId }),
  );
  if (found.length === 0) throw new NotFound('No such job');
}
