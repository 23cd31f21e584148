import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ballotList, BallotService, Clock, cycleView, findCycle } from '#awards';
import type { Actor } from '#workflow';
import { CastForm } from '../cycles/cycle.forms.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';

/** The council's secret ballot. */
@Controller('cycles/:slug/ballot')
@SignedInOnly()
export class BallotPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly ballots: BallotService,
  ) {}

  @Get()
  @Page('council/ballot')
  async paper(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const em = this.em.fork();
    const view = await cycleView(em, slug, actor, await this.clock.now(em));
    const { stage, candidates } = await ballotList(em, slug, actor);
    return { cycle: view, stage, candidates, mayCast: view.actions.includes('CAST') };
  }

  @Post()
  @HttpCode(200)
  async cast(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CastForm }) { choices }: CastForm) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.ballots.cast(cycle.id, actor, choices);
    return seeOther(`/cycles/${slug}/ballot`);
  }
}
