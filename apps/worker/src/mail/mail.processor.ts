import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { Clock } from '#awards';
import type { Config } from '#config';
import { Delivery } from '#store';
import type { LetterEvent } from '#workflow';
import type { Job } from 'bullmq';
import { CONFIG } from '../config.js';
import { Failures } from '../queues/failures.js';
import { FaultReporting } from '../queues/processor.js';
import { type JobData, MAIL, WORKER_OPTIONS } from '../queues/queues.js';
import { htmlOf } from './html.js';
import { lettersFor } from './letters.js';
import { Transport } from './transport.js';

/** Writes and sends the letters of one journal entry. May run again: each delivery row remembers how far it came. */
@Processor(MAIL, WORKER_OPTIONS)
export class MailProcessor extends FaultReporting {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly transport: Transport,
    @Inject(CONFIG) private readonly config: Config,
    failures: Failures,
  ) {
    super(failures);
  }

  async process({ name, data }: Job<JobData>): Promise<void> {
    const em = this.em.fork();
    const event = name.replace(/^letter-/, '') as LetterEvent;
    const letters = await lettersFor(em, data.entryId, event, this.config.baseUrl);
    const createdAt = await this.clock.now(em);
    for (const letter of letters) await em.upsert(Delivery, { ...letter, createdAt }, { onConflictAction: 'ignore' });
    const unsent: string[] = [];
    for (const { key } of letters) if (!(await this.deliver(key))) unsent.push(key);
    if (unsent.length > 0) throw new Error(`${unsent.length} of ${letters.length} letters could not be sent yet`);
  }

  /** True when the letter needs nothing more from us. */
  private async deliver(key: string): Promise<boolean> {
    const em = this.em.fork();
    // A claim that is found here belongs to a process that died while sending: nobody knows whether the letter went out. It is shown, not sent twice.
    await em.execute(raw(`update delivery set status = 'unknown' where key = :key and status = 'sending'`, { key }));
    const claimed = await em.execute<{ key: string }[]>(
      raw(
        `update delivery set status = 'sending', attempts = attempts + 1 where key = :key and status in ('pending', 'failed') returning key`,
        { key },
      ),
    );
    if (claimed.length === 0) return true;
    const delivery = await em.findOneOrFail(Delivery, key);
    try {
      await this.transport.send({
        messageId: key,
        to: { name: delivery.recipient, address: delivery.to ?? '' },
        subject: delivery.subject,
        text: delivery.body,
        html: htmlOf(delivery.subject, delivery.body),
      });
    } catch (error) {
      return this.setDown(em, delivery, error);
    }
    Object.assign(delivery, { status: 'sent', sentAt: await this.clock.now(em), error: null });
    await em.flush();
    return true;
  }

  /** A refusal before the message was taken may be repeated; silence after it was handed over may not. */
  private async setDown(em: EntityManager, delivery: Delivery, error: unknown): Promise<boolean> {
    const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
    const before = responseCode !== undefined || ['ECONNECTION', 'ECONNREFUSED', 'EDNS', 'EAUTH', 'ETLS', 'EENVELOPE'].includes(code ?? '');
    Object.assign(delivery, { status: before ? 'failed' : 'unknown', error: message ?? String(error) });
    await em.flush();
    return !before;
  }
}
