import { setTimeout as pause } from 'node:timers/promises';
import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { Clock, lettersFor } from '#awards';
import type { Config } from '#config';
import { Delivery, type DeliveryStatus } from '#store';
import type { LetterEvent } from '#workflow';
import { CONFIG } from '../config.js';
import type { Owed } from '../journal/bells.js';
import { sentenceOf } from '../queues/failures.js';
import { GivenBack, ReactionProcessor, Workbench } from '../queues/processor.js';
import { MAIL, WORKER_OPTIONS } from '../queues/queues.js';
import { htmlOf } from './html.js';
import { Transport } from './transport.js';

/** How long we try to write down what became of a letter: a database that is started again is back by then. */
const NOTES = { tries: 40, pauseMs: 250 };

/** Writes and sends the letters of one journal entry. May run again: each delivery row remembers how far it came. */
@Processor(MAIL, WORKER_OPTIONS)
export class MailProcessor extends ReactionProcessor {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly transport: Transport,
    @Inject(CONFIG) private readonly config: Config,
    bench: Workbench,
  ) {
    super(bench);
  }

  protected override async react({ entryId, name }: Owed): Promise<void> {
    const em = this.em.fork();
    const event = name.replace(/^letter-/, '') as LetterEvent;
    const letters = await lettersFor(em, entryId, event, this.config.baseUrl);
    const createdAt = await this.clock.now(em);
    for (const letter of letters) await em.upsert(Delivery, { ...letter, createdAt }, { onConflictAction: 'ignore' });
    let unsent = 0;
    for (const { key } of letters) {
      if (this.bench.stopping.signal.aborted) throw new GivenBack();
      if (!(await this.deliver(key))) unsent += 1;
    }
    if (unsent > 0) throw new Error(`${unsent} of ${letters.length} letters could not be sent yet`);
  }

  /** True when the letter needs nothing more from us. */
  private async deliver(key: string): Promise<boolean> {
    const em = this.em.fork();
    // A claim that is found here belongs to a process that died while sending: nobody knows whether the letter went out. It is shown, not sent twice.
    await em.execute(raw(`update delivery set status = 'unknown' where key = :key and status = 'sending'`, { key }));
    const claimed = await em.execute<{ key: string }[]>(
      raw(
        `update delivery set status = 'sending', attempts = attempts + 1, tried_at = now()
          where key = :key and status in ('pending', 'failed') returning key`,
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
      const isBefore = wasNotTaken(error);
      await this.note(key, { status: isBefore ? 'failed' : 'unknown', error: sentenceOf(error) });
      return !isBefore;
    }
    await this.note(key, { status: 'sent', error: null });
    return true;
  }

  /** What we know of a letter must not be lost with a connection: without it nobody could tell whether the letter went out. */
  private async note(key: string, { status, error }: { status: DeliveryStatus; error: string | null }): Promise<void> {
    for (let left = NOTES.tries; ; left--) {
      try {
        const em = this.em.fork();
        await em.nativeUpdate(Delivery, { key }, { status, error, ...(status === 'sent' && { sentAt: await this.clock.now(em) }) });
        return;
      } catch (fault) {
        if (left === 0) throw fault;
        await pause(NOTES.pauseMs);
      }
    }
  }
}

/** A refusal before the message was taken may be repeated; silence after it was handed over may not. */
function wasNotTaken(error: unknown): boolean {
  const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number };
  const before = ['ECONNECTION', 'ECONNREFUSED', 'EDNS', 'EAUTH', 'ETLS', 'EENVELOPE'];
  return responseCode !== undefined || command === 'CONN' || before.includes(code ?? '');
}
