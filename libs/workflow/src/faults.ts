import { z } from 'zod';
import { CYCLE_STATUSES } from './cycle.js';
import { Definition, type Rubric } from './definition.js';
import { wallMinutes, type Moment } from './moment.js';
import { ENDS } from './nomination.js';
import { indexOfStage, type Pipeline, type Stage } from './pipeline.js';
import type { Text } from './text.js';

/** What is wrong with a document, where, and what to do: one sentence in each language. */
export interface Fault {
  /** Path in the document, with the code of what it passes: `pipeline.stages[1 ward-review].quota.perUnit`. */
  place: string;
  message: Text;
}

/** A document that is refused, with every fault found. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  constructor(readonly faults: Fault[]) {
    super(faults.map((fault) => `${fault.place}: ${fault.message.en}`).join('\n'));
  }
}

/** Reads a definition from data. Throws `InvalidDefinition` with every fault at once. */
export function readDefinition(input: unknown): Definition {
  const parsed = Definition.safeParse(input);
  if (!parsed.success) throw new InvalidDefinition(parsed.error.issues.map((issue) => faultOf(issue, input)));
  const faults = inconsistencies(parsed.data);
  if (faults.length > 0) throw new InvalidDefinition(faults);
  return parsed.data;
}

const sentences: Record<string, Text> = {
  empty: { vi: 'không được để trống.', en: 'must not be empty.' },
  code: { vi: 'mã chỉ gồm chữ không dấu, số, dấu chấm, gạch.', en: 'a code has unaccented letters, digits, dots and dashes only.' },
  stageCode: { vi: 'mã bước chỉ gồm chữ thường không dấu, số và gạch nối.', en: 'a stage code has lower-case letters, digits and dashes only.' },
  fieldCode: { vi: 'mã trường bắt đầu bằng chữ thường và chỉ gồm chữ, số.', en: 'a field code starts in lower case and has letters and digits only.' },
  clock: { vi: 'giờ phải có dạng 00:00 đến 23:59.', en: 'a time is written 00:00 to 23:59.' },
  date: { vi: 'ngày phải có dạng năm-tháng-ngày, ví dụ 2024-03-26.', en: 'a date is written year-month-day, such as 2024-03-26.' },
  quota: { vi: 'chỉ tiêu phải từ 1 trở lên; bỏ cả mục quota nếu không giới hạn.', en: 'a quota is at least 1; leave the quota out for no limit.' },
  stages: { vi: 'quy trình cần ít nhất hai bước.', en: 'a pipeline needs at least two stages.' },
  timeZone: { vi: 'không có múi giờ này; ví dụ Asia/Ho_Chi_Minh.', en: 'no such time zone; Asia/Ho_Chi_Minh is one.' },
  kind: {
    vi: 'không có loại bước này; các loại: nomination, review, scoring, notice, ballot, announcement.',
    en: 'no such kind of stage; the kinds are nomination, review, scoring, notice, ballot, announcement.',
  },
};

const vietnamese = z.locales.vi().localeError;
const english = z.locales.en().localeError;
const phrase = (said: ReturnType<typeof english>, otherwise: string) => (typeof said === 'string' ? said : (said?.message ?? otherwise));

function faultOf(issue: z.core.$ZodIssue, input: unknown): Fault {
  const known = sentences[issue.message];
  const raw = issue as Parameters<typeof english>[0];
  const message = known ?? { vi: phrase(vietnamese(raw), issue.message), en: phrase(english(raw), issue.message) };
  return { place: placeOf(issue.path, input), message };
}

/** Walks the path through the document, so that a list position also says the code of what stands there. */
function placeOf(path: PropertyKey[], input: unknown): string {
  let at: unknown = input;
  let place = '';
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
    const code = typeof at === 'object' && at !== null && 'code' in at && typeof at.code === 'string' ? ` ${at.code}` : '';
    place += typeof key === 'number' ? `[${key}${code}]` : `${place ? '.' : ''}${String(key)}`;
  }
  return place || '(document)';
}

