import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { Clock, Invalid, NominationService, nominationView, rulebookOf, Stale } from '#awards';
import { Nomination } from '#store';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { answersOf, ContentForm, contentOf, ReasonForm } from './nomination.forms.js';
import { editModel, nominationModel } from './nomination.model.js';

/** A nomination as its people see it, and what its branch does with it. */
@Controller('nominations/:id')
@SignedInOnly()
export class NominationPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly nominations: NominationService,
  ) {}

  @Get()
  @Page('nominations/show')
  async show(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { view, definition, around } = await this.read(id, actor);
    return { ...around, nomination: nominationModel(view, definition) };
  }

  @Get('edit')
  @Page('nominations/edit')
  async edit(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { view, definition, around } = await this.read(id, actor);
    return { ...around, nomination: editModel(view, definition) };
  }

  @Post()
  @HttpCode(200)
  @Page('nominations/edit')
  async save(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentPerson() person: SignedIn,
    @Body({ schema: ContentForm }) form: ContentForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const content = contentOf(form);
    const answers = answersOf(form);
    try {
      await this.nominations.save(id, person.actor, content, form.revision, answers);
    } catch (error) {
      if (!(error instanceof Invalid) && !(error instanceof Stale)) throw error;
      const { view, definition, around } = await this.read(id, person.actor);
      const errors =
        error instanceof Invalid ? Object.fromEntries(error.faults.map(({ place, message }) => [place, message[person.language]])) : {};
      void reply.status(error instanceof Stale ? 409 : 422);
      return { ...around, nomination: editModel(view, definition, { content, answers }, errors), isStale: error instanceof Stale };
    }
    return seeOther(form.submit ? `/nominations/${id}/submission` : `/nominations/${id}/edit`);
  }

  /** The last look before handing it in; also what is still missing. */
  @Get('submission')
  @Page('nominations/submission')
  async preview(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { view, definition, around } = await this.read(id, actor);
    return { ...around, nomination: nominationModel(view, definition) };
  }

  @Post('submission')
  @HttpCode(200)
  async submit(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    await this.nominations.submit(id, actor);
    return seeOther(`/nominations/${id}`);
  }

  @Post('withdrawal')
  @HttpCode(200)
  async withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.nominations.withdraw(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }

  private async read(id: string, actor: Actor) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const view = await nominationView(em, id, actor, now);
    const { cycle } = await em.findOneOrFail(Nomination, id, { populate: ['cycle', 'cycle.definition'] });
    return { view, definition: rulebookOf(cycle).definition, around: { title: view.unit, zone: view.cycle.timeZone, now } };
  }
}
