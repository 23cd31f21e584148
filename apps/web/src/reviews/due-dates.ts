import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, dueOn, findCycle, nominationView, rulebookOf } from '#awards';
import type { Actor } from '#workflow';
import type { Where } from './dossier.screen.js';

/** Reads a date typed in a form as the moment by which a return is to be answered. */
@Injectable()
export class DueDates {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async of({ slug, id }: Where, actor: Actor, date: string): Promise<number> {
    const em = this.em.fork();
    const cycle = await findCycle(em, slug, actor);
    const { dueUntil } = await nominationView(em, id, actor, await this.clock.now(em));
    return dueOn(date, rulebookOf(cycle).definition, dueUntil?.getTime() ?? null);
  }
}
