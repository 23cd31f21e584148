import type { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { assertSchemaCompatibility, type BackendFactory, type PgPool, PostgresConnection, PostgresQueueBackend } from 'bullmq';
import type { ClientBase, Pool, QueryResult } from 'pg';

const RETRY_MS = 500;
const SLOWEST_MS = 2_000;
/** Seconds. BullMQ would listen for an hour on a connection that may be dead without anybody having noticed. */
const LONGEST_BLOCK = 5;
/** How BullMQ's functions say that a job is not as expected: an answer, not a failure. */
const ANSWER = 'BM001';

/** BullMQ remembers a failed beginning for ever, and its workers then spin so that no timer of the process runs again. This one goes on trying. */
class PatientConnection extends PostgresConnection {
  private whenReady: Promise<void> | undefined;

  override waitUntilReady(): Promise<void> {
    return (this.whenReady ??= this.insist());
  }

  private async insist(): Promise<void> {
    while (!this.isClosing) {
      try {
        const client = await this.pool.connect();
        await assertSchemaCompatibility(client).finally(() => client.release());
        setTimeout(() => this.emit('ready'), 0);
        return;
      } catch (error) {
        if (this.listenerCount('error') > 0) this.emit('error', error);
        await pause(RETRY_MS);
      }
    }
    // In BullMQ's own words: it knows these.
    throw new Error('Connection is closed.');
  }
}

class PatientBackend extends PostgresQueueBackend {
  override get maximumBlockTimeout(): number {
    return LONGEST_BLOCK;
  }
}

/** What `createPostgresBackend` makes, with more patience. */
export const createPatientBackend: BackendFactory = (name, opts, { withBlockingConnection, blocking } = {}) => {
  const listener = withBlockingConnection ? name : blocking ? `${name}:qe` : undefined;
  return new PatientBackend(new PatientConnection(opts.connection as unknown as PgPool), name, opts as never, true, listener);
};

/**
 * The pool as BullMQ sees it. A query made within our transaction goes to that transaction's connection. Outside of one a failure is answered
 * slowly, and ever more slowly while it goes on: BullMQ asks again at once after most errors of PostgreSQL.
 */
export function joining(pool: Pool, joined: AsyncLocalStorage<ClientBase>): Pool {
  let failed = 0;
  const slowly = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      failed = 0;
      return result;
    } catch (error) {
      if ((error as { code?: string }).code !== ANSWER) await pause(Math.min(100 * 2 ** failed++, SLOWEST_MS));
      throw error;
    }
  };
  const ours = {
    query: (text: string, values?: unknown[]): Promise<QueryResult> => {
      const tx = joined.getStore();
      return tx ? tx.query(text, values) : slowly(() => pool.query(text, values));
    },
    connect: () => slowly(() => pool.connect()),
  };
  return new Proxy(pool, {
    get(target, key) {
      if (key === 'query' || key === 'connect') return ours[key];
      const found: unknown = Reflect.get(target, key);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}
