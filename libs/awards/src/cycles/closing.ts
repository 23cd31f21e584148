import { LockMode } from '@mikro-orm/postgresql';
import { tally } from '#scoring';
import { BallotPaper, Nomination } from '#store';
import { type NominationEventType, stageOf, type StageOf } from '#workflow';
import { type CycleAct, step, type Noted } from '../acts.js';
import { results } from '../scoring/results.js';

/** What becomes of the nominations that stand in a stage when it closes. One journal entry each. */
export async function closeStage(act: CycleAct, code: string): Promise<void> {
  const stage = stageOf(act.definition.pipeline, code);
  const here = await standing(act, code);
  switch (stage.kind) {
    case 'nomination':
      return each(act, here, 'CLOSE', () => ({ type: 'nomination.lapsed' }));
    case 'review':
      return closeReview(act, here, stage);
    case 'scoring':
      return closeScoring(act, here, stage);
    case 'notice':
      return each(act, here, 'ADVANCE', () => ({ type: 'nomination.advanced' }));
    case 'ballot':
      return closeBallot(act, here, stage);
    case 'announcement':
      return;
  }
}

/** Nominations in that stage, locked, in the order of their codes. */
const standing = ({ em, cycle }: CycleAct, code: string) =>
  em.find(
    Nomination,
    { cycle, stage: code },
    { orderBy: { code: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'], populateWhere: {} },
  );

async function each(
  act: CycleAct,
  nominations: readonly Nomination[],
  type: NominationEventType,
  note: (nomination: Nomination) => Noted,
): Promise<void> {
  for (const nomination of nominations) await step(act, nomination, { type, actor: act.actor }, 'closing', () => note(nomination));
}

async function closeReview(act: CycleAct, here: readonly Nomination[], stage: StageOf<'review'>): Promise<void> {
  const endorsed = here.filter((nomination) => nomination.status === 'endorsed');
  await each(act, endorsed, 'CLOSE', () => ({ type: 'nomination.forwarded', data: { petition: null, signedOn: null } }));
  if (stage.undecided === 'hold') return;
  const type = stage.undecided === 'decline' ? 'nomination.declined' : 'nomination.advanced';
  const undecided = here.filter((nomination) => !endorsed.includes(nomination));
  await each(act, undecided, 'CLOSE', () => ({ type, data: { reason: null, undecided: stage.undecided } }));
}

async function closeScoring(act: CycleAct, here: readonly Nomination[], stage: StageOf<'scoring'>): Promise<void> {
  const found = await results(act.em, here, act.definition, stage);
  for (const nomination of here) {
    const result = found.get(nomination.id);
    if (!result) throw new Error(`Nomination ${nomination.code} left scoring without a sheet`);
    const goesOn = stage.passFrom === undefined || result.score >= stage.passFrom;
    nomination.score = String(result.score);
    await each(act, [nomination], goesOn ? 'ADVANCE' : 'ELIMINATE', () => ({
      type: goesOn ? 'nomination.advanced' : 'nomination.eliminated',
      data: {
        score: result.score,
        byCriterion: result.byCriterion,
        sheets: result.sheets,
        dropped: result.dropped,
        spread: result.spread,
        alert: result.alert,
      },
    }));
  }
}

async function closeBallot(act: CycleAct, here: readonly Nomination[], stage: StageOf<'ballot'>): Promise<void> {
  const { em, cycle } = act;
  const papers = await em.find(BallotPaper, { cycle, stage: stage.code });
  const members = Number(
    (await em.execute<{ count: string }[]>('select count(*) from council_seat where cycle_id = ?', [cycle.id]))[0]?.count ?? 0,
  );
  const counted = tally(
    papers.map((paper) => paper.choices),
    here.map((nomination) => nomination.id),
    { members, chooseAtMost: stage.chooseAtMost, pass: stage.pass },
  );
  for (const nomination of here) {
    nomination.votes = counted.votes[nomination.id] ?? 0;
    const passed = counted.passed.includes(nomination.id);
    await each(act, [nomination], passed ? 'ADVANCE' : 'ELIMINATE', ({ votes }) => ({
      type: passed ? 'nomination.advanced' : 'nomination.eliminated',
      data: { votes, needed: counted.needed, members, cast: papers.length },
    }));
  }
}
