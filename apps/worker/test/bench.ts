import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { SMTPServer } from 'smtp-server';
import { loadConfig } from '#config';
import { Delivery, Reaction } from '#store';
import type { Award } from '#testing';
import { connectQueues } from '../src/queues/connection.js';
import { Failures } from '../src/queues/failures.js';
import { WorkerModule } from '../src/worker.module.js';

export interface Post {
  url: string;
  received: string[];
  /** How many senders it still turns away, for now. */
  refusals: number;
  /** Milliseconds between the last byte of a message and the answer. */
  delay: number;
  /** Called with a message in hand, before the answer. */
  onTaken: () => Promise<unknown>;
  close(): Promise<void>;
}

/** A mail server that refuses as often as told before it takes anything. */
export async function mailServer(): Promise<Post> {
  const post: Post = { url: '', received: [], refusals: 0, delay: 0, onTaken: () => Promise.resolve(), close: () => Promise.resolve() };
  const closing = new AbortController();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_address, _session, done) =>
      done(post.refusals-- > 0 ? Object.assign(new Error('try later'), { responseCode: 421 }) : null),
    onData: (stream, _session, done) => void take(stream).then(() => done(), done),
  });
  async function take(stream: NodeJS.ReadableStream): Promise<void> {
    post.received.push(await text(stream));
    await post.onTaken();
    await pause(post.delay, undefined, { signal: closing.signal }).catch(() => undefined);
  }
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  post.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  post.close = () => {
    closing.abort();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return post;
}

export interface RunningWorker extends Pick<INestApplicationContext, 'get'> {
  stop(): Promise<void>;
}

/** A worker within this process. */
export async function startWorker(award: Pick<Award, 'url'>, env: Record<string, string>): Promise<RunningWorker> {
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: award.url, BASE_URL: 'http://awards.example', ...env });
  const queues = connectQueues(config);
  const app = await NestFactory.createApplicationContext(WorkerModule.for(config, queues, new Failures(() => undefined)), {
    logger: false,
  });
  const stop = async () => {
    await app.close();
    await queues.close();
  };
  return { get: app.get.bind(app), stop };
}

export async function until(claim: () => Promise<boolean> | boolean, tries = 1200): Promise<void> {
  for (let left = tries; left > 0; left--) {
    if (await claim()) return;
    await pause(50);
  }
  throw new Error('It did not come about');
}

export const deliveries = (award: Award, letter?: string) =>
  award.store.em.fork().find(Delivery, letter ? { letter } : {}, { orderBy: { key: 'asc' } });

export const reactions = (award: Award) => award.store.em.fork().find(Reaction, {}, { orderBy: { entryId: 'asc', name: 'asc' } });

/** As if it had been a while: what is owed is looked at again. */
export const aWhileLater = (award: Award) => award.store.em.fork().execute(`update reaction set look_at = now() where status = 'pending'`);
