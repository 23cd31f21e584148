import { setTimeout as pause } from 'node:timers/promises';
import { startWorker, type WorkerProcess } from '../simulate/worker-process.js';
import { drive, type Next, type Sample } from './driving.js';
import { Field, type Place } from './field.js';
import type { System } from './system.js';

/** More than this many acts a second would run out of nominations; then the measurement ends earlier and says so by its length. */
const ENOUGH = 6_000;

/** Of twenty acts ten are submissions, four endorsements, three refusals and three returns, each return with its timer. */
export function mixed(field: Field, drafts: readonly Place[], submitted: readonly Place[]): Next {
  const { nominations, reviews } = field.desk;
  const point = [{ field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' }];
  let turn = 0;
  let reviewed = 0;
  return () => {
    const at = turn % 20;
    const place = at % 2 === 0 ? drafts[Math.floor(turn / 2)] : submitted[reviewed++];
    turn += 1;
    if (!place) return null;
    const { nomination, nominator, reviewer, rank } = place;
    if (at % 2 === 0) return () => nominations.submit(nomination, nominator);
    if (at < 8) return () => reviews.endorse(nomination, reviewer, rank);
    if (at < 14) return () => reviews.decline(nomination, reviewer, 'Không đủ kết quả.');
    return () => reviews.return(nomination, reviewer, point);
  };
}

/** The real services, on fresh cycles for each measurement. The journal fills, and nobody empties it meanwhile. */
export async function ours(url: string, clients: number): Promise<System> {
  const field = await Field.on(url, 20_000, clients);
  return {
    name: 'acts',
    measure: async (clients, seconds) => drive(clients, await supply(field, clients, seconds), seconds),
    close: () => field.store.close(),
  };
}

/**
 * The same while a worker, as it runs in production, seals the journal and turns it into jobs on the same cores. `dispatched` counts the time until
 * the last entry has become a job. The jobs themselves wait: what letters cost is another question.
 */
export async function oursDispatched(url: string, clients: number): Promise<System> {
  const field = await Field.on(url, 20_000, clients);
  return {
    name: 'acts, relayed',
    async measure(clients, seconds): Promise<Sample & { dispatched: number }> {
      const next = await supply(field, clients, seconds);
      const worker = await startWorker({ DATABASE_URL: url, NODE_ENV: 'test' });
      try {
        await field.store.em.fork().execute(`select bullmq.pause('mail', true)`);
        const began = performance.now();
        const sample = await drive(clients, next, seconds);
        await relayed(field, worker);
        return { ...sample, dispatched: sample.acts / ((performance.now() - began) / 1000) };
      } finally {
        await worker.stop();
      }
    },
    close: () => field.store.close(),
  };
}

async function supply(field: Field, clients: number, seconds: number): Promise<Next> {
  const count = Math.min(20_000, Math.ceil(((clients === 1 ? ENOUGH / 4 : ENOUGH) * seconds) / 2));
  return mixed(field, await field.cycleWith(count, 'nomination'), await field.cycleWith(count, 'review'));
}

async function relayed(field: Field, worker: WorkerProcess): Promise<void> {
  const em = field.store.em.fork();
  for (;;) {
    const [row] = await em.execute<{ isWaiting: boolean }[]>(
      'select exists (select 1 from journal_undispatched) or exists (select 1 from journal_unsealed) as "isWaiting"',
    );
    if (!row?.isWaiting) return;
    await Promise.race([pause(10), worker.failed]);
  }
}
