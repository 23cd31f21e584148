import { Cycle, Nomination, Recusal } from '#store';
import type { StageOf } from '#workflow';
import { proposalFor } from '../cycles/proposal.js';
import { scores } from './dossiers.js';
import type { Deed, Season } from './plan.js';

const HOUR = 3_600_000;

/** Every member scores every nomination from which it did not step aside. */
export async function score(
  { desk, definition, cycle, staff, plans, random, opens, closes }: Season,
  stage: StageOf<'scoring'>,
): Promise<Deed[]> {
  const em = desk.em.fork();
  const here = await em.find(Nomination, { cycle, stage: stage.code }, { orderBy: { code: 'asc' } });
  const aside = new Set(
    (await em.find(Recusal, { nomination: { cycle } })).map(({ nomination, scorer }) => `${nomination.id} ${scorer.id}`),
  );
  const from = opens(stage.code).getTime() + HOUR;
  const span = closes(stage.code).getTime() - from - HOUR;
  return [...staff.council.values()].flatMap((actor) =>
    here
      .filter(({ id }) => !aside.has(`${id} ${actor.id}`))
      .map(({ id, code }): Deed => {
        const strength = plans.find((plan) => plan.branch === code)?.strength ?? 0.7;
        const items = scores(definition, strength - 0.03, random);
        return { at: new Date(from + random.upTo(span)), do: () => desk.scoring.submit(id, actor, { items }) };
      }),
  );
}

/** One comment comes in from the neighbourhood and is answered before the window closes. */
export async function watchNotice({ desk, cycle, staff, random, opens, closes }: Season, stage: StageOf<'notice'>): Promise<Deed[]> {
  const listed = await desk.em.fork().find(Nomination, { cycle, stage: stage.code }, { orderBy: { code: 'asc' } });
  if (listed.length === 0) return [];
  const { id } = random.pick(listed);
  let objection = '';
  return [
    {
      at: new Date(opens(stage.code).getTime() + 30 * HOUR),
      do: async () => {
        const made = await desk.objections.object(id, {
          name: 'Đại diện tổ dân phố',
          phone: '0236 000 0000',
          address: 'Quận Thanh Khê',
          body: 'Đề nghị kiểm tra lại số lần ra quân ghi trong báo cáo.',
        });
        objection = made.id;
      },
    },
    {
      at: new Date(closes(stage.code).getTime() - 24 * HOUR),
      do: () => desk.objections.answer(objection, staff.secretariat, 'Thường trực đã đối chiếu nhật ký hoạt động: số liệu đúng.'),
    },
  ];
}

/** Every member agrees to about the same best names, at most one of a ward. */
export async function vote({ desk, cycle, staff, plans, random, closes }: Season, stage: StageOf<'ballot'>): Promise<Deed[]> {
  const candidates = (await desk.em.fork().find(Nomination, { cycle, stage: stage.code })).sort(
    (a, b) => Number(b.score) - Number(a.score) || (a.code < b.code ? -1 : 1),
  );
  const wardOf = new Map(plans.map((plan) => [plan.branch, plan.ward]));
  const best = candidates.filter(
    (one, index) => candidates.findIndex((other) => wardOf.get(other.code) === wardOf.get(one.code)) === index,
  );
  return [...staff.council.values()].map((actor, index) => {
    const wavers = best.filter(() => random.next() < 0.94);
    const choices = wavers.slice(0, stage.chooseAtMost).map((nomination) => nomination.id);
    return {
      at: new Date(closes(stage.code).getTime() - 3 * HOUR + index * 5 * 60_000),
      do: () => desk.ballots.cast(cycle.id, actor, choices),
    };
  });
}

/** The chair settles on what the rules propose, deciding where they leave equals at the cut; the secretariat publishes. */
export function announce({ desk, cycle, staff, day }: Season, stage: StageOf<'announcement'>): Deed[] {
  const signedOn = day(-6, '09:00').toISOString().slice(0, 10);
  return [
    {
      at: day(-7, '09:00'),
      do: async () => {
        const { winners, undecided } = await proposalFor(
          desk.em.fork(),
          await desk.em.fork().findOneOrFail(Cycle, cycle.id, { populate: ['definition'] }),
        );
        const room = stage.winnersMax - winners.length;
        const units = new Set(winners.map((winner) => winner.line[stage.winnersPerUnit?.tier ?? '']));
        const equals = undecided
          .flat()
          .filter((one) => !units.has(one.line[stage.winnersPerUnit?.tier ?? '']))
          .slice(0, room);
        const list = [...winners, ...equals].map((winner) => winner.id);
        await desk.cycles.finalise(
          cycle.id,
          staff.chair,
          list,
          equals.length > 0 ? 'Chủ tịch Hội đồng quyết định giữa các hồ sơ bằng điểm.' : undefined,
        );
      },
    },
    {
      at: day(-6, '09:00'),
      do: () => desk.cycles.publish(cycle.id, staff.secretariat, { number: '15-QĐ/ĐTN', signedOn, signer: '' }),
    },
  ];
}
