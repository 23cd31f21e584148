import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { BallotService, Clock, CycleService, findCycle, previewCorrection, publicResult } from '#awards';
import type { Actor } from '#workflow';
import { CorrectBody } from '../announcements/correction.forms.js';
import { CastForm, FinaliseForm, PublishForm, SuspendForm } from '../cycles/cycle.forms.js';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';

/** The council's part: the ballot, the winners, the publication, its correction. */
@Controller('api/v1/cycles/:slug')
@SignedInOnly()
export class CouncilApi {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly cycles: CycleService,
    private readonly ballots: BallotService,
  ) {}

  @Post('ballot')
  @HttpCode(200)
  async cast(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CastForm }) { choices }: CastForm) {
    await this.ballots.cast(await this.idOf(slug, actor), actor, choices);
    return { cast: true };
  }

  @Post('winners')
  @HttpCode(200)
  async finalise(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: FinaliseForm }) { winners, reason }: FinaliseForm,
  ) {
    await this.cycles.finalise(await this.idOf(slug, actor), actor, winners, reason);
    return { winners };
  }

  /** Takes the settled list back before it is published. */
  @Post('reopen')
  @HttpCode(200)
  async reopen(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: SuspendForm }) { reason }: SuspendForm) {
    await this.cycles.reopen(await this.idOf(slug, actor), actor, reason);
    return { reopened: true };
  }

  @Post('publication')
  @HttpCode(200)
  async publish(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: PublishForm }) form: PublishForm) {
    const { status, publishedAt } = await this.cycles.publish(await this.idOf(slug, actor), actor, form);
    return { status, publishedAt };
  }

  /** What a correction would change. Changes nothing. */
  @Post('correction/preview')
  @HttpCode(200)
  async preview(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CorrectBody }) wanted: CorrectBody) {
    const em = this.em.fork();
    return previewCorrection(em, slug, actor, wanted, await this.clock.now(em));
  }

  /** Puts a corrected list in the place of the published one, which stays readable. */
  @Post('correction')
  @HttpCode(200)
  async correct(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CorrectBody }) wanted: CorrectBody) {
    await this.cycles.correct(await this.idOf(slug, actor), actor, wanted);
    const { decision, versions } = await publicResult(this.em.fork(), slug);
    return { decision, versions };
  }

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await findCycle(this.em.fork(), slug, actor)).id;
  }
}
