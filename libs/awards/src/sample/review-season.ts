import { Nomination } from '#store';
import type { Actor, Definition, StageOf } from '#workflow';
import { quotaOf } from '../nominations/facts.js';
import { dossierOf, strengthOf } from './dossiers.js';
import { attachSampleFiles } from './evidence.js';
import type { Chance } from './random.js';
import type { Roster } from './roster.js';
import { makeSure } from './diligence.js';
import type { Deed, Plan, Season } from './plan.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const POINTS = [
  { field: 'volunteering', request: 'Đề nghị bổ sung số lượt đoàn viên tham gia và xác nhận của tổ dân phố.' },
  { field: '2.1', request: 'Số lần ra quân chưa khớp nhật ký hoạt động; đề nghị kiểm tra điểm tự chấm.' },
  { field: 'initiative', request: 'Đề nghị nêu rõ hiệu quả của mô hình bằng số liệu.' },
  { field: 'achievements', request: 'Đề nghị ghi rõ số kỳ sinh hoạt và số đoàn viên mới.' },
];

/** Every ward uses its quota on its strongest branches; of the others one withdraws, some are declined, some are never decided. */
export function planOf(definition: Definition, roster: Roster, random: Chance): Plan[] {
  const ward = definition.pipeline.stages.find((stage) => stage.kind === 'review') ?? null;
  const plans = roster.branches.map((branch): Plan => ({
    branch: branch.code,
    ward: branch.ward,
    strength: strengthOf(random),
    returned: false,
    outcome: 'undecided',
    rank: 0,
  }));
  for (const own of Map.groupBy(plans, (plan) => plan.ward).values()) {
    const quota = quotaOf(ward, own.length) ?? own.length;
    own
      .sort((a, b) => b.strength - a.strength)
      .forEach((plan, index) => Object.assign(plan, { rank: index + 1, outcome: index < quota ? 'endorse' : 'undecided' }));
  }
  const left = random.shuffled(plans.filter((plan) => plan.outcome === 'undecided'));
  left.forEach((plan, index) => (plan.outcome = index === 0 ? 'withdraw' : index % 2 === 1 || index === 2 ? 'decline' : 'undecided'));
  const returned = Math.max(6, Math.round(plans.length / 4));
  for (const plan of random.shuffled(plans.filter((one) => one.outcome === 'endorse')).slice(0, returned)) plan.returned = true;
  return plans;
}

/** Each branch writes its dossier one evening and hands it in. */
export function nominate(
  { desk, definition, staff, cycle, plans, random, roster, opens, closes, day }: Season,
  stage: StageOf<'nomination'>,
): Deed[] {
  const names = new Map(roster.units.map((unit) => [unit.code, unit.name]));
  const first = opens(stage.code).getTime() + DAY;
  const days = Math.max(1, Math.floor((closes(stage.code).getTime() - 2 * HOUR - first) / DAY));
  // The stage opens in the morning; volunteers write in the evening, ten to fourteen hours later.
  const evening = () => new Date(first + random.upTo(days) * DAY + 10 * HOUR + random.upTo(4 * HOUR));
  const submissions = plans.map((plan): Deed => {
    const actor = staff.nominators.get(plan.branch) as Actor;
    const content = dossierOf(definition, names.get(plan.branch) ?? plan.branch, plan.strength, random);
    return {
      at: evening(),
      do: async () => {
        const { id, revision } = await desk.nominations.start(cycle.id, actor);
        await desk.nominations.save(id, actor, content, revision);
        await attachSampleFiles(desk, definition, id, actor);
        await desk.nominations.submit(id, actor);
      },
    };
  });
  const launch: Deed = {
    at: stage.opens && 'days' in stage.opens ? day(stage.opens.days, stage.opens.at) : opens(stage.code),
    do: () => desk.cycles.launch(cycle.id, staff.secretariat),
  };
  return [launch, ...submissions];
}

/** Wards return, endorse in rank order, decline and forward; the secretariat's own reviews pass everything that came up. */
export function review(season: Season, stage: StageOf<'review'>): Deed[] | Promise<Deed[]> {
  return stage.by === 'secretariat' ? check(season, stage) : wards(season, stage);
}

