import { fault, stagePlace, type Fault } from './fault.js';
import { momentText } from './moment-words.js';
import { wallMinutes, workingDaysWithin, type Moment, type Wall } from './moment.js';
import type { Pipeline, Stage } from './pipeline.js';
import type { Language } from './text.js';
import { timetable, type Timetable } from './timetable.js';

export interface Timing {
  pipeline: Pipeline;
  ceremony: { on: string };
  holidays: readonly string[];
}

/** Moments that cannot be computed, do not follow one another, or leave the public fewer days than it was promised. */
export function timingFaults({ pipeline: { stages }, ceremony, holidays }: Timing): Fault[] {
  const table = timetable(stages, ceremony.on, holidays);
  return [...unsorted(holidays), ...table.faults, ...order(stages, table), ...shortWindows(stages, table, holidays)];
}

/** What would keep a cycle with that ceremony from having a schedule: moments that cannot be computed or are out of order. */
export function scheduleFaults({ pipeline: { stages }, holidays }: Omit<Timing, 'ceremony'>, ceremony: string): Fault[] {
  const table = timetable(stages, ceremony, holidays);
  return [...table.faults, ...order(stages, table)];
}

/** In order and each once, so that a person can check the table against the calendar. */
const unsorted = (holidays: readonly string[]): Fault[] =>
  holidays.flatMap((day, index) => {
    const before = holidays[index - 1];
    if (before === undefined || before < day) return [];
    const vi = `ngày nghỉ ${day} không sau ngày ${before} đứng trước; hãy ghi theo thứ tự, mỗi ngày một lần.`;
    return [fault(`holidays[${index}]`, vi, `${day} is not after ${before} before it; list each holiday once, in order.`)];
  });

/** Each stage closes after it opens, and after the one it follows closes. */
function order(stages: readonly Stage[], table: Timetable): Fault[] {
  const closing = stages.map((stage, index) => ({ stage, at: table.stages[index]?.closes ?? null }));
  return stages.flatMap((stage, index) => {
    const { opens, closes } = stage;
    const at = table.stages[index];
    if (!closes || !at?.closes) return [];
    const end = at.closes;
    const before = closing.slice(0, index).findLast((earlier) => earlier.at);
    const place = stagePlace(stage, index, 'closes');
    const isNotAfter = (other: Wall | null | undefined) => !!other && wallMinutes(end) <= wallMinutes(other);
    return [
      ...(opens && isNotAfter(at.opens) ? [closesTooEarly(place, closes, opens)] : []),
      ...returnsTooLate(stage, index, at.returnsUntil, end),
      ...(before?.stage.closes && isNotAfter(before.at) ? [closesTooEarly(place, closes, before.stage.closes, before.stage.code)] : []),
    ];
  });
}

/** What is sent back after the close could not be answered. */
function returnsTooLate(stage: Stage, index: number, until: Wall | null | undefined, closes: Wall): Fault[] {
  if (stage.kind !== 'review' || !stage.returnsUntil || !until || wallMinutes(until) <= wallMinutes(closes)) return [];
  const said = (language: Language) => [momentText(stage.returnsUntil as Moment, language), momentText(stage.closes as Moment, language)];
  const [vi, en] = [said('vi'), said('en')];
  return [
    fault(
      stagePlace(stage, index, 'returnsUntil'),
      `hạn trả lại ${vi[0]} sau hạn đóng bước ${vi[1]}.`,
      `the last return ${en[0]} is after the close of the stage ${en[1]}.`,
    ),
  ];
}

/** `after` is the stage's own opening, or the deadline of the stage before it. */
function closesTooEarly(place: string, closes: Moment, after: Moment, stage?: string): Fault {
  const vi = [momentText(closes, 'vi'), momentText(after, 'vi')];
  const en = [momentText(closes, 'en'), momentText(after, 'en')];
  if (stage === undefined)
    return fault(place, `hạn ${vi[0]} không sau lúc mở ${vi[1]}.`, `the deadline ${en[0]} is not after the opening ${en[1]}.`);
  return fault(
    place,
    `hạn ${vi[0]} không sau hạn ${vi[1]} của bước “${stage}” đứng trước.`,
    `the deadline ${en[0]} is not after ${en[1]}, the deadline of the stage “${stage}” before it.`,
  );
}

/** A notice is open for as many working days as it promises. */
const shortWindows = (stages: readonly Stage[], table: Timetable, holidays: readonly string[]): Fault[] =>
  stages.flatMap((stage, index) => {
    const { opens, closes } = table.stages[index] ?? {};
    if (stage.kind !== 'notice' || !opens || !closes) return [];
    const given = workingDaysWithin(opens, closes, holidays);
    if (given >= stage.workingDays) return [];
    const span = `${opens.time} ${opens.date} – ${closes.time} ${closes.date}`;
    return [
      fault(
        stagePlace(stage, index, 'workingDays'),
        `hứa công khai ${stage.workingDays} ngày làm việc nhưng từ lúc mở đến lúc đóng (${span}) chỉ có ${given}.`,
        `it promises ${stage.workingDays} working days but is open for ${given} only (${span}).`,
      ),
    ];
  });
