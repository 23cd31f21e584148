import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { ClockShift } from '#store';
import { CONFIG } from './config.js';
import { Readiness } from './http/health.controller.js';

/** Ready when the database answers and, in production, keeps real time. */
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
      const shifted = (await this.em.fork().count(ClockShift)) > 0;
      const isWrong = shifted && this.config.nodeEnv === 'production';
      return { ready: !isWrong, parts: { database: 'ok', clock: isWrong ? 'shifted' : 'ok' } };
    } catch {
      return { ready: false, parts: { database: 'unreachable' } };
    }
  }
}
