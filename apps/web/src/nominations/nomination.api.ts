import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { Clock, NominationService, nominationView, ReviewService, ScoringService } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';
import { EndorseForm, ReturnBody } from '../reviews/review.forms.js';
import { SheetBody } from '../scoring/score-sheet.forms.js';
import { AnswerForm, ContentBody, ReasonForm } from './nomination.forms.js';

/** One nomination, and the acts on it. `_actions` lists what the caller may do now. */
@Controller('api/v1/nominations/:id')
@SignedInOnly()
export class NominationApi {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly nominations: NominationService,
    private readonly reviews: ReviewService,
    private readonly scoring: ScoringService,
  ) {}

  @Get()
  show(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    return this.view(id, actor);
  }

  /** Stores a new revision. `revision` is the one it was based on; a newer one by then: 409. */
  @Put('content')
  async save(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ContentBody }) { content, revision }: ContentBody,
  ) {
    await this.nominations.save(id, actor, content, revision);
    return this.view(id, actor);
  }

  @Post('submit')
  @HttpCode(200)
  async submit(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    await this.nominations.submit(id, actor);
    return this.view(id, actor);
  }

  @Post('points/:point/answer')
  @HttpCode(200)
  async answer(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('point', ParseUUIDPipe) point: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: AnswerForm }) { answer }: AnswerForm,
  ) {
    await this.nominations.answer(id, actor, point, answer);
    return this.view(id, actor);
  }

  @Post('withdraw')
  @HttpCode(200)
  async withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.nominations.withdraw(id, actor, reason);
    return this.view(id, actor);
  }

  @Post('return')
  @HttpCode(200)
  async return(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReturnBody }) { points }: ReturnBody) {
    await this.reviews.return(id, actor, points);
    return this.view(id, actor);
  }

  @Post('endorse')
  @HttpCode(200)
  async endorse(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: EndorseForm }) { rank }: EndorseForm,
  ) {
    await this.reviews.endorse(id, actor, rank);
    return this.view(id, actor);
  }

  @Post('decline')
  @HttpCode(200)
  async decline(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.reviews.decline(id, actor, reason);
    return this.view(id, actor);
  }

  @Post('disqualify')
  @HttpCode(200)
  async disqualify(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.reviews.disqualify(id, actor, reason);
    return this.view(id, actor);
  }

  /** Takes back a decision made by mistake, while the stage that made it lasts. */
  @Post('reopen')
  @HttpCode(200)
  async reopen(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReasonForm }) { reason }: ReasonForm) {
    await this.reviews.reopen(id, actor, reason);
    return this.view(id, actor);
  }

  /** Withdraws an award after the publication, for good. */
  @Post('revoke')
  @HttpCode(200)
  async revoke(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReasonForm }) { reason }: ReasonForm) {
    await this.reviews.revoke(id, actor, reason);
    return this.view(id, actor);
  }

  @Put('sheet')
  async keepSheet(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: SheetBody }) sheet: SheetBody) {
    await this.scoring.save(id, actor, sheet);
    return { saved: true };
  }

  @Post('sheet')
  @HttpCode(200)
  async submitSheet(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: SheetBody }) sheet: SheetBody) {
    await this.scoring.submit(id, actor, sheet);
    return { submitted: true };
  }

  @Post('recuse')
  @HttpCode(200)
  async recuse(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReasonForm }) { reason }: ReasonForm) {
    await this.scoring.recuse(id, actor, reason);
    return { recused: true };
  }

  private async view(id: string, actor: Actor) {
    const em = this.em.fork();
    const { actions, resubmission, ...view } = await nominationView(em, id, actor, await this.clock.now(em));
    return {
      ...view,
      points: view.points.map(({ id: point, stage, round, field, file, request, answer, answeredAt }) => ({
        id: point,
        stage,
        round,
        field,
        file: file?.id ?? null,
        request,
        answer,
        answeredAt,
      })),
      changes: resubmission?.changes ?? [],
      _actions: actions,
    };
  }
}
