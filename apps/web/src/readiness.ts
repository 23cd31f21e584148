import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { ClockShift, schemaState } from '#store';
import { CONFIG } from './config.js';
import { Readiness } from './http/health.controller.js';

/**
 * Ready when the database answers, has our tables and, in production, keeps real time. Tables of a newer version are no hindrance: its set-up
 * keeps them fit for us while the two run side by side.
 */
@Injectable()
export class DatabaseReadiness extends Readiness {
  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    super();
  }

  async check() {
    try {
      const em = this.em.fork();
      const schema = await schemaState(em);
      if (schema === 'missing' || schema === 'behind') return { ready: false, parts: { database: 'ok', schema } };
      const isWrong = (await em.count(ClockShift)) > 0 && this.config.nodeEnv === 'production';
      return { ready: !isWrong, parts: { database: 'ok', schema, clock: isWrong ? 'shifted' : 'ok' } };
    } catch {
      return { ready: false, parts: { database: 'unreachable' } };
    }
  }
}