/** Faults between parts that are each well formed. */
function inconsistencies(definition: Definition): Fault[] {
  const { pipeline } = definition;
  return [
    ...shape(pipeline),
    ...reserved(pipeline),
    ...repeated(pipeline.stages, 'pipeline.stages', 'code'),
    ...repeated(definition.tiers, 'tiers', 'code'),
    ...repeated(definition.form.flatMap((section) => section.fields), 'form', 'code'),
    ...unknownTiers(definition),
    ...order(pipeline.stages, definition.ceremony.on),
    ...sums(definition.rubric),
    ...councilFaults(definition),
  ];
}

const RESERVED: ReadonlySet<string> = new Set([...ENDS, ...CYCLE_STATUSES]);
const stagePlace = (stage: Stage, index: number, key?: string) => `pipeline.stages[${index} ${stage.code}]${key ? `.${key}` : ''}`;
const fault = (place: string, vi: string, en: string): Fault => ({ place, message: { vi, en } });

/** Starts by nominating, ends by announcing; each of the two once. */
function shape({ stages }: Pipeline): Fault[] {
  return stages.flatMap((stage, index) => {
    const first = index === 0;
    const last = index === stages.length - 1;
    if (first !== (stage.kind === 'nomination'))
      return [fault(stagePlace(stage, index, 'kind'), 'chỉ bước đầu tiên, và phải là bước đầu tiên, có loại nomination.', 'the first stage, and only the first, is of kind nomination.')];
    if (last !== (stage.kind === 'announcement'))
      return [fault(stagePlace(stage, index, 'kind'), 'chỉ bước cuối cùng, và phải là bước cuối cùng, có loại announcement.', 'the last stage, and only the last, is of kind announcement.')];
    return [];
  });
}

/** A stage named like a status would be mistaken for it. */
const reserved = ({ stages }: Pipeline): Fault[] =>
  stages.flatMap((stage, index) =>
    RESERVED.has(stage.code)
      ? [fault(stagePlace(stage, index, 'code'), `mã “${stage.code}” là tên một trạng thái; hãy chọn mã khác.`, `the code “${stage.code}” is the name of a status; choose another.`)]
      : [],
  );

function repeated<K extends 'code'>(list: readonly Record<K, string>[], place: string, key: K): Fault[] {
  return list.flatMap((item, index) => {
    const earlier = list.findIndex((other) => other[key] === item[key]);
    return earlier < index
      ? [fault(`${place}[${index} ${item[key]}].${key}`, `mã “${item[key]}” đã dùng ở vị trí ${earlier}.`, `the code “${item[key]}” is already used at position ${earlier}.`)]
      : [];
  });
}

function unknownTiers({ tiers, pipeline, dossier }: Definition): Fault[] {
  const known = new Set(tiers.map((tier) => tier.code));
  const names = [...known].join(', ');
  const uses = [
    ...pipeline.stages.map((stage, index) => [stagePlace(stage, index, 'tier'), stage.tier] as const),
    ...dossier.map((item, index) => [`dossier[${index} ${item.code}].owner`, item.owner] as const),
    ...pipeline.stages.flatMap((stage, index) =>
      stage.kind === 'announcement' && stage.winnersPerUnit ? [[stagePlace(stage, index, 'winnersPerUnit.tier'), stage.winnersPerUnit.tier] as const] : [],
    ),
  ];
  return uses
    .filter(([, tier]) => !known.has(tier))
    .map(([place, tier]) => fault(place, `không có cấp “${tier}”; các cấp: ${names}.`, `there is no tier “${tier}”; the tiers are ${names}.`));
}

const wall = (moment: Moment) => ('on' in moment ? `${moment.on} ${moment.at}` : `${moment.days} ngày/days ${moment.at}`);

