import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get } from '@nestjs/common';
import { Clock, cycleList, type CycleSummary, tasksFor } from '#awards';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Public } from '../http/policy.js';

const RUNNING: readonly CycleSummary['status'][] = ['waiting', 'open', 'suspended'];

/** How to call it that a cycle stands still. */
const modeKeyOf = (status: CycleSummary['status']) => (status === 'open' ? null : `stepper.${status}`);

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
        .filter(({ status }) => RUNNING.includes(status))
        .map((cycle) => ({ ...cycle, now: cycle.stages.find(({ state }) => state === 'now'), modeKey: modeKeyOf(cycle.status) })),
      cancelled: cycles.filter(({ status }) => status === 'cancelled'),
      published: cycles.filter(({ status }) => status === 'published'),
    };
  }
}
