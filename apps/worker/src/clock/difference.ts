import type { EntityManager } from '@mikro-orm/postgresql';

/** BullMQ judges locks and stalls by the process's clock; further apart than this, a live job would be started twice. */
export const MOST_MILLISECONDS = 1000;

/** How far the process's clock is ahead of the database's, in milliseconds; the way there and back counts half. */
export async function clockDifference(em: EntityManager, now: () => number = Date.now): Promise<number> {
  const before = now();
  const [row] = await em.execute<{ now: string | number }[]>('select extract(epoch from clock_timestamp()) * 1000 as now');
  const after = now();
  return Math.round((before + after) / 2 - Number(row?.now));
}

/** One sentence when the clocks are too far apart to work with; null when they are not. */
export async function clockFault(em: EntityManager, now?: () => number): Promise<string | null> {
  const difference = await clockDifference(em, now);
  if (Math.abs(difference) <= MOST_MILLISECONDS) return null;
  const direction = difference > 0 ? 'ahead of' : 'behind';
  return `The clock of this process is ${Math.abs(difference)} ms ${direction} the database's; at most ${MOST_MILLISECONDS} ms are allowed. Set the machine's clock.`;
}
