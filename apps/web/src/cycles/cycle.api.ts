import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  BallotService,
  Clock,
  cycleList,
  CycleService,
  cycleView,
  findCycle,
  nominationList,
  NominationService,
  ReviewService,
} from '#awards';
import { type Actor, NOMINATION_STATUSES } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Public, SignedInOnly } from '../http/policy.js';
import { CastForm, CloseForm, ExtendForm, FinaliseForm, ForwardForm, ListQuery, PublishForm } from './cycle.forms.js';

/** Cycles, and the acts on them. `_actions` lists what the caller may do now. */
@Controller('api/v1/cycles')
export class CycleApi {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly cycles: CycleService,
    private readonly nominations: NominationService,
    private readonly reviews: ReviewService,
  ) {}

  @Get()
  @Public()
  list() {
    return cycleList(this.em.fork());
  }

  @Get(':slug')
  @Public()
  show(@Param('slug') slug: string, @CurrentPerson() person: SignedIn | null) {
    return this.view(slug, person?.actor ?? null);
  }

  @Get(':slug/nominations')
  @SignedInOnly()
  async nominationsOf(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: ListQuery }) { status, page }: ListQuery,
  ) {
    const em = this.em.fork();
    return nominationList(em, await findCycle(em, slug, actor), actor, { status: NOMINATION_STATUSES.find((one) => one === status), page });
  }

  /** Starts the caller's own nomination, or answers with the one there is. */
  @Post(':slug/nominations')
  @SignedInOnly()
  @HttpCode(200)
  async start(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const { id, code, status, revision } = await this.nominations.start(await this.idOf(slug, actor), actor);
    return { id, code, status, revision };
  }

  @Post(':slug/launch')
  @SignedInOnly()
  @HttpCode(200)
  async launch(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    await this.cycles.launch(await this.idOf(slug, actor), actor);
    return this.view(slug, actor);
  }

  @Post(':slug/close')
  @SignedInOnly()
  @HttpCode(200)
  async close(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CloseForm }) { stage, reason }: CloseForm) {
    await this.cycles.closeStage(await this.idOf(slug, actor), actor, stage, { reason });
    return this.view(slug, actor);
  }

  @Post(':slug/extend')
  @SignedInOnly()
  @HttpCode(200)
  async extend(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: ExtendForm }) wanted: ExtendForm) {
    await this.cycles.extend(await this.idOf(slug, actor), actor, wanted);
    return this.view(slug, actor);
  }

  @Post(':slug/remind')
  @SignedInOnly()
  @HttpCode(200)
  async remind(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    await this.cycles.remind(await this.idOf(slug, actor), actor);
    return this.view(slug, actor);
  }

  @Post(':slug/forward')
  @SignedInOnly()
  @HttpCode(200)
  async forward(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ForwardForm }) { stage, ...petition }: ForwardForm,
  ) {
    const forwarded = await this.reviews.forward(await this.idOf(slug, actor), stage, actor, petition);
    return { forwarded: forwarded.map(({ id, code, status }) => ({ id, code, status })) };
  }

  private view = async (slug: string, actor: Actor | null) => {
    const em = this.em.fork();
    const { actions, ...view } = await cycleView(em, slug, actor, await this.clock.now(em));
    return { ...view, _actions: actions };
  };

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await findCycle(this.em.fork(), slug, actor)).id;
  }
}

/** The council's part: the ballot, the winners, the publication. */
@Controller('api/v1/cycles/:slug')
@SignedInOnly()
export class CouncilApi {
  constructor(
    private readonly em: EntityManager,
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

  @Post('publication')
  @HttpCode(200)
  async publish(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: PublishForm }) form: PublishForm) {
    const { status, publishedAt } = await this.cycles.publish(await this.idOf(slug, actor), actor, form);
    return { status, publishedAt };
  }

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await findCycle(this.em.fork(), slug, actor)).id;
  }
}
