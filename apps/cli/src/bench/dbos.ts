import { DBOS } from '@dbos-inc/dbos-sdk';
import { Pool } from 'pg';
import { drive } from './driving.js';
import { decide, ITEMS, TABLES } from './floor.js';
import type { System } from './system.js';

const STEPS = ['submit', 'return', 'resubmit', 'endorse'];

/** The same transaction as the floor's, made durable as a step of a DBOS workflow; an approval of four steps. One act is one step. */
export async function dbos(url: string, systemUrl: string, clients: number): Promise<System> {
  const pool = new Pool({ connectionString: url, max: clients });
  await pool.query(TABLES);
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: systemUrl,
    systemDatabasePoolSize: Math.max(10, clients),
    logLevel: 'error',
  });
  const approve = DBOS.registerWorkflow(
    async (item: number): Promise<void> => {
      for (const step of STEPS) await DBOS.runStep(() => decide(pool, item, `item.${step}`), { name: step });
    },
    { name: 'approve' },
  );
  await DBOS.launch();
  let item = 0;
  const approval = async (): Promise<void> => {
    item = (item % ITEMS) + 1;
    await approve(item);
  };
  return {
    name: 'DBOS step',
    async measure(clients, seconds) {
      const { acts, seconds: took, rate, p50, p95, p99, cost } = await drive(clients, () => approval, seconds);
      const steps = STEPS.length;
      const each = { node: cost.node / steps, postgres: cost.postgres / steps, worker: cost.worker / steps };
      return { acts: acts * steps, seconds: took, rate: rate * steps, p50: p50 / steps, p95: p95 / steps, p99: p99 / steps, cost: each };
    },
    async close() {
      await DBOS.shutdown();
      await pool.end();
    },
  };
}
