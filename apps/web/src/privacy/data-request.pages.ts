import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ANSWERS_REQUESTS, Clock, dataRequestPage, DataRequestService, dateIn } from '#awards';
import { DATA_REQUEST_OUTCOMES } from '#store';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { DEFAULT_ZONE } from '../http/format.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { type Account, CurrentAccount } from '../people/session.service.js';

const PageQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) });
type PageQuery = z.infer<typeof PageQuery>;

const AnswerForm = z.object({
  outcome: z.enum(DATA_REQUEST_OUTCOMES),
  answer: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }),
});
type AnswerForm = z.infer<typeof AnswerForm>;

/** Nothing brings back what was erased: the word is typed, not clicked. */
const ErasureForm = z.object({
  confirmation: z.string().refine((word) => /^(?:xóa|erase)$/iu.test(word.trim()), { error: 'erasureWord' }),
});

const Id = z.uuid();

/** What people ask about their data, when the answer is due, and the erasure of a person. */
@Controller('data-requests')
@Roles(...ANSWERS_REQUESTS)
export class DataRequestPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly requests: DataRequestService,
  ) {}

  @Get()
  @Page('privacy/requests')
  async list(@CurrentActor() actor: Actor, @Query({ schema: PageQuery }) { page }: PageQuery) {
    const em = this.em.fork();
    const { rows, total, size } = await dataRequestPage(em, actor, page);
    const today = dateIn(await this.clock.now(em), DEFAULT_ZONE);
    return {
      title: { vi: 'Yêu cầu về dữ liệu', en: 'Requests about data' },
      rows: rows.map((row) => ({
        ...row,
        kindKey: `ownData.kind.${row.kind}`,
        isOpen: !row.answeredAt,
        isLate: !row.answeredAt && row.due < today,
      })),
      pager: pagerOf('/data-requests', page, size, total),
      severalPages: total > size,
    };
  }

  @Post(':id/answer')
  @Page('privacy/requests', {
    again: (pages: DataRequestPages, request) => (request.person ? pages.list(request.person.actor, { page: 1 }) : {}),
  })
  async answer(@CurrentActor() actor: Actor, @Param('id', { schema: Id }) id: string, @Body({ schema: AnswerForm }) form: AnswerForm) {
    await this.requests.answer(actor, id, form);
    return seeOther('/data-requests', { toast: 'toast.done' });
  }

  @Post('people/:id/erasure')
  @Page('privacy/requests', {
    again: (pages: DataRequestPages, request) => (request.person ? pages.list(request.person.actor, { page: 1 }) : {}),
  })
  async erase(
    @CurrentAccount() who: Account,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ErasureForm }) _form: z.infer<typeof ErasureForm>,
  ) {
    if (!who.isFresh) return seeOther('/sign-in?next=/data-requests', { toast: 'toast.signInAgain' });
    await this.requests.erase(who.actor, id);
    return seeOther('/data-requests', { toast: 'toast.erased' });
  }
}
