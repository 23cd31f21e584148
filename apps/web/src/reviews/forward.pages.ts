import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Res, UseGuards } from '@nestjs/common';
import {
  Clock,
  endorsedList,
  findCycle,
  NotFound,
  PAPER_FILES,
  paperFile,
  papersOf,
  PetitionService,
  reviewQueue,
  rulebookOf,
  REVIEWS,
} from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { DraftForm, PetitionForm } from './forward.forms.js';
import { HereGuard } from './here.guard.js';
import { paper } from './paper.js';
import { queuePath } from './queue.model.js';

interface Where {
  slug: string;
  stage: string;
}

const again = (pages: ForwardPages, { params, person }: FastifyRequest) => {
  if (!person) throw new NotFound('No such page');
  return pages.model(params as Where, person.actor);
};

/** The list that a unit forwards: its papers, a last look, and sending it on. */
@Controller('reviews/:slug/:stage')
@Roles(...REVIEWS)
@UseGuards(HereGuard)
export class ForwardPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly petitions: PetitionService,
  ) {}

  @Get('forward')
  @Page('reviews/forward')
  show(@Param() where: Where, @CurrentActor() actor: Actor) {
    return this.model(where, actor);
  }

  /** Has the worker make the papers as the list stands. */
  @Post('papers')
  @Page('reviews/forward', { again })
  async draft(@Param() where: Where, @CurrentActor() actor: Actor, @Body({ schema: DraftForm }) wanted: DraftForm) {
    const cycle = await findCycle(this.em.fork(), where.slug, actor);
    await this.petitions.draft(cycle.id, where.stage, actor, wanted);
    return seeOther(`${queuePath(where.slug, where.stage)}/forward#papers`, { toast: 'desk.drafting' });
  }

  /** The last look: what will be sent, under which number. Sends nothing. */
  @Post('preview')
  @Page('reviews/forward', { again })
  async preview(@Param() where: Where, @CurrentActor() actor: Actor, @Body({ schema: PetitionForm }) wanted: PetitionForm) {
    return { ...(await this.model(where, actor)), preview: wanted, values: wanted };
  }

  @Post('forward')
  @Page('reviews/forward', { again })
  async forward(@Param() where: Where, @CurrentActor() actor: Actor, @Body({ schema: PetitionForm }) wanted: PetitionForm) {
    const cycle = await findCycle(this.em.fork(), where.slug, actor);
    await this.petitions.forward(cycle.id, where.stage, actor, wanted);
    return seeOther(`${queuePath(where.slug, where.stage)}?place=forwarded`, { toast: 'desk.forwarded' });
  }

  @Get('papers/:id/:file')
  async file(
    @Param() where: Where,
    @Param('id', new ParseUUIDPipe()) id: string,
    @Param('file') name: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const file = PAPER_FILES.find((one) => one === name);
    const em = this.em.fork();
    const cycle = await findCycle(em, where.slug, actor);
    const content = file ? await paperFile(em, { cycle, stage: where.stage, id }, file, actor) : null;
    if (!file || !content) throw new NotFound('No such file');
    return paper(reply, file, content);
  }

  async model({ slug, stage }: Where, actor: Actor) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const cycle = await findCycle(em, slug, actor);
    const queue = await reviewQueue(em, cycle, stage, actor, now, {});
    if (!queue.stage.petition) throw new NotFound('No such page');
    const { definition } = rulebookOf(cycle);
    const path = queuePath(slug, stage);
    const papers = await papersOf(em, cycle, queue.stage, actor);
    return {
      title: { vi: 'Gửi danh sách', en: 'Forward the list' },
      zone: definition.timeZone,
      now: cycle.suspendedAt ?? now,
      path,
      stageName: queue.stage.name,
      unit: queue.unit,
      closes: queue.closes,
      quota: queue.quota,
      waiting: queue.counts.waiting + queue.counts.returned,
      listed: await endorsedList(em, cycle, queue.stage, actor),
      papers: papers.map((one) => ({
        number: one.number,
        askedAt: one.askedAt,
        isDraft: !one.petition,
        isMade: Boolean(one.renderedAt),
        files: PAPER_FILES.map((file) => ({ href: `${path}/papers/${one.id}/${file}`, label: `desk.file.${file.replace('.', '-')}` })),
      })),
    };
  }
}
