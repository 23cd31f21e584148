import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, Nomination } from '#store';
import type { Actor, Stage, StageOf } from '#workflow';
import { deadlineOf } from '../cycles/deadline.js';
import { rulebookOf } from '../machines.js';
import { nominationFacts } from '../nominations/facts.js';
import { visibleTo } from '../nominations/nomination.policy.js';

/** What a person may put forward in one go: the nominations of one review stage that wait for that person's unit. */
export interface Endorsable {
  stage: string;
  ranked: boolean;
  quotaLeft: number | null;
  ranksTaken: readonly number[];
  candidates: { id: string; code: string; unit: string }[];
}

/** The first review stage in which this person may endorse something now; null when there is none. */
export async function endorsable(em: EntityManager, cycle: Cycle, actor: Actor, now: Date): Promise<Endorsable | null> {
  const { definition } = rulebookOf(cycle);
  const mine = definition.pipeline.stages.filter(
    (stage: Stage): stage is StageOf<'review'> => stage.kind === 'review' && stage.by === actor.role,
  );
  for (const stage of mine) {
    const found = await endorsableIn(em, cycle, stage, actor, now);
    if (found) return found;
  }
  return null;
}

async function endorsableIn(
  em: EntityManager,
  cycle: Cycle,
  stage: StageOf<'review'>,
  actor: Actor,
  now: Date,
): Promise<Endorsable | null> {
  const { definition, nominations: machine } = rulebookOf(cycle);
  const waiting = await em.find(
    Nomination,
    { $and: [{ cycle, stage: stage.code, status: 'submitted' }, await visibleTo(em, actor)] },
    { populate: ['unit'], orderBy: { code: 'asc' }, limit: 200 },
  );
  const [first] = waiting;
  if (!first) return null;
  // One unit decides about all of them: they share its quota and ranks, and differ in their own lines only.
  const shared = await nominationFacts(em, { cycle, nomination: first, definition, actor, now }, machine.rulesFor(first, 'ENDORSE'));
  const candidates = waiting.filter((nomination) => {
    const { line, unit, status } = nomination;
    const facts = { ...shared, line, unit: unit.id, closes: deadlineOf(cycle, definition, line) };
    return machine.allowed({ status, stage: stage.code }, facts, actor).includes('ENDORSE');
  });
  if (candidates.length === 0) return null;
  return {
    stage: stage.code,
    ranked: stage.ranked,
    quotaLeft: shared.quotaLeft,
    ranksTaken: shared.ranksTaken,
    candidates: candidates.map(({ id, code, unit }) => ({ id, code, unit: unit.name })),
  };
}
