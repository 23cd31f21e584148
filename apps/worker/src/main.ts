import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { type Config, loadConfig } from '#config';
import { connectQueues } from './queues/connection.js';
import { Failures, sentenceOf } from './queues/failures.js';
import { gate } from './start/gate.js';
import { WorkerModule } from './worker.module.js';

async function start(config: Config, failures: Failures, signal: AbortSignal): Promise<() => Promise<void>> {
  await gate(config, failures, signal);
  const queues = connectQueues(config);
  const app = await NestFactory.createApplicationContext(WorkerModule.for(config, queues, failures), {
    logger: ['error', 'fatal', 'warn'],
    abortOnError: false,
  });
  return async () => {
    await app.close();
    await queues.close();
  };
}

function run(config: Config): void {
  const asked = new AbortController();
  const running = start(config, new Failures(() => void stop(1)), asked.signal);
  const stop = async (code: number): Promise<void> => {
    if (asked.signal.aborted) return;
    asked.abort();
    const closed = running.then((close) => close()).catch(() => undefined);
    // What is not finished by then, another worker takes over; a letter under way is shown as unknown, not sent again.
    await Promise.race([closed, pause(config.stopGrace * 1000)]);
    process.exit(code);
  };
  // Ctrl-C reaches the whole group; whoever started us says when it is our turn.
  process.on('SIGINT', () => (process.send ? undefined : void stop(0)));
  process.on('SIGTERM', () => void stop(0));
  process.on('disconnect', () => void stop(0));
  running.then(
    () => process.send?.('ready'),
    (error: unknown) => (asked.signal.aborted ? undefined : fail(error)),
  );
}

function fail(error: unknown): never {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}

try {
  run(loadConfig());
} catch (error) {
  // The faults of the settings are a list.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
