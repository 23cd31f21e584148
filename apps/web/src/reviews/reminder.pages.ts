import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Inject, Param, Post, UseGuards } from '@nestjs/common';
import {
  Clock,
  findCycle,
  NotFound,
  type ReminderKind,
  reminderLetters,
  REMINDERS,
  ReminderService,
  reviewStageFor,
  rulebookOf,
  silentBranches,
  REVIEWS,
} from '#awards';
import type { Config } from '#config';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { HereGuard } from './here.guard.js';
import { queuePath } from './queue.model.js';
import { ReminderForm } from './reminder.forms.js';

interface Where {
  slug: string;
  stage: string;
}

const again = (pages: ReminderPages, { params, person }: FastifyRequest) => {
  if (!person) throw new NotFound('No such page');
  return pages.model(params as Where, person.actor);
};

/** Branches from which something is still to come, and the letter that reminds them. */
@Controller('reviews/:slug/:stage/reminders')
@Roles(...REVIEWS)
@UseGuards(HereGuard)
export class ReminderPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly reminders: ReminderService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Page('reviews/reminders')
  show(@Param() where: Where, @CurrentActor() actor: Actor) {
    return this.model(where, actor);
  }

  /** The letters as they will be sent. Sends nothing. */
  @Post('preview')
  @Page('reviews/reminders', { again })
  async preview(@Param() where: Where, @CurrentActor() actor: Actor, @Body({ schema: ReminderForm }) { kind, branches }: ReminderForm) {
    const em = this.em.fork();
    const asked = await this.asked(em, where, actor);
    const letters = await reminderLetters(em, asked, kind, branches, this.config.baseUrl);
    const preview = { kind, branches, letters: letters.map((letter) => ({ ...letter, hasAddress: letter.to !== null })) };
    return { ...(await this.model(where, actor)), preview };
  }

  @Post()
  @Page('reviews/reminders', { again })
  async send(@Param() where: Where, @CurrentActor() actor: Actor, @Body({ schema: ReminderForm }) { kind, branches }: ReminderForm) {
    const { id } = await findCycle(this.em.fork(), where.slug, actor);
    if (kind === 'submission') await this.reminders.toSubmit(id, actor, branches);
    else await this.reminders.toAnswer(id, actor, branches);
    return seeOther(`${queuePath(where.slug, where.stage)}/reminders`, { toast: 'reminders.sent' });
  }

  async model(where: Where, actor: Actor) {
    const em = this.em.fork();
    const asked = await this.asked(em, where, actor);
    const silent = await silentBranches(em, asked);
    const { cycle, definition, stage, now } = asked;
    return {
      title: { vi: 'Nhắc chi đoàn', en: 'Remind branches' },
      zone: definition.timeZone,
      now: cycle.suspendedAt ?? now,
      path: queuePath(where.slug, where.stage),
      stageName: stage.name,
      groups: REMINDERS.map((kind) => groupOf(kind, silent[kind])),
    };
  }

  private async asked(em: EntityManager, { slug, stage }: Where, actor: Actor) {
    const cycle = await findCycle(em, slug, actor);
    const { definition } = rulebookOf(cycle);
    return { cycle, definition, stage: await reviewStageFor(em, cycle, stage, actor), actor, now: await this.clock.now(em) };
  }
}

type Branches = Awaited<ReturnType<typeof silentBranches>>[ReminderKind];

const groupOf = (kind: ReminderKind, branches: Branches) => ({
  kind,
  title: `reminders.${kind}`,
  empty: `reminders.none.${kind}`,
  branches: branches.map((branch) => ({ ...branch, mayRemind: branch.people > 0 && !branch.isRemindedToday })),
  some: branches.some(({ people, isRemindedToday }) => people > 0 && !isRemindedToday),
});
