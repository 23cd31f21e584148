import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { DECIDES_ON_JOBS, JobService, READS_JOBS, type Trouble, troublePage } from '#awards';
import type { Actor } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { DeliveryKey, EntryId, JobName, JobsQuery } from './job.forms.js';

const TONES: Record<Trouble['state'], string> = { unknown: 'gold', retrying: 'info', failed: 'bad' };

/** What the queue could not do, and what a person can do about it. */
@Controller('jobs')
@Roles(...DECIDES_ON_JOBS)
export class JobPages {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: JobService,
  ) {}

  @Get()
  @Roles(...READS_JOBS)
  @Page('jobs/jobs')
  async show(@CurrentActor() actor: Actor, @Query({ schema: JobsQuery }) { page }: JobsQuery) {
    const { rows, total, size } = await troublePage(this.em.fork(), actor, page);
    return {
      rows: rows.map((row, index) => ({
        ...row,
        id: `job-${index}`,
        heading: row.subject,
        nameKey: `jobs.name.${row.reaction?.name === 'certificate' ? 'certificate' : 'letter'}`,
        icon: row.reaction?.name === 'certificate' ? 'file-badge' : 'mail',
        stateKey: `jobs.state.${row.state}`,
        explainKey: `jobs.explain.${row.state}`,
        tone: TONES[row.state],
        may: Object.fromEntries(row.actions.map((action) => [action.toLowerCase(), true])),
      })),
      pager: pagerOf('/jobs', page, size, total),
      severalPages: total > size,
    };
  }

  @Post('letters/:key/sending')
  @HttpCode(200)
  async sendAgain(@CurrentActor() actor: Actor, @Param('key', { schema: DeliveryKey }) key: string) {
    await this.jobs.sendAgain(actor, key);
    return seeOther('/jobs', { toast: 'toast.letterResent' });
  }

  @Post('letters/:key/arrival')
  @HttpCode(200)
  async confirm(@CurrentActor() actor: Actor, @Param('key', { schema: DeliveryKey }) key: string) {
    await this.jobs.confirm(actor, key);
    return seeOther('/jobs', { toast: 'toast.letterConfirmed' });
  }

  @Post(':entry/:name/retry')
  @HttpCode(200)
  async retry(
    @CurrentActor() actor: Actor,
    @Param('entry', { schema: EntryId }) entry: number,
    @Param('name', { schema: JobName }) name: string,
  ) {
    await this.jobs.retry(actor, entry, name);
    return seeOther('/jobs', { toast: 'toast.jobRetried' });
  }
}
