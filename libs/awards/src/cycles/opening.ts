import { Nomination, Timer } from '#store';
import { CLOCK, type Stage, stageOf } from '#workflow';
import type { Act } from '../acts.js';
import { record } from '../journal.js';
import { firstMomentAfter } from './deadline.js';
import { recuseTied } from '../scoring/scoring.service.js';

type CycleAct = Omit<Act<unknown>, 'subject'>;

const DAY = 86_400_000;

/** What happens when a cycle enters a stage: its timers are set, members with a tie step aside, and it is written down. */
export async function openStage(act: CycleAct, code: string): Promise<void> {
  const { em, cycle, definition, now } = act;
  const stage = stageOf(definition.pipeline, code);
  await resetTimers(act, code);
  if (stage.kind === 'scoring') await recuse(act, code);
  const nominations = await em.count(Nomination, { cycle, stage: code });
  const assigned = stage.kind === 'scoring' ? await assignedTo(act, nominations) : null;
  record(em, {
    type: 'cycle.stage-opened',
    cycle,
    subjectId: cycle.id,
    actor: CLOCK,
    at: now,
    data: { stage: code, kind: stage.kind, closes: cycle.schedule[code]?.closes ?? null, nominations, assigned },
  });
}

/** How many nominations each member has to score, by person id: all but those from which the member stepped aside. */
async function assignedTo({ em, cycle }: CycleAct, nominations: number): Promise<Record<string, number>> {
  const rows = await em.execute<{ person: string; aside: number }[]>(
    `select s.person_id as person, count(r.id)::int as aside from council_seat s
       left join recusal r on r.scorer_id = s.person_id and exists (select 1 from nomination n where n.id = r.nomination_id and n.cycle_id = s.cycle_id)
      where s.cycle_id = ? group by 1`,
    [cycle.id],
  );
  return Object.fromEntries(rows.map(({ person, aside }) => [person, nominations - aside]));
}

/** The timers of the stage as its deadline now stands. */
export async function resetTimers(act: CycleAct, code: string): Promise<void> {
  const { em, cycle, definition } = act;
  await em.nativeDelete(Timer, { cycle, kind: { $in: ['close', 'remind'] } });
  setTimers(act, stageOf(definition.pipeline, code));
}

function setTimers({ em, cycle, now }: CycleAct, stage: Stage): void {
  const closes = cycle.schedule[stage.code]?.closes;
  if (!closes) return;
  const at = Date.parse(closes);
  em.create(Timer, {
    cycle,
    kind: 'close',
    stage: stage.code,
    subject: cycle.id,
    due: firstMomentAfter(new Date(at + stage.graceMinutes * 60_000)),
  });
  const remind = stage.kind === 'review' && stage.remindDays ? at - stage.remindDays * DAY : null;
  if (remind !== null && remind > now.getTime())
    em.create(Timer, { cycle, kind: 'remind', stage: stage.code, subject: cycle.id, due: new Date(remind) });
}

async function recuse({ em, cycle, now }: CycleAct, code: string): Promise<void> {
  const codes = new Map((await em.find(Nomination, { cycle, stage: code })).map((nomination) => [nomination.id, nomination.code]));
  const seats = new Map(
    (
      await em.execute<{ person_id: string; code: string }[]>('select person_id, code from council_seat where cycle_id = ?', [cycle.id])
    ).map((seat) => [seat.person_id, seat.code]),
  );
  const order = (one: { nomination: string; scorer: string }) => `${codes.get(one.nomination)} ${seats.get(one.scorer)}`;
  const stepped = (await recuseTied(em, cycle.id, code, now)).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const { nomination, scorer } of stepped)
    record(em, { type: 'nomination.recused', cycle, subjectId: nomination, actor: CLOCK, at: now, data: { scorer, because: 'tie' } });
}
