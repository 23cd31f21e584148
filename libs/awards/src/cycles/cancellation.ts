import { LockMode } from '@mikro-orm/postgresql';
import { type Cycle, Nomination, Timer } from '#store';
import { type Act, type Noted, step } from '../acts.js';

/** Ends the cycle without a result. Everything still on its way lapses; what was decided stays as it was decided. */
export async function cancel(act: Act<Cycle, Cycle>, reason: string): Promise<Noted> {
  const { em, cycle, actor } = act;
  await em.nativeDelete(Timer, { cycle });
  cycle.suspendedAt = null;
  const open = await em.find(
    Nomination,
    { cycle, $or: [{ stage: { $ne: null } }, { status: 'eliminated' }] },
    { orderBy: { code: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'], populateWhere: {} },
  );
  for (const nomination of open)
    await step(act, nomination, { type: 'CANCEL', actor }, 'cancellation', () => ({
      type: 'nomination.lapsed',
      data: { because: 'cancelled' },
    }));
  return { type: 'cycle.cancelled', data: { stage: cycle.stage ?? null, reason, nominations: open.length } };
}
