import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { NominationService, threadsOf } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { deskOf } from '../reviews/queue.model.js';
import { ReasonForm } from './nomination.forms.js';
import { labelOf, labelsOf, nominationModel } from './nomination.model.js';
import { NominationScreen } from './nomination.screen.js';

/** A nomination as its people see it, and its withdrawal. */
@Controller('nominations/:id')
@SignedInOnly()
export class NominationPages {
  constructor(
    private readonly screen: NominationScreen,
    private readonly nominations: NominationService,
  ) {}

  @Get()
  @Page('nominations/show')
  async show(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { em, view, definition, around } = await this.screen.read(id, actor);
    const labels = labelsOf(definition);
    const threads = (await threadsOf(em, id, actor)).map((one) => ({ ...one, label: labelOf(labels, one.part, one.file) }));
    return { ...around, nomination: nominationModel(view, definition), threads, desk: deskOf(view, definition, actor) };
  }

  @Post('withdrawal')
  @HttpCode(200)
  async withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.nominations.withdraw(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }
}
