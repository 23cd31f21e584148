import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CycleService, officeCycle, SEES_ANNOUNCEMENT } from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { FinaliseForm, PublishForm, SuspendForm } from '../cycles/cycle.forms.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Roles } from '../http/policy.js';
import { AnnouncementScreen } from './announcement.screen.js';
import { CorrectForm, typedOf } from './correction.forms.js';

const again = ({ screen }: AnnouncementPages, request: FastifyRequest) => screen.again(request);

/** The board finalises winners; the secretariat publishes the decision; the chair corrects it. */
@Controller('cycles/:slug/announcement')
@Roles(...SEES_ANNOUNCEMENT)
export class AnnouncementPages {
  constructor(
    private readonly em: EntityManager,
    readonly screen: AnnouncementScreen,
    private readonly cycles: CycleService,
  ) {}

  @Get()
  @Page('announcements/announcement')
  async show(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    return (await this.screen.model(slug, actor)) ?? seeOther(`/results/${slug}`);
  }

  @Post('winners')
  @Page('announcements/announcement', { again })
  async finalise(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: FinaliseForm }) { winners, reason }: FinaliseForm,
  ) {
    await this.cycles.finalise(await this.idOf(slug, actor), actor, winners, reason);
    return seeOther(`/cycles/${slug}/announcement`);
  }

  /** Takes the settled list back before it is published. */
  @Post('reopening')
  @Page('announcements/announcement', { again })
  async reopen(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: SuspendForm }) { reason }: SuspendForm) {
    await this.cycles.reopen(await this.idOf(slug, actor), actor, reason);
    return seeOther(`/cycles/${slug}/announcement`);
  }

  @Post('publication')
  @Page('announcements/announcement', { again })
  async publish(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: PublishForm }) form: PublishForm) {
    await this.cycles.publish(await this.idOf(slug, actor), actor, form);
    return seeOther(`/results/${slug}`);
  }

  /** First shows what the correction would change; makes it when the person says so there. */
  @Post('correction')
  @Page('announcements/announcement', { again })
  async correct(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CorrectForm }) { wanted, step }: CorrectForm) {
    if (step === 'edit') return this.screen.form(slug, actor, typedOf(wanted));
    if (step !== 'final') return this.screen.preview(slug, actor, wanted);
    await this.cycles.correct(await this.idOf(slug, actor), actor, wanted);
    return seeOther(`/results/${slug}`);
  }

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await officeCycle(this.em.fork(), slug, actor)).id;
  }
}
