import { type Cycle, type StageTimes, Unit } from '#store';
import { indexOfStage } from '#workflow';
import type { Act, CycleAct, Noted } from '../acts.js';
import { invalid } from '../errors.js';
import { instantOf } from './schedule.js';

export interface ExtensionWanted {
  stage: string;
  /** Wall-clock time in the award's zone, `2024-03-12T17:00`. */
  until: string;
  reason: string;
  /** Code of the one unit it is for, with all below it; everybody when absent. */
  unit?: string | undefined;
}

/** A stage's later deadline: for everybody, or for one unit and all below it. Throws `Invalid` when the deadline does not fit. */
export async function extend(act: Act<Cycle, Cycle>, wanted: ExtensionWanted): Promise<Noted> {
  const { em, cycle } = act;
  const { stage } = wanted;
  const until = deadlineWanted(act, wanted);
  const reason = wanted.reason.normalize('NFC').trim();
  const closes = cycle.schedule[stage]?.closes;
  if (wanted.unit === undefined) {
    if (closes && until.getTime() <= Date.parse(closes)) throw notLater();
    cycle.schedule = laterFor(act, stage, until);
    return { type: 'cycle.stage-extended', data: { stage, from: closes ?? null, until: until.toISOString(), reason } };
  }
  const unit = await em.findOne(Unit, { code: wanted.unit.normalize('NFC').trim() });
  if (!unit) throw invalid('unit', `Không có đơn vị “${wanted.unit}”.`, `There is no unit “${wanted.unit}”.`);
  const times = { opens: null, closes: null, ...cycle.schedule[stage] };
  const from = times.extensions?.[unit.id]?.until ?? closes ?? null;
  if (from !== null && until.getTime() <= Date.parse(from)) throw notLater();
  const extensions = { ...times.extensions, [unit.id]: { until: until.toISOString(), reason } };
  cycle.schedule = { ...cycle.schedule, [stage]: { ...times, extensions } };
  return {
    type: 'cycle.unit-extended',
    data: { stage, unit: unit.code, unitName: unit.name, from, until: until.toISOString(), reason },
  };
}

const notLater = () => invalid('until', 'Hạn mới phải sau hạn hiện tại.', 'The new deadline must be after the present one.');

function deadlineWanted({ cycle, definition, now }: CycleAct, { stage, until }: ExtensionWanted): Date {
  const [date = '', time = ''] = until.split('T');
  const closes = instantOf(date, time, definition.timeZone);
  const following = cycle.schedule[nextOf(definition.pipeline, stage) ?? ''];
  if (closes <= now) throw invalid('until', 'Hạn mới phải ở trong tương lai.', 'The new deadline must lie in the future.');
  if (following?.closes && closes.getTime() >= Date.parse(following.closes))
    throw invalid(
      'until',
      'Hạn mới phải trước hạn của bước tiếp theo; hãy gia hạn bước đó sau khi nó mở.',
      'The new deadline must be before that of the next stage; extend that one once it has opened.',
    );
  return closes;
}

const nextOf = (pipeline: CycleAct['definition']['pipeline'], stage: string) => pipeline.stages[indexOfStage(pipeline, stage) + 1]?.code;

/** The schedule with a later deadline for one stage; the stage after it opens then. */
function laterFor({ cycle, definition }: CycleAct, stage: string, until: Date): Record<string, StageTimes> {
  const iso = until.toISOString();
  const schedule = { ...cycle.schedule, [stage]: { opens: null, ...cycle.schedule[stage], closes: iso } };
  const next = nextOf(definition.pipeline, stage);
  const following = next === undefined ? undefined : cycle.schedule[next];
  if (next !== undefined && following && following.opens !== null && following.opens < iso) schedule[next] = { ...following, opens: iso };
  return schedule;
}
