import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Clock, CycleService, cycleView, findCycle } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { SignedInOnly } from '../http/policy.js';
import { withActions } from './cycle.api.js';
import { ExtendForm, StageForm, SuspendForm } from './cycle.forms.js';

/** What the office does with a cycle as a whole. Each answers with the cycle as it then stands. */
@Controller('api/v1/cycles/:slug')
@SignedInOnly()
export class CycleActApi {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly cycles: CycleService,
  ) {}

  @Post('launch')
  @HttpCode(200)
  launch(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    return this.act(slug, actor, (id) => this.cycles.launch(id, actor));
  }

  @Post('open')
  @HttpCode(200)
  open(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: StageForm }) { stage, reason }: StageForm) {
    return this.act(slug, actor, (id) => this.cycles.openStage(id, actor, stage, { reason }));
  }

  @Post('close')
  @HttpCode(200)
  close(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: StageForm }) { stage, reason }: StageForm) {
    return this.act(slug, actor, (id) => this.cycles.closeStage(id, actor, stage, { reason }));
  }

  /** `unit` is the code of the one unit it is for, with all below it; everybody when absent. */
  @Post('extend')
  @HttpCode(200)
  extend(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: ExtendForm }) wanted: ExtendForm) {
    return this.act(slug, actor, (id) => this.cycles.extend(id, actor, wanted));
  }

  @Post('remind')
  @HttpCode(200)
  remind(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    return this.act(slug, actor, (id) => this.cycles.remind(id, actor));
  }

  @Post('suspend')
  @HttpCode(200)
  suspend(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: SuspendForm }) { reason }: SuspendForm) {
    return this.act(slug, actor, (id) => this.cycles.suspend(id, actor, reason));
  }

  @Post('resume')
  @HttpCode(200)
  resume(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    return this.act(slug, actor, (id) => this.cycles.resume(id, actor));
  }

  /** Ends the cycle without a result, for good. */
  @Post('cancel')
  @HttpCode(200)
  cancel(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: SuspendForm }) { reason }: SuspendForm) {
    return this.act(slug, actor, (id) => this.cycles.cancel(id, actor, reason));
  }

  private async act(slug: string, actor: Actor, what: (id: string) => Promise<unknown>) {
    const em = this.em.fork();
    await what((await findCycle(em, slug, actor)).id);
    const after = this.em.fork();
    return withActions(await cycleView(after, slug, actor, await this.clock.now(after)));
  }
}
