import { type Cycle, Decision, type Nomination, Person } from '#store';
import type { Act, Noted } from '../acts.js';
import { invalid } from '../errors.js';
import { currentDecision } from './decision.js';
import { rulebookOf } from '../machines.js';
import { proposalFor } from './proposal.js';

/** The chair settles on the winners. Departing from what the rules propose needs a reason, which is kept. */
export async function finalise(
  { em, cycle, now, actor }: Act<Cycle, Cycle>,
  winners: string[],
  reason: string | undefined,
): Promise<Noted> {
  const proposal = await proposalFor(em, cycle);
  const finalists = new Map(proposal.ranking.map(({ nomination }) => [nomination.id, nomination]));
  const chosen = chosenFrom(finalists, winners);
  checkLimits(cycle, chosen);
  const proposed = new Set(proposal.winners.map((nomination) => nomination.id));
  const differs = proposed.size !== winners.length || winners.some((winner) => !proposed.has(winner));
  const why = reason?.normalize('NFC').trim() || null;
  if (differs && !why)
    throw invalid('reason', 'Danh sách khác với kết quả xếp hạng: hãy ghi lý do.', 'The list differs from the ranking: give the reason.');
  const decision = await currentDecision(em, cycle);
  const settled = { winners, reason: differs ? why : null, finalisedBy: em.getReference(Person, actor.id), finalisedAt: now };
  if (decision) Object.assign(decision, settled);
  else em.create(Decision, { cycle, ...settled });
  return { type: 'cycle.finalised', data: { winners: chosen.map(({ code }) => code), differs, reason: settled.reason } };
}

/** Takes the settled list back: nothing can be published until the chair settles on one again. The journal keeps the old one. */
export async function reopen({ em, cycle }: Act<Cycle, Cycle>, reason: string): Promise<Noted> {
  const decision = await currentDecision(em, cycle);
  if (decision) em.remove(decision);
  return { type: 'cycle.reopened', data: { stage: cycle.stage ?? null, reason } };
}

/** The nominations of a list, each once. Throws `Invalid` when it names one that is not eligible, or one twice. */
export function chosenFrom(eligible: ReadonlyMap<string, Nomination>, winners: readonly string[]): Nomination[] {
  const chosen = winners.flatMap((winner) => eligible.get(winner) ?? []);
  if (chosen.length === winners.length && new Set(winners).size === winners.length) return chosen;
  throw invalid(
    'winners',
    'Danh sách có hồ sơ không thuộc diện được chọn, hoặc lặp lại.',
    'The list names a nomination that cannot win, or names one twice.',
  );
}

/** Throws `Invalid` when a list is longer than the award allows, or has too many of one unit. */
export function checkLimits(cycle: Cycle, winners: readonly Nomination[]): void {
  const stage = rulebookOf(cycle).definition.pipeline.stages.at(-1);
  if (stage?.kind !== 'announcement') return;
  if (winners.length > stage.winnersMax)
    throw invalid(
      'winners',
      `Tối đa ${stage.winnersMax} đơn vị được tặng; danh sách có ${winners.length}.`,
      `At most ${stage.winnersMax} winners; the list has ${winners.length}.`,
    );
  const per = stage.winnersPerUnit;
  if (!per) return;
  for (const [, own] of Map.groupBy(winners, (winner) => winner.line[per.tier]))
    if (own.length > per.max)
      throw invalid(
        'winners',
        `${own.map(({ code }) => code).join(', ')} cùng một đơn vị cấp trên; tối đa ${per.max}.`,
        `${own.map(({ code }) => code).join(', ')} are of one unit; at most ${per.max}.`,
      );
}
