import { CYCLE_STATUSES } from './cycle.js';
import type { Definition, Rubric } from './definition.js';
import { wallMinutes, type Moment } from './moment.js';
import { ENDS } from './nomination.js';
import type { Pipeline, Stage } from './pipeline.js';
import type { Language, Text } from './text.js';

/** What is wrong with a document, where, and what to do: one sentence in each language. */
export interface Fault {
  /** Path in the document, with the code of what it passes: `pipeline.stages[1 ward-review].quota.perUnit`. */
  place: string;
  message: Text;
}

/** Faults between parts that are each well formed. */
export function inconsistencies(definition: Definition): Fault[] {
  const { pipeline } = definition;
  return [
    ...shape(pipeline),
    ...reserved(pipeline),
    ...repeated(coded(pipeline.stages, 'pipeline.stages')),
    ...repeated(coded(definition.tiers, 'tiers')),
    ...repeated(coded(definition.form, 'form').flatMap(({ one, place }) => coded(one.fields, `${place}.fields`))),
    ...unknownTiers(definition),
    ...order(pipeline.stages, definition.ceremony.on),
    ...sums(definition.rubric),
    ...councilFaults(definition),
  ];
}

const RESERVED: ReadonlySet<string> = new Set([...ENDS, ...CYCLE_STATUSES]);
const stagePlace = (stage: Stage, index: number, key: string) => `pipeline.stages[${index} ${stage.code}].${key}`;
const fault = (place: string, vi: string, en: string): Fault => ({ place, message: { vi, en } });

/** The parts of a list, each with its place in the document. */
const coded = <T extends { code: string }>(list: readonly T[], place: string) =>
  list.map((one, index) => ({ one, place: `${place}[${index} ${one.code}]` }));

/** Starts by nominating, ends by announcing; each of the two once. */
function shape({ stages }: Pipeline): Fault[] {
  return stages.flatMap((stage, index) => {
    const place = stagePlace(stage, index, 'kind');
    const [first, last] = [index === 0, index === stages.length - 1];
    if (first !== (stage.kind === 'nomination')) {
      const vi = 'chỉ bước đầu tiên, và phải là bước đầu tiên, có loại nomination.';
      return [fault(place, vi, 'the first stage, and only the first, is of kind nomination.')];
    }
    if (last !== (stage.kind === 'announcement')) {
      const vi = 'chỉ bước cuối cùng, và phải là bước cuối cùng, có loại announcement.';
      return [fault(place, vi, 'the last stage, and only the last, is of kind announcement.')];
    }
    return [];
  });
}

/** A stage named like a status would be mistaken for it. */
const reserved = ({ stages }: Pipeline): Fault[] =>
  stages.flatMap((stage, index) => {
    if (!RESERVED.has(stage.code)) return [];
    const vi = `mã “${stage.code}” là tên một trạng thái; hãy chọn mã khác.`;
    return [fault(stagePlace(stage, index, 'code'), vi, `the code “${stage.code}” is the name of a status; choose another.`)];
  });

function repeated(list: readonly { one: { code: string }; place: string }[]): Fault[] {
  return list.flatMap(({ one: { code }, place }, index) => {
    const earlier = list.find(({ one }) => one.code === code);
    if (!earlier || list.indexOf(earlier) === index) return [];
    return [fault(`${place}.code`, `mã “${code}” đã dùng ở ${earlier.place}.`, `the code “${code}” is already used at ${earlier.place}.`)];
  });
}

function unknownTiers({ tiers, pipeline, dossier }: Definition): Fault[] {
  const known = new Set(tiers.map((tier) => tier.code));
  const names = [...known].join(', ');
  const uses = [
    ...pipeline.stages.map((stage, index) => [stagePlace(stage, index, 'tier'), stage.tier] as const),
    ...coded(dossier, 'dossier').map(({ one, place }) => [`${place}.owner`, one.owner] as const),
    ...pipeline.stages.flatMap((stage, index) =>
      stage.kind === 'announcement' && stage.winnersPerUnit
        ? [[stagePlace(stage, index, 'winnersPerUnit.tier'), stage.winnersPerUnit.tier] as const]
        : [],
    ),
  ];
  return uses
    .filter(([, tier]) => !known.has(tier))
    .map(([place, tier]) => fault(place, `không có cấp “${tier}”; các cấp: ${names}.`, `there is no tier “${tier}”; the tiers are ${names}.`));
}

const awayFromCeremony: Record<Language, (days: number) => string> = {
  vi: (days) => (days === 0 ? 'ngày trao giải' : `${Math.abs(days)} ngày ${days < 0 ? 'trước' : 'sau'} ngày trao giải`),
  en: (days) => {
    if (days === 0) return 'the day of the ceremony';
    return `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'} ${days < 0 ? 'before' : 'after'} the ceremony`;
  },
};

/** A moment as the document gives it. */
function wall(moment: Moment, language: Language): string {
  return `${moment.at} ${'on' in moment ? moment.on : awayFromCeremony[language](moment.days)}`;
}

/** Each stage closes after it opens, and after the one it follows closes. */
function order(stages: readonly Stage[], ceremony: string): Fault[] {
  const faults: Fault[] = [];
  let before: { stage: Stage; closes: Moment } | undefined;
  stages.forEach((stage, index) => {
    const { opens, closes } = stage;
    const tooEarly = (vi: (hạn: string) => string, en: (deadline: string) => string, moment: Moment) =>
      faults.push(fault(stagePlace(stage, index, 'closes'), vi(wall(moment, 'vi')), en(wall(moment, 'en'))));
    if (opens && closes && wallMinutes(opens, ceremony) >= wallMinutes(closes, ceremony)) faults.push(closesBeforeOpening(stage, index, opens, closes));
    if (closes && before && wallMinutes(closes, ceremony) <= wallMinutes(before.closes, ceremony)) tooEarly;
    if (closes) before = { stage, closes };
  });
  return faults;
}
