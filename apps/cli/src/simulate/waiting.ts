import { setTimeout as pause } from 'node:timers/promises';
import { type Clock } from '#awards';
import { type EntityManager } from '@mikro-orm/postgresql';

const POLL_MS = 25;
const PATIENCE_MS = 120_000;

/** Waits until the worker has rung every timer that is due. */
export const timersRung = (em: EntityManager, clock: Clock) =>
  until('the clock to ring what is due', async () => count(em, 'select count(*) from timer where due <= ?', [await clock.now(em)]));

/** Waits until the worker has sealed the journal, settled every letter that is owed and rendered every certificate. */
export const drained = (em: EntityManager, letters: number) =>
  until(
    'the worker to finish letters and certificates',
    async () =>
      letters -
      (await count(em, `select count(*) from delivery where status not in ('pending', 'sending', 'failed')`)) +
      (await count(em, 'select (select count(*) from journal_undispatched) + (select count(*) from journal_unsealed) as count')) +
      (await count(em, 'select count(*) from certificate where rendered_at is null')),
  );

/** Resolves when nothing is left, or when more happened than was expected: the invariants name that. */
async function until(what: string, left: () => Promise<number>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    const open = await left();
    if (open <= 0) return;
    if (Date.now() > limit) throw new Error(`Gave up waiting for ${what}: ${open} left`);
    await pause(POLL_MS);
  }
}

async function count(em: EntityManager, sql: string, params: unknown[] = []): Promise<number> {
  const [row] = await em.execute<{ count: string }[]>(sql, params);
  return Number(row?.count ?? 0);
}
