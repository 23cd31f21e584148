import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { letterPage, readLetters } from '#awards';
import type { Config } from '#config';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';

const PageQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
type PageQuery = z.infer<typeof PageQuery>;
const ReadForm = z.object({ upTo: z.iso.datetime({ offset: true }) });
type ReadForm = z.infer<typeof ReadForm>;

/** What was written to oneself: for the many who have no mailbox, the only place to read it. */
@Controller('notifications')
@SignedInOnly()
export class LetterPages {
  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Page('letters/letters')
  async list(@CurrentActor() actor: Actor, @Query({ schema: PageQuery }) { page }: PageQuery) {
    const { rows, total, size, isAnyNew } = await letterPage(this.em.fork(), actor, page);
    return {
      rows: rows.map((row, index) => ({ ...row, id: `letter-${index}`, href: this.linkIn(row.body) })),
      total,
      isAnyNew,
      upTo: rows[0]?.at,
      pager: pagerOf('/notifications', page, size, total),
      severalPages: total > size,
    };
  }

  @Post()
  @HttpCode(200)
  async read(@CurrentActor() actor: Actor, @Body({ schema: ReadForm }) { upTo }: ReadForm) {
    await readLetters(this.em.fork(), actor, new Date(upTo));
    return seeOther('/notifications', { toast: 'toast.lettersRead' });
  }

  /** The page of ours that a letter leads to, if any. */
  private linkIn(body: string): string | null {
    const at = body.indexOf(`${this.config.baseUrl}/`);
    const [link = ''] = at < 0 ? [] : body.slice(at + this.config.baseUrl.length).split(/[\s<>"']/);
    return link ? link.replace(/[.,;:)]+$/, '') : null;
  }
}