/** Each stage closes after it opens, and after the one it follows closes. */
function order(stages: readonly Stage[], ceremony: string): Fault[] {
  const faults: Fault[] = [];
  let before: { stage: Stage; closes: Moment } | undefined;
  stages.forEach((stage, index) => {
    const { opens, closes } = stage;
    if (opens && closes && wallMinutes(opens, ceremony) >= wallMinutes(closes, ceremony))
      faults.push(fault(stagePlace(stage, index, 'closes'), `hạn ${wall(closes)} không sau lúc mở ${wall(opens)}.`, `the deadline ${wall(closes)} is not after the opening ${wall(opens)}.`));
    if (closes && before && wallMinutes(closes, ceremony) <= wallMinutes(before.closes, ceremony))
      faults.push(
        fault(
          stagePlace(stage, index, 'closes'),
          `hạn ${wall(closes)} không sau hạn ${wall(before.closes)} của bước “${before.stage.code}” đứng trước.`,
          `the deadline ${wall(closes)} is not after ${wall(before.closes)}, the deadline of the stage “${before.stage.code}” before it.`,
        ),
      );
    if (closes) before = { stage, closes };
  });
  return faults;
}

/** Maximum points add up: items to their criterion, criteria to the total. No level is above its item. */
function sums({ total, criteria }: Rubric): Fault[] {
  const faults: Fault[] = [];
  const check = (place: string, parts: number[], whole: number) => {
    const sum = parts.reduce((a, b) => a + b, 0);
    if (Math.abs(sum - whole) > 1e-9) faults.push(fault(place, `các điểm tối đa cộng lại là ${sum}, không phải ${whole}.`, `the maximum points add up to ${sum}, not ${whole}.`));
  };
  check('rubric.total', criteria.map((criterion) => criterion.maximum), total);
  criteria.forEach((criterion, c) => {
    const place = `rubric.criteria[${c} ${criterion.code}]`;
    check(`${place}.maximum`, criterion.items.map((item) => item.maximum), criterion.maximum);
    criterion.items.forEach((item, i) => {
      const highest = Math.max(...item.levels.map((level) => level.score));
      if (highest !== item.maximum)
        faults.push(fault(`${place}.items[${i} ${item.code}].levels`, `mức cao nhất là ${highest}, không phải điểm tối đa ${item.maximum}.`, `the highest level is ${highest}, not the maximum of ${item.maximum}.`));
    });
  });
  return [...faults, ...repeated(criteria, 'rubric.criteria', 'code'), ...repeated(criteria.flatMap((criterion) => criterion.items), 'rubric.items', 'code')];
}

/** A council large enough for the stages that need it, criteria that exist, fractions of at most one. */
function councilFaults({ pipeline, council, rubric }: Definition): Fault[] {
  const seats = council?.seats.length ?? 0;
  return pipeline.stages.flatMap((stage) => {
    const place = (key: string) => stagePlace(stage, indexOfStage(pipeline, stage.code), key);
    if (stage.kind === 'scoring' && stage.minimumSheets > seats)
      return [fault(place('minimumSheets'), `cần ${stage.minimumSheets} phiếu chấm nhưng hội đồng chỉ có ${seats} người.`, `${stage.minimumSheets} sheets are needed but the council has ${seats} seats.`)];
    if (stage.kind === 'ballot')
      return (['quorum', 'pass'] as const)
        .filter((key) => seats === 0 || stage[key].numerator > stage[key].denominator)
        .map((key) => fault(place(key), 'cần một hội đồng và một tỷ lệ không quá 1.', 'needs a council and a share of at most one.'));
    if (stage.kind === 'announcement')
      return stage.tieBreak
        .filter((code) => !rubric.criteria.some((criterion) => criterion.code === code))
        .map((code) => fault(place('tieBreak'), `không có tiêu chí “${code}”.`, `there is no criterion “${code}”.`));
    return [];
  });
}
