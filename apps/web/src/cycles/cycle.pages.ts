import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { findCycle, NominationService, ReviewService } from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Public, SignedInOnly } from '../http/policy.js';
import { EndorseAllForm, FilingForm, ListQuery } from './cycle.forms.js';
import { CycleScreen } from './cycle.screen.js';

const again = ({ screen }: CyclePages, request: FastifyRequest) => screen.again(request);

/** A cycle: where it stands, what is in it, and what those who nominate and review do with all of it. */
@Controller('cycles/:slug')
export class CyclePages {
  constructor(
    private readonly em: EntityManager,
    readonly screen: CycleScreen,
    private readonly nominations: NominationService,
    private readonly reviews: ReviewService,
  ) {}

  @Get()
  @Public()
  @Page('cycles/cycle')
  show(@Param('slug') slug: string, @CurrentPerson() person: SignedIn | null, @Query({ schema: ListQuery }) query: ListQuery) {
    return this.screen.model(slug, person?.actor ?? null, query);
  }

  @Post('nominations')
  @SignedInOnly()
  @HttpCode(200)
  async start(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const { id } = await this.nominations.start(await this.idOf(slug, actor), actor);
    return seeOther(`/nominations/${id}/edit`);
  }

  /** A reviewer begins a nomination in the place of a branch. */
  @Post('filings')
  @SignedInOnly()
  @Page('cycles/cycle', { again })
  async startFor(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: FilingForm }) { unit }: FilingForm) {
    const { id } = await this.nominations.startFor(await this.idOf(slug, actor), actor, unit);
    return seeOther(`/nominations/${id}/edit`);
  }

  /** Puts several forward at once, each with its rank. */
  @Post('endorsements')
  @SignedInOnly()
  @Page('cycles/cycle', { again })
  async endorse(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: EndorseAllForm }) { nominations }: EndorseAllForm,
  ) {
    await this.reviews.endorseAll(await this.idOf(slug, actor), actor, nominations);
    return seeOther(`/cycles/${slug}`, { toast: 'cycle.endorsed' });
  }

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await findCycle(this.em.fork(), slug, actor)).id;
  }
}
