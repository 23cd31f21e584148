import { randomInt } from 'node:crypto';
import { LockMode } from '@mikro-orm/postgresql';
import { Refusal } from '#workflow';
import { Certificate, type Cycle, Decision, Nomination, Timer } from '#store';
import { type Act, type Noted, step } from '../acts.js';
import { invalid } from '../errors.js';

export interface DecisionWanted {
  number: string;
  signedOn: string;
  signer: string;
}

/** Letters and digits that cannot be mistaken for one another when read aloud or off paper. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const codeOf = () => Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

export async function publish(act: Act<Cycle>, wanted: DecisionWanted): Promise<Noted> {
  const { em, cycle, now, actor } = act;
  const number = wanted.number.normalize('NFC').trim();
  if (!number) throw invalid('number', 'Hãy ghi số Quyết định.', 'Give the number of the decision.');
  const decision = await em.findOneOrFail(Decision, { cycle });
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
    throw new Refusal('cycle', cycle.stage ?? cycle.status, 'PUBLISH', 'winnersFinalised');
  for (const nomination of all) {
    const place = decision.winners.indexOf(nomination.id);
    if (nomination.status === 'finalist' && place >= 0) {
      em.create(Certificate, { nomination, code: codeOf(), registerNumber: place + 1, owedAt: now });
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
