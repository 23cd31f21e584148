import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { AwardsModule } from '#awards';
import type { Config } from '#config';
import { storeOptions } from '#store';
import { CertificateProcessor } from './certificates/certificate.processor.js';
import { CONFIG, QUEUE_CONNECTION } from './config.js';
import { Dispatcher } from './journal/dispatcher.js';
import { Loops } from './loops.js';
import { MailProcessor } from './mail/mail.processor.js';
import { Transport, transportFor } from './mail/transport.js';
import type { QueueConnection } from './queues/connection.js';
import { Failures } from './queues/failures.js';
import { QUEUES } from './queues/queues.js';

@Module({})
export class WorkerModule {
  /** `giveUp` is called when the queues fail in a flood; the process is expected to end and be started again. */
  static for(config: Config, queues: QueueConnection, giveUp: () => void): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        MikroOrmModule.forRoot({ ...storeOptions(config.databaseUrl), driver: PostgreSqlDriver }),
        BullModule.forRoot({ connection: queues.options, skipMetasUpdate: true }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name, streams: { events: { maxLen: 1000 } } }))),
        AwardsModule,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: QUEUE_CONNECTION, useValue: queues },
        { provide: Failures, useValue: new Failures(giveUp) },
        { provide: Transport, useValue: transportFor(config) },
        Dispatcher,
        MailProcessor,
        CertificateProcessor,
        Loops,
      ],
    };
  }
}
