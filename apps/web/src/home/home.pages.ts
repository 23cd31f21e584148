import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get } from '@nestjs/common';
import { Clock, cycleList, tasksFor } from '#awards';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Public } from '../http/policy.js';

@Controller()
export class HomePages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** What waits for me first; then the awards that run and those that are decided. */
  @Get()
  @Public()
  @Page('home/home')
  async home(@CurrentPerson() person: SignedIn | null) {
    const em = this.em.fork();
    const cycles = await cycleList(em);
    return {
      now: await this.clock.now(em),
      tasks: person ? await tasksFor(em, person.actor) : [],
      running: cycles
        .filter(({ status }) => status === 'open')
        .map((cycle) => ({ ...cycle, now: cycle.stages.find(({ state }) => state === 'now') })),
      published: cycles.filter(({ status }) => status === 'published'),
    };
  }
}
