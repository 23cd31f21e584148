import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { DECIDES_ON_JOBS, JobService, READS_JOBS, troublePage } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Roles } from '../http/policy.js';
import { DeliveryKey, EntryId, JobName, JobsQuery } from './job.forms.js';

/** What the queue could not do. `_actions` lists what the caller may do about it; doing it twice does nothing twice. */
@Controller('api/v1/jobs')
@Roles(...DECIDES_ON_JOBS)
export class JobApi {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobService,
  ) {}

  @Get()
  @Roles(...READS_JOBS)
  async list(@CurrentActor() actor: Actor, @Query({ schema: JobsQuery }) { page }: JobsQuery) {
    const { rows, total, size } = await troublePage(this.em.fork(), actor, page);
    return {
      jobs: rows.map(({ actions, ...row }) => ({ ...row, _actions: actions })),
      total,
      page,
      pages: Math.max(1, Math.ceil(total / size)),
    };
  }

  @Post('letters/:key/send-again')
  @HttpCode(200)
  async sendAgain(@CurrentActor() actor: Actor, @Param('key', { schema: DeliveryKey }) key: string) {
    await this.jobs.sendAgain(actor, key);
    return { accepted: true };
  }

  @Post('letters/:key/confirm')
  @HttpCode(200)
  async confirm(@CurrentActor() actor: Actor, @Param('key', { schema: DeliveryKey }) key: string) {
    await this.jobs.confirm(actor, key);
    return { accepted: true };
  }

  @Post(':entry/:name/retry')
  @HttpCode(200)
  async retry(
    @CurrentActor() actor: Actor,
    @Param('entry', { schema: EntryId }) entry: number,
    @Param('name', { schema: JobName }) name: string,
  ) {
    await this.jobs.retry(actor, entry, name);
    return { accepted: true };
  }
}
