import { EntityManager } from '@mikro-orm/postgresql';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { sweepFiles } from '#awards';
import type { Config } from '#config';
import { Archive } from '#files';
import { CONFIG } from '../config.js';
import { Workbench } from '../queues/processor.js';
import { repeat } from '../repeat.js';

const SWEEP_MS = 3_600_000;

/** Removes evidence files that nobody names: uploads that were left lying, and bytes whose row was never written because somebody pulled the plug. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running = Promise.resolve();

  constructor(
    private readonly em: EntityManager,
    @Inject(CONFIG) private readonly config: Config,
    private readonly bench: Workbench,
  ) {}

  onApplicationBootstrap(): void {
    const archive = new Archive(this.config.filesDir);
    const sweep = async () => {
      await sweepFiles(this.em.fork(), archive);
      return 0;
    };
    this.running = repeat(this.bench, 'files', sweep, { idle: SWEEP_MS });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.bench.stopping.abort();
    await this.running;
  }
}
