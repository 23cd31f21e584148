import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '#config';
import { connectQueues } from './queues/connection.js';
import { WorkerModule } from './worker.module.js';

async function start(): Promise<() => Promise<void>> {
  const config = loadConfig();
  const queues = await connectQueues(config);
  const giveUp = () => process.kill(process.pid, 'SIGTERM');
  const app = await NestFactory.createApplicationContext(WorkerModule.for(config, queues, giveUp), {
    logger: ['error', 'fatal', 'warn'],
    abortOnError: false,
  });
  return async () => {
    await app.close();
    await queues.close();
  };
}

try {
  const close = await start();
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await close();
    process.exit(0);
  };
  // Ctrl-C reaches the whole group; whoever started us says when it is our turn.
  process.on('SIGINT', () => (process.send ? undefined : void stop()));
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
  process.send?.('ready');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
