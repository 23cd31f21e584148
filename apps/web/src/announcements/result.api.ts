import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ANSWERS_OBJECTIONS, certificateView, ObjectionService, publicResult, rulebookOf } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor, RequestId } from '../http/actor.js';
import { Public, Roles } from '../http/policy.js';
import { AnswerForm } from '../nominations/nomination.forms.js';
import { ObjectionForm } from '../notices/notice.forms.js';
import { ResultQuery } from './result.forms.js';

/** What everybody may read and send: results, certificates, objections; and the office's answers. */
@Controller('api/v1')
export class PublicApi {
  constructor(
    private readonly em: EntityManager,
    private readonly objections: ObjectionService,
  ) {}

  @Get('results/:slug')
  @Public()
  async result(@Param('slug') slug: string, @Query({ schema: ResultQuery }) { version }: ResultQuery) {
    const { cycle, decision, winners, versions } = await publicResult(this.em.fork(), slug, version);
    const { name, year } = rulebookOf(cycle).definition;
    const supersededBy = versions.find((one) => one.version === decision.version + 1) ?? null;
    return { award: name, year, publishedAt: cycle.publishedAt, decision, supersededBy, winners, versions };
  }

  @Get('certificates/:code')
  @Public()
  async certificate(@Param('code') code: string) {
    const { cycle, ...certificate } = await certificateView(this.em.fork(), code);
    return { ...certificate, award: rulebookOf(cycle).definition.name, cycle: cycle.slug };
  }

  @Post('objections')
  @Public()
  async object(@Body({ schema: ObjectionForm }) { nomination, ...wanted }: ObjectionForm, @RequestId() request: string) {
    const { createdAt } = await this.objections.object(nomination, wanted, request);
    return { received: createdAt };
  }

  @Post('objections/:id/answer')
  @Roles(...ANSWERS_OBJECTIONS)
  @HttpCode(200)
  async answer(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: AnswerForm }) { answer }: AnswerForm) {
    const { answeredAt } = await this.objections.answer(id, actor, answer);
    return { answered: answeredAt };
  }
}
