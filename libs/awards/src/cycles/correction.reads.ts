import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, type Decision, Nomination } from '#store';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';
import { rulebookOf } from '../machines.js';
import { countsIn } from '../policy.js';
import { acceptCorrection, type CorrectionWanted } from './correction.js';
import { findCycle } from './cycle.reads.js';
import { currentDecision } from './decision.js';
import { cycleFacts } from './facts.js';

/** One that stands on a list or could. */
export interface Listed {
  id: string;
  code: string;
  unit: string;
  parent: string;
  score: number | null;
  votes: number | null;
  /** Withdrawn after the publication: it can stand on no new list. */
  revoked: boolean;
}

export interface Issued {
  version: number;
  number: string;
  signedOn: string;
  signer: string;
}

/** What a correction starts from: the version that holds, its list, and who else could stand on it. */
export interface Correctable {
  current: Issued;
  winners: Listed[];
  others: Listed[];
}

/** What a correction would change: the two versions, and each nomination's place in both; null where it does not stand on the list. */
export interface CorrectionPreview {
  before: Issued;
  after: Issued & { reason: string };
  rows: (Listed & { before: number | null; after: number | null })[];
}

/** Throws `Refusal` for who may not correct it now. */
async function published(
  em: EntityManager,
  slug: string,
  actor: Actor,
  now: Date,
): Promise<{ cycle: Cycle; decision: Decision; found: Nomination[] }> {
  const cycle = await findCycle(em, slug, actor);
  if (!countsIn(cycle.id, actor)) throw new NotFound('No such page');
  const rulebook = rulebookOf(cycle);
  const { status, stage } = cycle;
  rulebook.cycles.decide({ status, stage }, await cycleFacts(em, cycle, rulebook, now), { type: 'CORRECT', actor });
  const decision = await currentDecision(em, cycle);
  if (!decision) throw new NotFound('No such decision');
  const found = await em.find(
    Nomination,
    { cycle, status: { $in: ['awarded', 'notAwarded', 'revoked'] } },
    { populate: ['unit', 'unit.parent'], orderBy: { votes: 'desc nulls last', score: 'desc nulls last', code: 'asc' } },
  );
  return { cycle, decision, found };
}

const listed = ({ id, code, unit, score, votes, status }: Nomination): Listed => ({
  id,
  code,
  unit: unit.name,
  parent: unit.parent?.name ?? '',
  score: score === null || score === undefined ? null : Number(score),
  votes: votes ?? null,
  revoked: status === 'revoked',
});

const issued = ({ version, number, signedOn, signer }: Decision): Issued => ({
  version,
  number: number ?? '',
  signedOn: signedOn ?? '',
  signer: signer ?? '',
});

export async function correctable(em: EntityManager, slug: string, actor: Actor, now: Date): Promise<Correctable> {
  const { decision, found } = await published(em, slug, actor, now);
  const byId = new Map(found.map((nomination) => [nomination.id, nomination]));
  return {
    current: issued(decision),
    winners: decision.winners.flatMap((id) => byId.get(id) ?? []).map(listed),
    others: found.filter(({ id, status }) => status !== 'revoked' && !decision.winners.includes(id)).map(listed),
  };
}

/** Checks a correction as it would be checked, and says what it would change. Throws `Invalid` for what could not be accepted. */
export async function previewCorrection(
  em: EntityManager,
  slug: string,
  actor: Actor,
  wanted: CorrectionWanted,
  now: Date,
): Promise<CorrectionPreview> {
  const { cycle, decision, found } = await published(em, slug, actor, now);
  const { number, reason, signer } = acceptCorrection(
    cycle,
    found.filter(({ status }) => status !== 'revoked'),
    wanted,
  );
  const place = (list: readonly string[], id: string) => list.indexOf(id) + 1 || null;
  const { winners, signedOn } = wanted;
  const concerned = [...winners, ...decision.winners.filter((id) => !winners.includes(id))];
  return {
    before: issued(decision),
    after: { version: decision.version + 1, number, signedOn, signer, reason },
    rows: concerned.flatMap((id) => {
      const nomination = found.find((one) => one.id === id);
      return nomination ? [{ ...listed(nomination), before: place(decision.winners, id), after: place(winners, id) }] : [];
    }),
  };
}
