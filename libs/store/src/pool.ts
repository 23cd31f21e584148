import type { PoolClient } from 'pg';

/** What opens a transaction or gives one up. */
const EDGE = /^(begin|start transaction.*|rollback)$/i;

/**
 * Gives a connection back that breaks while a transaction on it begins or is given up. The query builder below the ORM forgets to (kysely
 * issue 1990): each such connection would take a place in the pool for ever, and after ten of them, one restart of PostgreSQL under load, every
 * act would wait for a place that never comes.
 */
export function returnBroken(client: PoolClient): void {
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
  const watched = (...asked: unknown[]): unknown => {
    const result = query(...asked);
    if (typeof asked[0] === 'string' && EDGE.test(asked[0]) && result instanceof Promise)
      result.catch((error: Error) => discard(client, error));
    return result;
  };
  Object.assign(client, { query: watched });
}

/** Out of the pool, once: whoever else gives it back later finds that done. */
function discard(client: PoolClient, error: Error): void {
  client.release(error);
  client.release = () => undefined;
}
