import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, UseGuards } from '@nestjs/common';
import { ChecklistService, CommentService, ReviewService, REVIEWS } from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import {
  ChecksForm,
  CommentForm,
  DossierEndorseForm,
  DossierQuery,
  DossierReasonForm,
  DossierReturnForm,
  ThreadForm,
} from './dossier.forms.js';
import { DossierScreen, type Where } from './dossier.screen.js';
import { DueDates } from './due-dates.js';
import { HereGuard } from './here.guard.js';
import { queryOf, queuePath } from './queue.model.js';

const again = ({ screen }: DossierPages, request: FastifyRequest) => screen.again(request);
const ID = new ParseUUIDPipe();

/** One nomination before the unit that reviews it. The queue it was opened from stays in the address. */
@Controller('reviews/:slug/:stage/:id')
@Roles(...REVIEWS)
@UseGuards(HereGuard)
export class DossierPages {
  constructor(
    readonly screen: DossierScreen,
    private readonly reviews: ReviewService,
    private readonly checklists: ChecklistService,
    private readonly comments: CommentService,
    private readonly dueDates: DueDates,
  ) {}

  @Get()
  @Page('reviews/dossier')
  show(
    @Param() where: Where,
    @Param('id', ID) _: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    return this.screen.model(where, actor, query);
  }

  @Post('return')
  @Page('reviews/dossier', { again })
  async return(
    @Param() where: Where,
    @Param('id', ID) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: DossierReturnForm }) { points, due, seen }: DossierReturnForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.reviews.return(id, actor, points, { seen, due: due ? await this.dueDates.of(where, actor, due) : undefined });
    return seeOther(addressOf(where, query), { toast: 'desk.returned' });
  }

  @Post('endorsement')
  @Page('reviews/dossier', { again })
  async endorse(
    @Param() where: Where,
    @Param('id', ID) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: DossierEndorseForm }) { rank, seen }: DossierEndorseForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.reviews.endorse(id, actor, rank, { seen });
    return seeOther(addressOf(where, query), { toast: 'desk.endorsed' });
  }

  @Post('decline')
  @Page('reviews/dossier', { again })
  async decline(
    @Param() where: Where,
    @Param('id', ID) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: DossierReasonForm }) { reason, seen }: DossierReasonForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.reviews.decline(id, actor, reason, { seen });
    return seeOther(addressOf(where, query), { toast: 'desk.declined' });
  }

  @Post('disqualification')
  @Page('reviews/dossier', { again })
  async disqualify(
    @Param() where: Where,
    @Param('id', ID) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: DossierReasonForm }) { reason, seen }: DossierReasonForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.reviews.disqualify(id, actor, reason, { seen });
    return seeOther(addressOf(where, query), { toast: 'toast.saved' });
  }

  @Post('checks')
  @Page('reviews/dossier', { again })
  async check(
    @Param() where: Where,
    @Param('id', ID) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ChecksForm }) { checks, seen }: ChecksForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.checklists.check(id, actor, checks, seen);
    return seeOther(`${addressOf(where, query)}#checklist`, { toast: 'toast.saved' });
  }

  @Post('comments')
  @Page('reviews/dossier', { again })
  async comment(
    @Param() where: Where,
    @Param('id', ID) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: CommentForm }) wanted: CommentForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.comments.open(id, actor, wanted);
    return seeOther(`${addressOf(where, query)}#part-${wanted.part}`);
  }

  @Post('threads/:thread')
  @Page('reviews/dossier', { again })
  async answer(
    @Param() where: Where,
    @Param('id', ID) _: string,
    @Param('thread', ID) thread: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ThreadForm }) { body }: ThreadForm,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.comments.answer(where.id, actor, thread, body);
    return seeOther(`${addressOf(where, query)}#thread-${thread}`);
  }

  @Post('threads/:thread/resolution')
  async resolve(
    @Param() where: Where,
    @Param('id', ID) _: string,
    @Param('thread', ID) thread: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.comments.resolve(where.id, actor, thread);
    return seeOther(`${addressOf(where, query)}#thread-${thread}`);
  }

  @Post('threads/:thread/reopening')
  async reopen(
    @Param() where: Where,
    @Param('id', ID) _: string,
    @Param('thread', ID) thread: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: DossierQuery }) query: DossierQuery,
  ) {
    await this.comments.reopen(where.id, actor, thread);
    return seeOther(`${addressOf(where, query)}#thread-${thread}`);
  }
}

const addressOf = ({ slug, stage, id }: Where, query: DossierQuery) => `${queuePath(slug, stage)}/${id}${queryOf(query)}`;
