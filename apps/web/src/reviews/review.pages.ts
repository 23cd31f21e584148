import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ReviewService } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { ReasonForm, RevokeForm } from '../nominations/nomination.forms.js';
import { EndorseForm, ReturnForm } from './review.forms.js';

/** What a reviewing unit does with a nomination. The forms stand on the nomination's page. */
@Controller('nominations/:id')
@SignedInOnly()
export class ReviewPages {
  constructor(private readonly reviews: ReviewService) {}

  @Post('return')
  @HttpCode(200)
  async return(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReturnForm }) { points }: ReturnForm) {
    await this.reviews.return(id, actor, points);
    return seeOther(`/nominations/${id}`);
  }

  @Post('endorsement')
  @HttpCode(200)
  async endorse(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: EndorseForm }) { rank }: EndorseForm,
  ) {
    await this.reviews.endorse(id, actor, rank);
    return seeOther(`/nominations/${id}`);
  }

  @Post('decline')
  @HttpCode(200)
  async decline(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.reviews.decline(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }

  @Post('disqualification')
  @HttpCode(200)
  async disqualify(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.reviews.disqualify(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }

  /** Takes back a decision made by mistake. */
  @Post('reopening')
  @HttpCode(200)
  async reopen(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReasonForm }) { reason }: ReasonForm) {
    await this.reviews.reopen(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }

  /** Withdraws an award after the publication. */
  @Post('revocation')
  @HttpCode(200)
  async revoke(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: RevokeForm }) { reason }: RevokeForm) {
    await this.reviews.revoke(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }
}
