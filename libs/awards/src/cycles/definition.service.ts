import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AwardDefinition } from '#store';
import { type Actor, readDefinition } from '#workflow';
import { Clock } from '../clock.js';
import { invalid } from '../errors.js';
import { record } from '../journal.js';
import { only } from '../policy.js';
import { PUBLISHES_DEFINITIONS } from './cycle.policy.js';

/** The rules of awards, as versioned documents. */
@Injectable()
export class DefinitionService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Publishes a version, for ever. Throws `InvalidDefinition` with every fault; then nothing is stored. */
  async publish(actor: Actor, document: unknown): Promise<AwardDefinition> {
    only(PUBLISHES_DEFINITIONS, actor);
    const definition = readDefinition(document);
    const { code, version } = definition;
    return this.em.fork().transactional(async (em) => {
      if ((await em.count(AwardDefinition, { code, version })) > 0)
        throw invalid('version', `Quy chế “${code}” đã có bản số ${version}.`, `“${code}” already has a version ${version}.`);
      const now = await this.clock.now(em);
      const published = em.create(AwardDefinition, { code, version, document: definition, publishedAt: now });
      await em.flush();
      record(em, { type: 'definition.published', cycle: null, subjectId: published.id, actor, at: now, data: { code, version } });
      return published;
    });
  }
}
