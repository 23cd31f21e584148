import { Nomination, Timer, type TimerKind } from '#store';
import { CLOCK, type Stage, stageOf } from '#workflow';
import type { CycleAct, Noted } from '../acts.js';
import { record } from '../journal.js';
import { recuseTied } from '../scoring/scoring.service.js';
import { closingOf, firstMomentAfter } from './deadline.js';
import { cycleFacts } from './facts.js';
import { drawNumbers, stand } from './sealing.js';

const DAY = 86_400_000;
/** Timers of the cycle itself: those of single nominations go their own way. */
const OF_STAGE: TimerKind[] = ['open', 'close', 'remind', 'remindBranches'];

/** What happens when a cycle arrives at a stage: it opens at once, or waits for its opening with a timer set. */
export async function enterStage(act: CycleAct, code: string): Promise<void> {
  const { em, cycle, definition, now } = act;
  await em.nativeDelete(Timer, { cycle, kind: { $in: OF_STAGE } });
  // A stage without an opening of its own opens when the one before it closes, whenever that is.
  const opens = stageOf(definition.pipeline, code).opens ? cycle.schedule[code]?.opens : null;
  if (opens && Date.parse(opens) > now.getTime()) {
    em.create(Timer, { cycle, kind: 'open', stage: code, subject: cycle.id, due: new Date(opens) });
    return;
  }
  await em.flush();
  const from = { status: cycle.status, stage: cycle.stage };
  const to = act.cycles.decide(from, await cycleFacts(em, cycle, act, now), { type: 'OPEN', actor: CLOCK });
  const { afterwards, ...noted } = await opened(act, code, null);
  stand(cycle, definition, to);
  record(em, { ...noted, cycle, subjectId: cycle.id, actor: CLOCK, at: now, from, to });
  await afterwards?.();
}

/** The opening of a stage: its timers are set, members with a tie step aside, and it is written down. */
export async function opened(act: CycleAct, code: string, reason: string | null): Promise<Noted> {
  const { em, cycle, definition } = act;
  const stage = stageOf(definition.pipeline, code);
  await resetTimers(act, code);
  if (stage.kind === 'scoring' && stage.blind) await drawNumbers(em, cycle, code);
  if (stage.kind === 'scoring') await recuse(act, code);
  const nominations = await em.count(Nomination, { cycle, stage: code });
  const assigned = stage.kind === 'scoring' ? await assignedTo(act, nominations) : null;
  const closes = cycle.schedule[code]?.closes ?? null;
  return { type: 'cycle.stage-opened', data: { stage: code, kind: stage.kind, closes, nominations, assigned, reason } };
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
  await em.nativeDelete(Timer, { cycle, kind: { $in: OF_STAGE } });
  const stage = stageOf(definition.pipeline, code);
  const closes = cycle.schedule[code]?.closes;
  const last = closingOf(cycle.schedule[code], 'all');
  if (closes && last) setTimers(act, stage, new Date(closes), last);
}

/** Everybody is reminded of the common deadline; the stage closes when the last unit's is over. */
function setTimers({ em, cycle, now }: CycleAct, stage: Stage, closes: Date, last: Date): void {
  em.create(Timer, {
    cycle,
    kind: 'close',
    stage: stage.code,
    subject: cycle.id,
    due: firstMomentAfter(new Date(last.getTime() + stage.graceMinutes * 60_000)),
  });
  const kind = stage.kind === 'review' ? 'remind' : 'remindBranches';
  const days = stage.kind === 'review' || stage.kind === 'nomination' ? stage.remindDays : undefined;
  const remind = days === undefined ? 0 : closes.getTime() - days * DAY;
  if (remind > now.getTime()) em.create(Timer, { cycle, kind, stage: stage.code, subject: cycle.id, due: new Date(remind) });
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
