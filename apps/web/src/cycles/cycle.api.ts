import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  Clock,
  cycleList,
  type CycleView,
  cycleView,
  findCycle,
  nominationList,
  NominationService,
  PetitionService,
  ReviewService,
} from '#awards';
import { type Actor, NOMINATION_STATUSES } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Public, SignedInOnly } from '../http/policy.js';
import { EndorseAllBody, ForwardForm, ListQuery } from './cycle.forms.js';

/** A cycle as programs see it. */
export const withActions = ({ actions, ...view }: CycleView) => ({ ...view, _actions: actions });

/** Cycles, and what those who nominate and review do in them. `_actions` lists what the caller may do now. */
@Controller('api/v1/cycles')
export class CycleApi {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly nominations: NominationService,
    private readonly reviews: ReviewService,
    private readonly petitions: PetitionService,
  ) {}

  @Get()
  @Public()
  list() {
    return cycleList(this.em.fork());
  }

  @Get(':slug')
  @Public()
  async show(@Param('slug') slug: string, @CurrentPerson() person: SignedIn | null) {
    const em = this.em.fork();
    return withActions(await cycleView(em, slug, person?.actor ?? null, await this.clock.now(em)));
  }

  @Get(':slug/nominations')
  @SignedInOnly()
  async nominationsOf(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: ListQuery }) { status, q, page }: ListQuery,
  ) {
    const em = this.em.fork();
    return nominationList(em, await findCycle(em, slug, actor), actor, {
      status: NOMINATION_STATUSES.find((one) => one === status),
      q,
      page,
    });
  }

  /** Starts the caller's own nomination, or answers with the one there is. */
  @Post(':slug/nominations')
  @SignedInOnly()
  @HttpCode(200)
  async start(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const { id, code, status, revision } = await this.nominations.start(await this.idOf(slug, actor), actor);
    return { id, code, status, revision };
  }

  /** Puts several forward at once, each with its rank: all of them, or none. */
  @Post(':slug/endorse')
  @SignedInOnly()
  @HttpCode(200)
  async endorse(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: EndorseAllBody }) { nominations }: EndorseAllBody,
  ) {
    const endorsed = await this.reviews.endorseAll(await this.idOf(slug, actor), actor, nominations);
    return { endorsed: endorsed.map(({ id, code, status }) => ({ id, code, status })) };
  }

  @Post(':slug/forward')
  @SignedInOnly()
  @HttpCode(200)
  async forward(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ForwardForm }) { stage, ...petition }: ForwardForm,
  ) {
    const forwarded = await this.petitions.forward(await this.idOf(slug, actor), stage, actor, petition);
    return { forwarded: forwarded.map(({ id, code, status }) => ({ id, code, status })) };
  }

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await findCycle(this.em.fork(), slug, actor)).id;
  }
}
