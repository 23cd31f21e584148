import { randomInt } from 'node:crypto';
import { LockMode } from '@mikro-orm/postgresql';
import { Refusal } from '#workflow';
import { Certificate, type Cycle, Nomination, Timer } from '#store';
import { type Act, type CycleAct, type Noted, step } from '../acts.js';
import { invalid } from '../errors.js';
import { currentDecision } from './decision.js';

export interface DecisionWanted {
  number: string;
  signedOn: string;
  signer: string;
}

/** Letters and digits that cannot be mistaken for one another when read aloud or off paper. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const codeOf = () => Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** The winner's paper is owed from now on. A code of its own for every issue: an old paper must not verify as the new one. */
export function issue({ em, now }: CycleAct, nomination: Nomination, registerNumber: number, version: number): void {
  em.create(Certificate, { nomination, version, code: codeOf(), registerNumber, owedAt: now });
}

export async function publish(act: Act<Cycle, Cycle>, wanted: DecisionWanted): Promise<Noted> {
  const { em, cycle, now, actor } = act;
  const number = wanted.number.normalize('NFC').trim();
  if (!number) throw invalid('number', 'Hãy ghi số Quyết định.', 'Give the number of the decision.');
  const decision = await currentDecision(em, cycle);
  if (!decision) throw new Refusal('cycle', cycle.status, 'PUBLISH', 'winnersFinalised', cycle.stage);
  Object.assign(decision, { number, signedOn: wanted.signedOn, signer: wanted.signer.normalize('NFC').trim(), publishedAt: now });
  cycle.publishedAt = now;
  await em.nativeDelete(Timer, { cycle });

  const all = await em.find(
    Nomination,
    { cycle },
    { orderBy: { code: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'], populateWhere: {} },
  );
  // Somebody may have been disqualified since: then the chair must settle the list again.
  const finalists = new Set(all.filter(({ status }) => status === 'finalist').map(({ id }) => id));
  if (decision.winners.some((winner) => !finalists.has(winner)))
    throw new Refusal('cycle', cycle.status, 'PUBLISH', 'winnersFinalised', cycle.stage);
  for (const nomination of all) {
    const place = decision.winners.indexOf(nomination.id);
    if (nomination.status === 'finalist' && place >= 0) {
      issue(act, nomination, place + 1, decision.version);
      await step(act, nomination, { type: 'AWARD', actor }, 'publication', () => ({
        type: 'nomination.awarded',
        data: { decision: number, place: place + 1 },
      }));
    } else if (nomination.status === 'finalist' || nomination.status === 'eliminated') {
      await step(act, nomination, { type: 'PASS_OVER', actor }, 'publication', () => ({
        type: 'nomination.not-awarded',
        data: { decision: number },
      }));
    } else if (nomination.status === 'submitted' || nomination.status === 'returned') {
      await step(act, nomination, { type: 'EXPIRE', actor }, 'publication', () => ({ type: 'nomination.lapsed' }));
    }
  }
  return { type: 'cycle.published', data: { decision: number, signedOn: wanted.signedOn, winners: decision.winners.length } };
}
