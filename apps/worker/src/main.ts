import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '#config';
import { connectQueues } from './queues/connection.js';
import { WorkerModule } from './worker.module.js';

const config = loadConfig();
const queues = await connectQueues(config);
const app = await NestFactory.createApplicationContext(
  WorkerModule.for(config, queues, () => process.kill(process.pid, 'SIGTERM')),
  { logger: ['error', 'fatal', 'warn'] },
);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await app.close();
  await queues.close();
  process.exit(0);
}

// Ctrl-C reaches the whole group; whoever started us says when it is our turn.
process.on('SIGINT', () => (process.send ? undefined : void stop()));
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.send?.('ready');
