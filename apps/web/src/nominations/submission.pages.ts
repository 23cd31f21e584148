import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { filesOnTheWay, NominationService, receiptOf } from '#awards';
import type { Config } from '#config';
import type { Actor } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { runsOf } from './change.model.js';
import { DraftScreen, POINTS } from './draft.screen.js';
import { labelsOf } from './nomination.model.js';

/** Handing a nomination in: the last look, the act, and the receipt. */
@Controller('nominations/:id')
@SignedInOnly()
export class SubmissionPages {
  constructor(
    private readonly em: EntityManager,
    private readonly screen: DraftScreen,
    private readonly nominations: NominationService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The dossier as its readers will see it, what is still missing, and after a return what was there before. */
  @Get('submission')
  @Page('nominations/submission')
  async preview(@Param('id', ParseUUIDPipe) id: string, @CurrentPerson() person: SignedIn) {
    const read = await this.screen.read(id, person.actor);
    const { view, definition, around } = read;
    const labels = labelsOf(definition);
    const frame = this.screen.frame(read, person);
    const changes = view.status === 'returned' ? (view.resubmission?.changes ?? []) : [];
    return {
      ...around,
      ...frame,
      changes: changes.map((change) => ({ label: labels.get(change.part), runs: runsOf(change, definition) })),
      onTheWay: await filesOnTheWay(read.em, id),
      unanswered: frame.nomination.openPoints.map((point) => ({ label: point.label, href: `${frame.base}/${POINTS}#point-${point.id}` })),
    };
  }

  @Post('submission')
  @HttpCode(200)
  async submit(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    await this.nominations.submit(id, actor);
    return seeOther(`/nominations/${id}/receipt`);
  }

  /** The branch agrees to what was written in its place. */
  @Post('confirmation')
  @HttpCode(200)
  async confirm(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    await this.nominations.confirm(id, actor);
    return seeOther(`/nominations/${id}/submission`);
  }

  /** To keep, to print, and to send on. */
  @Get('receipt')
  @Page('nominations/receipt')
  async receipt(@Param('id', ParseUUIDPipe) id: string, @CurrentPerson() person: SignedIn) {
    const { view, definition, around } = await this.screen.read(id, person.actor);
    return {
      ...around,
      view,
      award: definition.shortName,
      receipt: await receiptOf(this.em.fork(), id, person.actor),
      link: `${this.config.baseUrl}/nominations/${id}`,
    };
  }
}
