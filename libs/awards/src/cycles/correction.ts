import { LockMode } from '@mikro-orm/postgresql';
import { Certificate, type Cycle, Decision, Nomination, Person } from '#store';
import { type Act, type Noted, step } from '../acts.js';
import { invalid, NotFound } from '../errors.js';
import { currentDecision } from './decision.js';
import { checkLimits, chosenFrom } from './finalising.js';
import { issue } from './publication.js';

export interface CorrectionWanted {
  /** Nomination ids in the order of the list. */
  winners: string[];
  number: string;
  /** Year-month-day. */
  signedOn: string;
  signer: string;
  reason: string;
}

/** The texts as they are stored. Throws `Invalid` for a list or a number that cannot be accepted. */
export function acceptCorrection(cycle: Cycle, eligible: readonly Nomination[], { winners, ...wanted }: CorrectionWanted) {
  const number = wanted.number.normalize('NFC').trim();
  if (!number) throw invalid('number', 'Hãy ghi số Quyết định.', 'Give the number of the decision.');
  const chosen = chosenFrom(new Map(eligible.map((nomination) => [nomination.id, nomination])), winners);
  checkLimits(cycle, chosen);
  const reason = wanted.reason.normalize('NFC').trim();
  if (!reason) throw invalid('reason', 'Hãy ghi lý do đính chính.', 'Give the reason for the correction.');
  return { chosen, number, reason, signer: wanted.signer.normalize('NFC').trim() };
}

/**
 * Puts a new version of the announcement in the place of the published one, which stays readable. Every winner of the new list gets a new
 * certificate, because the decision on the old one no longer holds; letters go only to those for whom something changed.
 */
export async function correct(act: Act<Cycle, Cycle>, wanted: CorrectionWanted): Promise<Noted> {
  const { em, cycle, now, actor } = act;
  const before = await currentDecision(em, cycle);
  if (!before) throw new NotFound('No such decision');
  const found = await em.find(
    Nomination,
    { cycle, status: { $in: ['awarded', 'notAwarded'] } },
    { orderBy: { code: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'], populateWhere: {} },
  );
  const { chosen, number, reason, signer } = acceptCorrection(cycle, found, wanted);
  before.supersededAt = now;
  const version = before.version + 1;
  const { winners, signedOn } = wanted;
  const finalisedBy = em.getReference(Person, actor.id);
  em.create(Decision, { cycle, version, winners, reason, number, signedOn, signer, finalisedBy, finalisedAt: now, publishedAt: now });
  await em.nativeUpdate(Certificate, { nomination: { $in: found.map(({ id }) => id) }, supersededAt: null }, { supersededAt: now });
  for (const nomination of found) await move(act, nomination, winners.indexOf(nomination.id), { number, version });
  const gone = before.winners.filter((id) => !winners.includes(id)).length;
  return {
    type: 'cycle.corrected',
    data: { version, decision: number, signedOn, reason, winners: chosen.map(({ code }) => code), withdrawn: gone },
  };
}

/** What the correction means for one nomination; `index` is its place in the new list, -1 when it is not in it. */
async function move(
  act: Act<Cycle, Cycle>,
  nomination: Nomination,
  index: number,
  issued: { number: string; version: number },
): Promise<void> {
  const was = nomination.status === 'awarded';
  const data = { decision: issued.number, version: issued.version };
  const { actor } = act;
  if (index < 0) {
    if (was) await step(act, nomination, { type: 'PASS_OVER', actor }, 'correction', () => ({ type: 'nomination.not-awarded', data }));
    return;
  }
  issue(act, nomination, index + 1, issued.version);
  await step(act, nomination, { type: was ? 'REISSUE' : 'AWARD', actor }, 'correction', () => ({
    type: was ? 'nomination.reissued' : 'nomination.awarded',
    data: { ...data, place: index + 1 },
  }));
}
