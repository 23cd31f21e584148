import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Clock, currentDecision, CycleService, cycleView, findCycle, NotFound, proposalFor } from '#awards';
import type { Actor } from '#workflow';
import { FinaliseForm, PublishForm } from '../cycles/cycle.forms.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Roles } from '../http/policy.js';

/** The board finalises winners; the secretariat publishes the decision. */
@Controller('cycles/:slug/announcement')
@Roles('chair', 'secretariat', 'observer')
export class AnnouncementPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly cycles: CycleService,
  ) {}

  @Get()
  @Page('announcements/announcement')
  async show(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const em = this.em.fork();
    const view = await cycleView(em, slug, actor, await this.clock.now(em));
    const current = view.stages.find(({ state }) => state === 'now');
    if (current?.kind !== 'announcement') throw new NotFound('Not at the announcement yet');
    const cycle = await findCycle(em, slug, actor);
    const { ranking, winners, undecided } = await proposalFor(em, cycle);
    const decision = await currentDecision(em, cycle);
    const chosen = new Set(decision?.winners ?? winners.map(({ id }) => id));
    return {
      cycle: { ...view, may: Object.fromEntries(view.actions.map((action) => [action.toLowerCase(), true])) },
      finalised: decision && { at: decision.finalisedAt, reason: decision.reason },
      undecided: undecided.map((group) => group.map(({ unit }) => unit.name).join(', ')),
      ranking: ranking.map(({ nomination, place, tied }) => ({
        id: nomination.id,
        place,
        tied,
        code: nomination.code,
        unit: nomination.unit.name,
        score: Number(nomination.score),
        votes: nomination.votes,
        chosen: chosen.has(nomination.id),
      })),
    };
  }

  @Post('winners')
  @HttpCode(200)
  async finalise(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: FinaliseForm }) { winners, reason }: FinaliseForm,
  ) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.cycles.finalise(cycle.id, actor, winners, reason);
    return seeOther(`/cycles/${slug}/announcement`);
  }

  @Post('publication')
  @HttpCode(200)
  async publish(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: PublishForm }) form: PublishForm) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.cycles.publish(cycle.id, actor, form);
    return seeOther(`/results/${slug}`);
  }
}
