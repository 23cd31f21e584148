import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ReviewService } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { ReasonForm, RevokeForm } from '../nominations/nomination.forms.js';

/** What is decided about a nomination outside a review; within one, the desk of `dossier.pages.ts` does it. The forms stand on the nomination's page. */
@Controller('nominations/:id')
@SignedInOnly()
export class ReviewPages {
  constructor(private readonly reviews: ReviewService) {}

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
