import { type EntityManager } from '@mikro-orm/postgresql';
import { askedBy, Certificate, Cycle, Decision, Nomination, Objection, Recusal, ScoreSheet } from '#store';
import { type Actor, type Rubric, type StageOf } from '#workflow';
import { findCycle } from '../cycles/cycle.reads.js';
import { NotFound } from '../errors.js';
import { rulebookOf } from '../machines.js';
import { visibleTo } from '../nominations/nomination.policy.js';
import { namesThen } from '../units/then.js';
import { readsObjections } from '../notices/objection.policy.js';
import { scores } from '../scoring/sheet.policy.js';
import { barredFrom, seesBallot } from './ballot.policy.js';
import { IS_PUBLISHED } from './result.policy.js';

export interface SheetView {
  rubric: Rubric;
  items: Record<string, number>;
  comment: string;
  submitted: boolean;
  recused: boolean;
}

/** A scorer's own sheet for one nomination. Nobody else's is ever read here. */
export async function ownSheet(em: EntityManager, nominationId: string, actor: Actor): Promise<SheetView> {
  const nomination = await em.findOne(
    Nomination,
    { $and: [{ id: nominationId }, await visibleTo(em, actor)] },
    { populate: ['cycle', 'cycle.definition'] },
  );
  if (!nomination || !(await scores(em, nomination.cycle, actor))) throw new NotFound('No such nomination');
  const sheet = await em.findOne(ScoreSheet, { nomination, scorer: actor.id });
  const recused = (await em.count(Recusal, { nomination, scorer: actor.id })) > 0;
  return {
    rubric: rulebookOf(nomination.cycle).definition.rubric,
    items: sheet?.items ?? {},
    comment: sheet?.comment ?? '',
    submitted: Boolean(sheet?.submittedAt),
    recused,
  };
}

export interface Candidate {
  id: string;
  code: string;
  unit: string;
  parent: string;
}

/** A name on the ballot paper of one member. */
export interface Choice extends Candidate {
  /** The member has a tie to it, and the award does not let such members vote on it. */
  barred: boolean;
}

const candidateOf = ({ id, code, unit }: Nomination): Candidate => ({ id, code, unit: unit.name, parent: unit.parent?.name ?? '' });

/** The list on a ballot, for the council and the office, in the order of codes so that no place favours anybody by score. */
export async function ballotList(
  em: EntityManager,
  slug: string,
  actor: Actor,
): Promise<{ cycle: Cycle; stage: StageOf<'ballot'> | null; candidates: Choice[] }> {
  const cycle = await findCycle(em, slug, actor);
  if (!(await seesBallot(em, cycle, actor))) throw new NotFound('No such page');
  const stage = rulebookOf(cycle).definition.pipeline.stages.find((one) => one.code === cycle.stage);
  if (stage?.kind !== 'ballot') return { cycle, stage: null, candidates: [] };
  const listed = await em.find(
    Nomination,
    { cycle, stage: stage.code, status: 'balloting' },
    { populate: ['unit', 'unit.parent'], orderBy: { code: 'asc' } },
  );
  const ids = listed.map(({ id }) => id);
  const tied = new Set(await barredFrom(em, stage, actor, ids));
  return { cycle, stage, candidates: listed.map((one) => ({ ...candidateOf(one), barred: tied.has(one.id) })) };
}

/** What stands on public notice. Contact data of those who objected are never read for this page. */
export async function noticeList(
  em: EntityManager,
  slug: string,
): Promise<{ cycle: Cycle; stage: StageOf<'notice'> | null; candidates: Candidate[] }> {
  const cycle = await findCycle(em, slug, null);
  const stage = rulebookOf(cycle).definition.pipeline.stages.find((one) => one.code === cycle.stage);
  // Until it opens the list is not public.
  if (stage?.kind !== 'notice' || cycle.status === 'waiting') return { cycle, stage: null, candidates: [] };
  const listed = await askedBy(null, () =>
    em.find(Nomination, { cycle, status: 'listed' }, { populate: ['unit', 'unit.parent'], orderBy: { code: 'asc' } }),
  );
  return { cycle, stage, candidates: listed.map(candidateOf) };
}

/** Objections of a cycle, for the secretariat that must answer them; none for anybody else. */
export async function objectionList(em: EntityManager, cycle: Cycle, actor: Actor): Promise<Objection[]> {
  if (!(await readsObjections(em, cycle, actor))) return [];
  return em.find(Objection, { nomination: { cycle } }, { populate: ['nomination', 'nomination.unit'], orderBy: { createdAt: 'asc' } });
}

