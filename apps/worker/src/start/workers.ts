import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '#config';
import { CertificateProcessor } from '../certificates/certificate.processor.js';
import { CONFIG } from '../config.js';
import { MailProcessor } from '../mail/mail.processor.js';
import { Stopping } from './stopping.js';

/** Sets the workers going at their pace, and lets them finish what is begun before anything they need is closed. */
@Injectable()
export class Workers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly mail: MailProcessor,
    private readonly certificates: CertificateProcessor,
    private readonly stopping: Stopping,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.mail.worker.concurrency = this.config.concurrency.mail;
    this.certificates.worker.concurrency = this.config.concurrency.certificates;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.mail.worker.close(), this.certificates.worker.close()]);
  }
}
