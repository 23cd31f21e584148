import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule, AwardsModule } from '#awards';
import type { Config } from '#config';
import { storeOptions } from '#store';
import { Doorkeeper } from './access/doorkeeper.js';
import { CertificateProcessor } from './certificates/certificate.processor.js';
import { CONFIG, QUEUE_CONNECTION } from './config.js';
import { Sweeper } from './files/sweeper.js';
import { Bells } from './journal/bells.js';
import { Dispatcher } from './journal/dispatcher.js';
import { Ledger } from './journal/ledger.js';
import { Loops } from './loops.js';
import { MailProcessor } from './mail/mail.processor.js';
import { Transport, transportFor } from './mail/transport.js';
import { PapersMaker } from './papers/papers-maker.js';
import { connectionBudget, type QueueConnection } from './queues/connection.js';
import { Failures } from './queues/failures.js';
import { Workbench } from './queues/processor.js';
import { QUEUES } from './queues/queues.js';
import { Stopping } from './start/stopping.js';
import { Workers } from './start/workers.js';

@Module({})
export class WorkerModule {
  /** Whoever makes it has waited at the gate: its Queues and Workers begin to ask at once. */
  static for(config: Config, queues: QueueConnection, failures: Failures): DynamicModule {
    const pool = { max: connectionBudget(config).store };
    return {
      module: WorkerModule,
      imports: [
        MikroOrmModule.forRoot({ ...storeOptions(config.databaseUrl), driver: PostgreSqlDriver, pool }),
        BullModule.forRoot({ connection: queues.options, skipMetasUpdate: true }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name, streams: { events: { maxLen: 1000 } } }))),
        AwardsModule,
        AccessModule.with({ baseUrl: config.baseUrl, ...config.signIn }),
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: QUEUE_CONNECTION, useValue: queues },
        { provide: Failures, useValue: failures },
        { provide: Transport, useValue: transportFor(config) },
        Stopping,
        Bells,
        Ledger,
        Workbench,
        Dispatcher,
        MailProcessor,
        PapersMaker,
        CertificateProcessor,
        Workers,
        Loops,
        Doorkeeper,
        Sweeper,
      ],
    };
  }
}
