import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  besideInQueue,
  changesOf,
  checklistView,
  Clock,
  findCycle,
  handedIn,
  NotFound,
  nominationView,
  reviewStageFor,
  rulebookOf,
  threadsOf,
} from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';
import { DossierQuery, entriesSeen } from './dossier.forms.js';
import { dossierModel, since } from './dossier.model.js';
import { queuePath } from './queue.model.js';

export interface Where {
  slug: string;
  stage: string;
  id: string;
}

/** The page on which a reviewer decides; for its own address, and for its forms when they have to be shown again. */
@Injectable()
export class DossierScreen {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async model({ slug, stage, id }: Where, actor: Actor, query: DossierQuery, typed: unknown = null) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const cycle = await findCycle(em, slug, actor);
    const here = await reviewStageFor(em, cycle, stage, actor);
    const view = await nominationView(em, id, actor, now);
    if (view.cycle.id !== cycle.id) throw new NotFound('No such nomination');
    const { definition } = rulebookOf(cycle);
    const { from, to, ...filter } = query;
    const versions = await handedIn(em, id, actor);
    const read = {
      view,
      definition,
      checks: await checklistView(em, cycle, view),
      threads: await threadsOf(em, id, actor),
      beside: await besideInQueue(em, cycle, here, actor, now, { id, ...filter }),
      versions,
      compared: await this.compared(em, id, versions, { from, to }),
    };
    const path = queuePath(slug, stage);
    return {
      title: view.unit,
      zone: definition.timeZone,
      now: cycle.suspendedAt ?? now,
      path,
      stageName: here.name,
      nomination: dossierModel(read, path, filter, typed),
    };
  }

  /** The page again for a form on it that was not accepted, with what happened since the person opened it and all that was typed. */
  async again({ params, person, body, query, url }: FastifyRequest) {
    if (!person) throw new NotFound('No such page');
    const model = await this.model(params as Where, person.actor, DossierQuery.parse(query), body);
    const shown = entriesSeen(body);
    return {
      ...model,
      form: url.split('?')[0]?.split('/').at(-1) ?? '',
      news:
        shown === null ? [] : since(model.nomination.historyItems, shown).map(({ type, who, at }) => ({ key: `journal.${type}`, who, at })),
      typed: typedIn(body),
    };
  }

  private async compared(
    em: EntityManager,
    id: string,
    versions: Awaited<ReturnType<typeof handedIn>>,
    { from, to }: { from?: number | undefined; to?: number | undefined },
  ) {
    const isKnown = (revision: number | undefined): revision is number => versions.some((one) => one.revision === revision);
    if (!isKnown(from) || !isKnown(to)) return null;
    const changes = await changesOf(em, id, from, to);
    return changes && { from, to, changes };
  }
}

/** The sentences somebody wrote in a form: nothing of it may be lost. */
function typedIn(body: unknown): string[] {
  const form = (body ?? {}) as Record<string, unknown>;
  return ['request', 'reason', 'body']
    .flatMap((name) => form[name] ?? [])
    .filter((text): text is string => typeof text === 'string' && text.trim() !== '');
}
