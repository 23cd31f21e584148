import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { CycleService, findCycle } from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { CancelForm, ExtendForm, StageForm, SuspendForm } from './cycle.forms.js';
import { CycleScreen } from './cycle.screen.js';

const again = ({ screen }: CycleActPages, request: FastifyRequest) => screen.again(request);

/** What the office does with a cycle as a whole. The forms stand on the cycle's page. */
@Controller('cycles/:slug')
@SignedInOnly()
export class CycleActPages {
  constructor(
    private readonly em: EntityManager,
    readonly screen: CycleScreen,
    private readonly cycles: CycleService,
  ) {}

  @Post('open')
  @Page('cycles/cycle', { again })
  async open(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: StageForm }) { stage, reason }: StageForm) {
    await this.cycles.openStage(await this.idOf(slug, actor), actor, stage, { reason });
    return seeOther(`/cycles/${slug}`);
  }

  @Post('close')
  @Page('cycles/cycle', { again })
  async close(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: StageForm }) { stage, reason }: StageForm) {
    await this.cycles.closeStage(await this.idOf(slug, actor), actor, stage, { reason });
    return seeOther(`/cycles/${slug}`);
  }

  @Post('extension')
  @Page('cycles/cycle', { again })
  async extend(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: ExtendForm }) wanted: ExtendForm) {
    await this.cycles.extend(await this.idOf(slug, actor), actor, wanted);
    return seeOther(`/cycles/${slug}`);
  }

  @Post('remind')
  @Page('cycles/cycle', { again })
  async remind(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    await this.cycles.remind(await this.idOf(slug, actor), actor);
    return seeOther(`/cycles/${slug}`);
  }

  @Post('suspension')
  @Page('cycles/cycle', { again })
  async suspend(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: SuspendForm }) { reason }: SuspendForm) {
    await this.cycles.suspend(await this.idOf(slug, actor), actor, reason);
    return seeOther(`/cycles/${slug}`);
  }

  @Post('resumption')
  @Page('cycles/cycle', { again })
  async resume(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    await this.cycles.resume(await this.idOf(slug, actor), actor);
    return seeOther(`/cycles/${slug}`);
  }

  @Post('cancellation')
  @Page('cycles/cycle', { again })
  async cancel(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CancelForm }) { reason }: CancelForm) {
    await this.cycles.cancel(await this.idOf(slug, actor), actor, reason);
    return seeOther(`/cycles/${slug}`);
  }

  private async idOf(slug: string, actor: Actor): Promise<string> {
    return (await findCycle(this.em.fork(), slug, actor)).id;
  }
}
