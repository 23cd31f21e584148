import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { FileService, namedHashes } from '#awards';
import { Archive } from '#files';

const HOUR = 60 * 60 * 1000;

/** Removes what nobody names: parts of uploads that were left lying, and bytes whose row was never written because somebody pulled the plug. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Evidence');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly em: EntityManager,
    private readonly files: FileService,
    private readonly archive: Archive,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.sweeping = this.sweep()), HOUR).unref();
    this.sweeping = this.sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** Tried again in an hour when it fails: nothing depends on it. */
  private async sweep(): Promise<void> {
    try {
      await this.files.giveUpOld();
      const removed = await this.archive.sweep((hashes) => namedHashes(this.em.fork(), hashes));
      if (removed > 0) this.logger.log({ removed, msg: 'Removed files that nobody names' });
    } catch (error) {
      this.logger.warn({ err: error, msg: 'Sweeping the files failed' });
    }
  }
}
