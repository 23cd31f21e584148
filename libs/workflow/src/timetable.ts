import { fault, stagePlace, type Fault } from './fault.js';
import { wallTime, type Moment, type Wall } from './moment.js';
import type { Stage } from './pipeline.js';

/** The moments of a stage on the award's wall clock; null where it has none. */
export interface StageWalls {
  /** Its own opening, else the close of the stage before it. */
  opens: Wall | null;
  closes: Wall | null;
  returnsUntil: Wall | null;
}

type Which = keyof StageWalls;
/** A moment that cannot be computed is left out: its fault says why, once. */
type Resolved = Partial<StageWalls>;

export interface Timetable {
  /** By position in the pipeline. */
  stages: Resolved[];
  faults: Fault[];
}

/** When each stage opens and closes, for a ceremony on that day, and what cannot be computed. */
export function timetable(stages: readonly Stage[], ceremony: string, holidays: readonly string[]): Timetable {
  const resolved: Resolved[] = [];
  const faults: Fault[] = [];
  let before: Wall | null | undefined = null;
  for (const [index, stage] of stages.entries()) {
    const own: Resolved = {};
    resolved.push(own);
    const resolve = (which: Which, moment: Moment | undefined, otherwise: Wall | null | undefined) => {
      const found = moment ? wallOf(moment, { stages, index, which, resolved, ceremony, holidays }) : otherwise;
      if (typeof found === 'object') own[which] = found;
      if (typeof found === 'string') faults.push(refused(found, stagePlace(stage, index, which), (moment as Anchored).from ?? ''));
    };
    resolve('opens', stage.opens, before);
    resolve('closes', stage.closes, null);
    resolve('returnsUntil', stage.kind === 'review' ? stage.returnsUntil : undefined, null);
    before = own.closes === null ? before : own.closes;
  }
  return { stages: resolved, faults };
}

type Anchored = Exclude<Moment, { on: string }>;
type Reason = 'unknown' | 'later' | 'timeless' | 'far';

interface Known {
  stages: readonly Stage[];
  index: number;
  which: Which;
  resolved: readonly Resolved[];
  ceremony: string;
  holidays: readonly string[];
}

/** The moment on the wall, or why it has none; undefined when its anchor cannot be computed either. */
function wallOf(moment: Moment, known: Known): Wall | Reason | undefined {
  const anchor = 'on' in moment ? known.ceremony : anchorOf(moment.from ?? 'ceremony', known);
  if (anchor === undefined || isReason(anchor)) return anchor;
  const wall = wallTime(moment, anchor, known.holidays);
  return /^[1-9]\d{3}-/.test(wall.date) ? wall : 'far';
}

const isReason = (found: string): found is Reason => !/^\d/.test(found);

/** The order in which the moments of one stage are computed. */
const WITHIN: readonly Which[] = ['opens', 'closes', 'returnsUntil'];

/** The date of the anchor. Only what stands before the moment can be one, so no two moments ever wait for each other. */
function anchorOf(from: string, { stages, index, which, resolved, ceremony }: Known): string | undefined {
  if (from === 'ceremony') return ceremony;
  const [code, end] = from.split('.') as [string, 'opens' | 'closes'];
  const at = stages.findIndex((stage) => stage.code === code);
  if (at < 0) return 'unknown' satisfies Reason;
  if (at > index || (at === index && WITHIN.indexOf(end) >= WITHIN.indexOf(which))) return 'later' satisfies Reason;
  const found = resolved[at]?.[end];
  return found === null ? ('timeless' satisfies Reason) : found?.date;
}

function refused(reason: Reason, place: string, from: string): Fault {
  const [stage, which] = from.split('.');
  switch (reason) {
    case 'unknown':
      return fault(place, `mốc tính “${from}”: không có bước “${stage}”.`, `it counts from “${from}”, but there is no stage “${stage}”.`);
    case 'later':
      return fault(
        place,
        `mốc tính “${from}” không đứng trước thời điểm này; chỉ tính được từ ngày trao giải hoặc từ một bước đứng trước.`,
        `it counts from “${from}”, which does not come before it; count from the ceremony or from an earlier stage.`,
      );
    case 'timeless': {
      const vi = `mốc tính “${from}”: bước “${stage}” không có thời điểm ${which === 'opens' ? 'mở' : 'đóng'}.`;
      return fault(place, vi, `it counts from “${from}”, but the stage “${stage}” has no ${which === 'opens' ? 'opening' : 'close'}.`);
    }
    case 'far':
      return fault(place, 'thời điểm nằm ngoài các năm 1000–9999.', 'it lies outside the years 1000 to 9999.');
  }
}