export interface PublicWinner {
  place: number;
  unit: string;
  parent: string;
  nowPartOf: string | null;
  initiative: string;
  /** Withdrawn after the publication. */
  revoked: boolean;
  certificate: { code: string; ready: boolean } | null;
}

export interface PublicResult {
  cycle: Cycle;
  decision: PublicDecision;
  winners: PublicWinner[];
  /** Every version that was published, the newest first. */
  versions: PublicDecision[];
}

export interface PublicDecision {
  version: number;
  number: string;
  signedOn: string;
  publishedAt: Date | null;
  /** Why it took the place of the version before it; null for the first. */
  reason: string | null;
}

const publicDecision = ({ version, number, signedOn, publishedAt, reason }: Decision): PublicDecision => ({
  version,
  number: number ?? '',
  signedOn: signedOn ?? '',
  publishedAt: publishedAt ?? null,
  reason: version > 1 ? (reason ?? null) : null,
});

/** What everybody may see of a published cycle: the version that holds, or an earlier one. `NotFound` before publication. */
export async function publicResult(em: EntityManager, slug: string, version?: number): Promise<PublicResult> {
  const cycle = await em.findOne(Cycle, { slug, ...IS_PUBLISHED }, { populate: ['definition', 'organiser'] });
  const all = cycle ? await em.find(Decision, { cycle, publishedAt: { $ne: null } }, { orderBy: { version: 'desc' } }) : [];
  const decision = version === undefined ? all[0] : all.find((one) => one.version === version);
  if (!cycle || !decision) throw new NotFound('No such result');
  const awarded = await askedBy(null, () => em.find(Nomination, { id: { $in: decision.winners } }, { populate: ['unit', 'unit.parent'] }));
  const papers = await em.find(Certificate, { nomination: { $in: decision.winners }, version: decision.version });
  const certificates = new Map(papers.map((one) => [one.nomination.id, one]));
  const then = await askedBy(null, () => namesThen(em, cycle, awarded));
  const winners = decision.winners.flatMap((id, index) => {
    const nomination = awarded.find((one) => one.id === id);
    if (!nomination) return [];
    const paper = certificates.get(id);
    const { unit, parent, nowPartOf } = { ...candidateOf(nomination), nowPartOf: null, ...then.get(id) };
    return [
      {
        place: index + 1,
        unit,
        parent,
        nowPartOf,
        initiative: nomination.content.fields['initiativeName'] ?? '',
        revoked: nomination.status === 'revoked',
        certificate: paper ? { code: paper.code, ready: Boolean(paper.renderedAt) } : null,
      },
    ];
  });
  return { cycle, decision: publicDecision(decision), winners, versions: all.map(publicDecision) };
}

export interface CertificateView {
  code: string;
  unit: string;
  parent: string;
  registerNumber: number;
  sha256: string | null;
  ready: boolean;
  revoked: boolean;
  /** A correction of the result took its place. */
  superseded: boolean;
  cycle: Cycle;
  decision: { number: string; signedOn: string };
}

/** A certificate as anybody may check it, by the code printed on it. */
export async function certificateView(em: EntityManager, code: string): Promise<CertificateView> {
  const found = await askedBy(null, () =>
    em.findOne(
      Certificate,
      { code: code.toUpperCase(), nomination: { cycle: IS_PUBLISHED } },
      {
        populate: [
          'nomination',
          'nomination.unit',
          'nomination.unit.parent',
          'nomination.cycle',
          'nomination.cycle.definition',
          'nomination.cycle.organiser',
        ],
      },
    ),
  );
  if (!found) throw new NotFound('No such certificate');
  const { nomination, registerNumber, sha256, renderedAt } = found;
  const decision = await em.findOneOrFail(Decision, { cycle: nomination.cycle, version: found.version });
  const { unit, parent } = candidateOf(nomination);
  return {
    code: found.code,
    unit,
    parent,
    registerNumber,
    sha256: sha256 ?? null,
    ready: Boolean(renderedAt),
    revoked: nomination.status === 'revoked',
    superseded: Boolean(found.supersededAt),
    cycle: nomination.cycle,
    decision: { number: decision.number ?? '', signedOn: decision.signedOn ?? '' },
  };
}

/** The paper itself; null while the worker has not rendered it. */
export async function certificatePdf(em: EntityManager, code: string): Promise<Buffer | null> {
  const found = await askedBy(null, () =>
    em.findOne(Certificate, { code: code.toUpperCase(), nomination: { cycle: IS_PUBLISHED } }, { populate: ['pdf'] }),
  );
  if (!found) throw new NotFound('No such certificate');
  return found.pdf ? Buffer.from(found.pdf) : null;
}