function wards(season: Season, stage: StageOf<'review'>): Deed[] {
  const { desk, staff, cycle, plans, random, closes } = season;
  const end = closes(stage.code).getTime();
  const deeds = plans.flatMap((plan) => (plan.returned ? sendBack(season, plan, end - 17 * DAY + random.upTo(6 * DAY)) : []));
  for (const [index, ward] of season.roster.wards.entries()) {
    const actor = staff.reviewers.get(ward) as Actor;
    // Every other ward waits for the reminder.
    const decided = end - (index % 2 === 0 ? 6 : 2) * DAY;
    for (const plan of plans.filter((one) => one.ward === ward).sort((a, b) => a.rank - b.rank))
      deeds.push({ at: new Date(decided + plan.rank * HOUR), do: () => decide(season, plan, stage.ranked) });
    if (stage.petition)
      deeds.push({
        at: new Date(end - DAY + index * 60_000),
        do: () =>
          desk.petitions.forward(cycle.id, stage.code, actor, {
            number: `${String(index + 1).padStart(2, '0')}-TTr/ĐTN`,
            signedOn: new Date(end - DAY).toISOString().slice(0, 10),
            minutes: `${String(index + 1).padStart(2, '0')}-BB/ĐTN`,
            minutesOn: new Date(end - DAY).toISOString().slice(0, 10),
          }),
      });
  }
  return deeds;
}

async function decide(season: Season, plan: Plan, ranked: boolean): Promise<unknown> {
  const { desk, staff, definition } = season;
  const { id, stage } = await nominationOf(season, plan.branch);
  const reviewer = staff.reviewers.get(plan.ward) as Actor;
  if (plan.outcome === 'endorse') {
    await makeSure(desk, definition, { id, stage: stage ?? null }, reviewer);
    return desk.reviews.endorse(id, reviewer, ranked ? plan.rank : undefined);
  }
  if (plan.outcome === 'decline')
    return desk.reviews.decline(id, reviewer, 'Đơn vị đã đề nghị đủ chỉ tiêu; kết quả thấp hơn các chi đoàn được đề nghị.');
  if (plan.outcome === 'withdraw')
    return desk.nominations.withdraw(id, staff.nominators.get(plan.branch) as Actor, 'Chi đoàn xin rút để chuẩn bị cho năm sau.');
  return undefined;
}

function sendBack(season: Season, plan: Plan, at: number): Deed[] {
  const { desk, staff, random } = season;
  const points = random.shuffled(POINTS).slice(0, random.between(1, 2));
  const nominator = staff.nominators.get(plan.branch) as Actor;
  return [
    {
      at: new Date(at),
      do: async () => desk.reviews.return((await nominationOf(season, plan.branch)).id, staff.reviewers.get(plan.ward) as Actor, points),
    },
    {
      at: new Date(at + 26 * HOUR),
      do: () =>
        supplement(
          season,
          plan,
          points.map((point) => point.field),
          nominator,
        ),
    },
  ];
}

/** The branch corrects what was asked for, answers every point and hands it in again. */
async function supplement(season: Season, plan: Plan, fields: string[], nominator: Actor): Promise<void> {
  const { desk } = season;
  const { id, content, revision } = await nominationOf(season, plan.branch);
  const texts = fields.filter((field) => content.fields[field] !== undefined);
  const added = Object.fromEntries(
    texts.map((field) => [field, `${content.fields[field]} Đã bổ sung số liệu có xác nhận của tổ dân phố.`]),
  );
  await desk.nominations.save(id, nominator, { ...content, fields: { ...content.fields, ...added } }, revision);
  for (const point of await desk.nominations.openPoints(id))
    await desk.nominations.answer(id, nominator, point.id, 'Chi đoàn đã kiểm tra, bổ sung và đính kèm xác nhận.');
  await desk.nominations.submit(id, nominator);
}

async function check(season: Season, stage: StageOf<'review'>): Promise<Deed[]> {
  const { desk, staff, cycle, closes } = season;
  const waiting = await desk.em.fork().find(Nomination, { cycle, stage: stage.code, status: 'submitted' }, { orderBy: { code: 'asc' } });
  const begin = closes(stage.code).getTime() - 3 * DAY;
  return waiting.map(({ id }, index) => ({
    at: new Date(begin + index * 10 * 60_000),
    do: async () => {
      await makeSure(desk, season.definition, { id, stage: stage.code }, staff.secretariat);
      return desk.reviews.endorse(id, staff.secretariat, stage.ranked ? index + 1 : undefined);
    },
  }));
}

export const nominationOf = ({ desk, cycle }: Season, branch: string): Promise<Nomination> =>
  desk.em.fork().findOneOrFail(Nomination, { cycle, code: branch });
