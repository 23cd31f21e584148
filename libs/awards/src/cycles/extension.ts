import type { Cycle, StageTimes } from '#store';
import { indexOfStage } from '#workflow';
import type { Act } from '../acts.js';
import { invalid } from '../errors.js';
import { instantOf } from './schedule.js';

export interface ExtensionWanted {
  stage: string;
  until: string;
  reason: string;
}

/** The schedule with a later deadline for one stage; the stage after it opens then. Throws `Invalid` when the deadline does not fit. */
export function extended({ cycle, definition, now }: Act<Cycle>, { stage, until }: ExtensionWanted): Record<string, StageTimes> {
  const [date = '', time = ''] = until.split('T');
  const closes = instantOf(date, time, definition.timeZone);
  const present = cycle.schedule[stage]?.closes;
  const next = definition.pipeline.stages[indexOfStage(definition.pipeline, stage) + 1]?.code;
  const following = next === undefined ? undefined : cycle.schedule[next];
  if (closes <= now) throw invalid('until', 'Hạn mới phải ở trong tương lai.', 'The new deadline must lie in the future.');
  if (present && closes.getTime() <= Date.parse(present))
    throw invalid('until', 'Hạn mới phải sau hạn hiện tại.', 'The new deadline must be after the present one.');
  if (following?.closes && closes.getTime() >= Date.parse(following.closes))
    throw invalid(
      'until',
      'Hạn mới phải trước hạn của bước tiếp theo; hãy gia hạn bước đó sau khi nó mở.',
      'The new deadline must be before that of the next stage; extend that one once it has opened.',
    );
  const iso = closes.toISOString();
  const schedule = { ...cycle.schedule, [stage]: { opens: null, ...cycle.schedule[stage], closes: iso } };
  if (next !== undefined && following && following.opens !== null && following.opens < iso) schedule[next] = { ...following, opens: iso };
  return schedule;
}
