import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import { Clock, findCycle, NotFound, ReviewService, reviewQueue, reviewStagesOf, rulebookOf, REVIEWS } from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { HereGuard } from './here.guard.js';
import { QueueQuery, RankForm } from './queue.forms.js';
import { queryOf, queueModel, queuePath } from './queue.model.js';

const again = (pages: QueuePages, { params, person, query }: FastifyRequest) => {
  const { slug, stage } = params as { slug: string; stage: string };
  if (!person) throw new NotFound('No such page');
  return pages.model(slug, stage, person.actor, QueueQuery.parse(query));
};

/** What a reviewing unit has before it in a stage. */
@Controller('reviews')
@Roles(...REVIEWS)
export class QueuePages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly reviews: ReviewService,
  ) {}

  /** The one stage this person reviews, or all of them to choose from. */
  @Get()
  @Page('reviews/stages')
  async stages(@CurrentActor() actor: Actor) {
    const stages = await reviewStagesOf(this.em.fork(), actor);
    const [first] = stages;
    if (first && stages.length === 1) return seeOther(queuePath(first.slug, first.stage));
    return { title: { vi: 'Xét hồ sơ', en: 'Reviews' }, stages: stages.map((one) => ({ ...one, href: queuePath(one.slug, one.stage) })) };
  }

  @Get(':slug/:stage')
  @Page('reviews/queue')
  show(
    @Param('slug') slug: string,
    @Param('stage') stage: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: QueueQuery }) query: QueueQuery,
  ) {
    return this.model(slug, stage, actor, query);
  }

  /** Gives an endorsed nomination another rank; a step up or down is the rank of its neighbour. */
  @Post(':slug/:stage/rank')
  @UseGuards(HereGuard)
  @Page('reviews/queue', { again })
  async rank(
    @Param('slug') slug: string,
    @Param('stage') stage: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: RankForm }) { id, rank }: RankForm,
    @Query({ schema: QueueQuery }) query: QueueQuery,
  ) {
    await this.reviews.rank(id, actor, rank);
    return seeOther(queuePath(slug, stage) + queryOf(query), { toast: 'desk.ranked' });
  }

  async model(slug: string, code: string, actor: Actor, query: QueueQuery) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const cycle = await findCycle(em, slug, actor);
    const queue = await reviewQueue(em, cycle, code, actor, now, query);
    const { definition } = rulebookOf(cycle);
    const path = queuePath(slug, code);
    return {
      title: queue.stage.name,
      zone: definition.timeZone,
      now: cycle.suspendedAt ?? now,
      cycle: { slug, name: definition.name, isSuspended: cycle.status === 'suspended' },
      path,
      // What a person may do with the list is asked again by the act; here it saves buttons that could only be refused.
      queue: queueModel(path, queue, query, queue.stage.ranked && queue.stage.petition),
    };
  }
}
