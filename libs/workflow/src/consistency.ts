import { CYCLE_STATUSES } from './cycle.js';
import type { Definition, Rubric } from './definition.js';
import { fault, stagePlace, type Fault } from './fault.js';
import { formFaults } from './form-faults.js';
import { ENDS } from './nomination-vocabulary.js';
import type { Pipeline } from './pipeline.js';
import { unexplained } from './sensitive.js';
import { timingFaults } from './timing.js';

/** Faults between parts that are each well formed. */
export function inconsistencies(definition: Definition): Fault[] {
  const { pipeline } = definition;
  return [
    ...shape(pipeline),
    ...reserved(pipeline),
    ...tellTale(pipeline),
    ...repeated(coded(pipeline.stages, 'pipeline.stages')),
    ...repeated(coded(definition.tiers, 'tiers')),
    ...repeated(coded(definition.form, 'form')),
    ...repeated(coded(definition.dossier, 'dossier')),
    ...repeated(coded(definition.eligibility, 'eligibility')),
    ...repeated(coded(definition.letters, 'letters')),
    ...repeated(coded(definition.council?.seats ?? [], 'council.seats')),
    ...pipeline.stages.flatMap((stage, index) =>
      stage.kind === 'review' ? repeated(coded(stage.checklist ?? [], stagePlace(stage, index, 'checklist'))) : [],
    ),
    ...repeated(coded(definition.form, 'form').flatMap(({ one, place }) => coded(one.fields, `${place}.fields`))),
    ...formFaults(definition),
    ...unknownTiers(definition),
    ...unexplained(definition),
    ...timingFaults(definition),
    ...sums(definition.rubric),
    ...councilFaults(definition),
  ];
}

const RESERVED: ReadonlySet<string> = new Set([...ENDS, ...CYCLE_STATUSES]);

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

/** Whoever has seen the dossiers by name, in an earlier stage, knows them by number. Reviewers see names, and the council is not among them. */
function tellTale({ stages }: Pipeline): Fault[] {
  const last = stages.findLastIndex((stage) => stage.kind === 'scoring' && stage.blind);
  return stages.flatMap((stage, index) => {
    if (index >= last || stage.kind === 'nomination' || stage.kind === 'review' || (stage.kind === 'scoring' && stage.blind)) return [];
    const vi = `bước này cho Hội đồng biết hồ sơ của đơn vị nào, trước bước chấm ẩn danh “${stages[last]?.code}”.`;
    return [
      fault(
        stagePlace(stage, index, 'kind'),
        vi,
        `this stage tells the council whose dossiers it has, before “${stages[last]?.code}” scores blind.`,
      ),
    ];
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
    .map(([place, tier]) =>
      fault(place, `không có cấp “${tier}”; các cấp: ${names}.`, `there is no tier “${tier}”; the tiers are ${names}.`),
    );
}

/** Maximum points add up: items to their criterion, criteria to the total. No level is above its item. */
function sums({ total, criteria }: Rubric): Fault[] {
  const placed = coded(criteria, 'rubric.criteria').map(({ one, place }) => ({ one, place, items: coded(one.items, `${place}.items`) }));
  const items = placed.flatMap((criterion) => criterion.items);
  return [
    ...addsUp('rubric.total', criteria, total),
    ...placed.flatMap(({ one, place }) => addsUp(`${place}.maximum`, one.items, one.maximum)),
    ...items.flatMap(({ one, place }) => {
      const highest = Math.max(...one.levels.map((level) => level.score));
      if (highest === one.maximum) return [];
      const vi = `mức cao nhất là ${highest}, không phải điểm tối đa ${one.maximum}.`;
      return [fault(`${place}.levels`, vi, `the highest level is ${highest}, not the maximum of ${one.maximum}.`)];
    }),
    ...repeated(placed),
    ...repeated(items),
  ];
}

function addsUp(place: string, parts: readonly { maximum: number }[], whole: number): Fault[] {
  const sum = parts.reduce((total, { maximum }) => total + maximum, 0);
  if (Math.abs(sum - whole) <= 1e-9) return [];
  return [fault(place, `các điểm tối đa cộng lại là ${sum}, không phải ${whole}.`, `the maximum points add up to ${sum}, not ${whole}.`)];
}

/** A council large enough for the stages that need it, with a chair; criteria that exist; fractions of at most one. */
function councilFaults({ pipeline, council, rubric }: Definition): Fault[] {
  const seats = council?.seats.length ?? 0;
  const ofStages = pipeline.stages.flatMap((stage, index): Fault[] => {
    const place = (key: string) => stagePlace(stage, index, key);
    if (stage.kind === 'scoring' && stage.minimumSheets > seats) {
      const vi = `cần ${stage.minimumSheets} phiếu chấm nhưng hội đồng chỉ có ${seats} người.`;
      return [fault(place('minimumSheets'), vi, `${stage.minimumSheets} sheets are needed but the council has ${seats} seats.`)];
    }
    if (stage.kind === 'scoring' && stage.passFrom !== undefined && stage.passFrom > rubric.total) {
      const vi = `mức điểm vào vòng sau là ${stage.passFrom} nhưng điểm tối đa chỉ là ${rubric.total}: không hồ sơ nào đạt được.`;
      return [
        fault(place('passFrom'), vi, `${stage.passFrom} points are needed but the most there are is ${rubric.total}: none could go on.`),
      ];
    }
    if (stage.kind === 'ballot')
      return (['quorum', 'pass'] as const)
        .filter((key) => seats === 0 || stage[key].numerator > stage[key].denominator)
        .map((key) => fault(place(key), 'cần một hội đồng và một tỷ lệ không quá 1.', 'needs a council and a share of at most one.'));
    if (stage.kind === 'announcement') return tieBreakFaults(place('tieBreak'), stage.tieBreak, rubric, pipeline);
    return [];
  });
  return [...ofStages, ...chairless(council)];
}

function tieBreakFaults(place: string, tieBreak: readonly string[], { criteria }: Rubric, { stages }: Pipeline): Fault[] {
  if (tieBreak.length > 0 && !stages.some((stage) => stage.kind === 'scoring')) {
    const vi = 'không có bước chấm điểm nên không có điểm tiêu chí để xét.';
    return [fault(place, vi, 'without a scoring stage no criterion has points to break a tie with.')];
  }
  return tieBreak
    .filter((code) => !criteria.some((criterion) => criterion.code === code))
    .map((code) => fault(place, `không có tiêu chí “${code}”.`, `there is no criterion “${code}”.`));
}

/** Without a chair nobody could finalise the winners: the cycle would never end. */
function chairless(council: Definition['council']): Fault[] {
  if (council?.seats.some((seat) => seat.role === 'chair')) return [];
  const vi = 'cần một ghế có vai trò chair: chỉ Chủ tịch Hội đồng chốt được danh sách được tặng.';
  return [fault('council.seats', vi, 'a seat of role chair is needed: only the chair can finalise the winners.')];
}
