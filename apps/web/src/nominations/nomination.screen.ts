import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, nominationView, rulebookOf } from '#awards';
import { Nomination } from '#store';
import type { Actor } from '#workflow';

/** What every page of a nomination begins with: what its reader may see of it, the rules it follows, and the moment. */
@Injectable()
export class NominationScreen {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Not visible: `NotFound`. */
  async read(id: string, actor: Actor) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const view = await nominationView(em, id, actor, now);
    const nomination = await em.findOneOrFail(Nomination, id, { populate: ['cycle'] });
    const { definition } = rulebookOf(nomination.cycle);
    return { em, nomination, view, definition, around: { title: view.unit, zone: view.cycle.timeZone, now } };
  }
}
