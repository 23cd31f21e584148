import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { NotFound, only, READS_OUTBOX } from '#awards';
import type { Config } from '#config';
import { Delivery, wholly } from '#store';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';

const PAGE_SIZE = 30;
const PageQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
type PageQuery = z.infer<typeof PageQuery>;

/** Every letter of this installation, newest first. For development: elsewhere there is no such page. */
@Controller('outbox')
export class OutboxPages {
  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Roles(...READS_OUTBOX)
  @Page('outbox/outbox')
  async letters(@CurrentActor() actor: Actor, @Query({ schema: PageQuery }) { page }: PageQuery) {
    only(READS_OUTBOX, actor);
    if (this.config.nodeEnv === 'production') throw new NotFound('No such page');
    const [letters, total] = await wholly(() =>
      this.em
        .fork()
        .findAndCount(Delivery, {}, { orderBy: { createdAt: 'desc', key: 'asc' }, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }),
    );
    const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
    return {
      letters: letters.map(({ key, letter, recipient, to, subject, body, status, error, sentAt }) => ({
        key,
        letter,
        recipient,
        to,
        subject,
        body,
        status,
        error,
        sentAt,
      })),
      total,
      page,
      pages,
      previous: page > 1 ? `/outbox?page=${page - 1}` : null,
      next: page < pages ? `/outbox?page=${page + 1}` : null,
      folder: this.config.smtpUrl ? null : this.config.mailDir,
    };
  }
}
