import { type Cycle, type StageTimes } from '#store';
import { indexOfStage } from '#workflow';
import type { Act, Noted } from '../acts.js';
import { resetTimers } from './opening.js';

/** From now on time stands still for the cycle: nothing is decided, no timer of it rings. */
export function suspend({ cycle, now }: Act<Cycle, Cycle>, reason: string): Noted {
  cycle.suspendedAt = now;
  return { type: 'cycle.suspended', data: { stage: cycle.stage ?? null, reason } };
}

/** Time goes on: every deadline that had not passed when it stood still moves by as long as that took. */
export async function resume(act: Act<Cycle, Cycle>): Promise<Noted> {
  const { em, cycle, definition, now } = act;
  const since = cycle.suspendedAt ?? now;
  const milliseconds = now.getTime() - since.getTime();
  const later = (time: string) => (Date.parse(time) > since.getTime() ? new Date(Date.parse(time) + milliseconds).toISOString() : time);
  const here = indexOfStage(definition.pipeline, cycle.stage ?? '');
  const shifted = Object.entries(cycle.schedule).map(([code, times]): [string, StageTimes] => {
    if (indexOfStage(definition.pipeline, code) < here) return [code, times];
    return [code, moved(times, later)];
  });
  cycle.schedule = Object.fromEntries(shifted);
  cycle.suspendedAt = null;
  const move = (table: string, column: string, only = '') =>
    em.execute(`update ${table} set ${column} = ${column} + ? * interval '1 millisecond' where ${only} cycle_id = ? and ${column} > ?`, [
      milliseconds,
      cycle.id,
      since,
    ]);
  await move('nomination', 'supplement_due');
  await move('timer', 'due', "kind in ('supplement', 'remindAnswer') and");
  return {
    type: 'cycle.resumed',
    data: {
      stage: cycle.stage ?? null,
      since: since.toISOString(),
      milliseconds,
      closes: cycle.schedule[cycle.stage ?? '']?.closes ?? null,
    },
    // The clock may have met the cycle just as it was suspended, and thrown its timer away.
    afterwards: () => resetTimers(act, cycle.stage ?? ''),
  };
}

function moved({ opens, closes, returnsUntil, extensions }: StageTimes, later: (time: string) => string): StageTimes {
  const all = Object.entries(extensions ?? {}).map(([unit, one]) => [unit, { ...one, until: later(one.until) }] as const);
  return {
    opens: opens && later(opens),
    closes: closes && later(closes),
    ...(returnsUntil && { returnsUntil: later(returnsUntil) }),
    ...(extensions && { extensions: Object.fromEntries(all) }),
  };
}
