import { type EntityManager } from '@mikro-orm/postgresql';
import { CouncilSeat, Cycle, Decision, Endorsement, Nomination, Recusal, ScoreSheet, VoteRegister } from '#store';
import { type Actor, stageOf, type Stage, type Text } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { rulebookOf } from '../machines.js';
import { countsIn } from '../policy.js';
import { lineOf } from '../units/line.js';
import { visibleTo } from './nomination.policy.js';

export interface Task {
  cycle: { slug: string; name: Text; timeZone: string };
  kind: 'start' | 'draft' | 'confirm' | 'answer' | 'review' | 'forward' | 'score' | 'vote' | 'finalise' | 'publish';
  count: number;
  due: Date | null;
  href: string;
}

type Found = Omit<Task, 'cycle'>;

type Line = Record<string, string>;

/** What waits for this person, the nearest deadline first. */
export async function tasksFor(em: EntityManager, actor: Actor): Promise<Task[]> {
  const cycles = await em.find(Cycle, { status: { $in: ['waiting', 'open', 'suspended'] } }, { populate: ['definition'] });
  const line = actor.unit === null ? {} : await lineOf(em, { id: actor.unit });
  const tasks: Task[] = [];
  for (const cycle of cycles.filter(({ id }) => countsIn(id, actor))) {
    const { definition } = rulebookOf(cycle);
    const about = { slug: cycle.slug, name: definition.name, timeZone: definition.timeZone };
    for (const found of await inCycle(em, cycle, actor, line)) tasks.push({ cycle: about, ...found });
  }
  return tasks.sort((a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity));
}

/** While a cycle is suspended only drafts can be written, and their deadlines stand still. While it waits for a stage to open, reviewers may work. */
async function inCycle(em: EntityManager, cycle: Cycle, actor: Actor, line: Line): Promise<Found[]> {
  if (actor.role === 'nominator') {
    const found = await nominating(em, cycle, actor, line);
    return cycle.status === 'suspended' ? found.map((one) => ({ ...one, due: null })) : found;
  }
  if (cycle.status === 'suspended') return [];
  if (actor.role === 'reviewer' || actor.role === 'secretariat')
    return [...(await reviewing(em, cycle, actor, line)), ...(await publishing(em, cycle, actor))];
  if ((actor.role === 'scorer' || actor.role === 'chair') && cycle.status === 'open') return sitting(em, cycle, actor, line);
  return [];
}

/** The deadline of a stage for that unit line. */
const dueOf = (cycle: Cycle, stage: string, line: Line): Date | null => closingOf(cycle.schedule[stage], line);

async function nominating(em: EntityManager, cycle: Cycle, actor: Actor, line: Line): Promise<Found[]> {
  const nomination = await em.findOne(Nomination, { cycle, unit: actor.unit ?? '' });
  const first = rulebookOf(cycle).definition.pipeline.stages[0]?.code ?? '';
  const isOpen = cycle.stage === first && cycle.status !== 'waiting';
  const isTheirs = Object.values(line).includes(cycle.organiser.id);
  if (!nomination)
    return isOpen && isTheirs ? [{ kind: 'start', count: 1, due: dueOf(cycle, first, line), href: `/cycles/${cycle.slug}` }] : [];
  const href = `/nominations/${nomination.id}`;
  // The line it was started with is the one that counts.
  const kind = nomination.filedBy && !nomination.confirmedAt ? 'confirm' : 'draft';
  if (nomination.status === 'draft' && isOpen) return [{ kind, count: 1, due: dueOf(cycle, first, nomination.line), href }];
  return nomination.status === 'returned' ? [{ kind: 'answer', count: 1, due: nomination.supplementDue ?? null, href }] : [];
}

async function reviewing(em: EntityManager, cycle: Cycle, actor: Actor, line: Line): Promise<Found[]> {
  const { pipeline } = rulebookOf(cycle).definition;
  const mine = pipeline.stages.filter(
    (stage): stage is Extract<Stage, { kind: 'review' }> => stage.kind === 'review' && stage.by === actor.role,
  );
  const found: Found[] = [];
  for (const stage of mine) {
    const count = await em.count(Nomination, { $and: [{ cycle, stage: stage.code, status: 'submitted' }, await visibleTo(em, actor)] });
    if (count > 0)
      found.push({
        kind: 'review',
        count,
        due: dueOf(cycle, stage.code, line),
        href: `/reviews/${cycle.slug}/${stage.code}?place=waiting`,
      });
    const endorsed = stage.petition ? await em.count(Endorsement, { cycle, stage: stage.code, unit: actor.unit ?? '', petition: null }) : 0;
    if (endorsed > 0)
      found.push({
        kind: 'forward',
        count: endorsed,
        due: dueOf(cycle, stage.code, line),
        href: `/reviews/${cycle.slug}/${stage.code}/forward`,
      });
  }
  return found;
}

async function publishing(em: EntityManager, cycle: Cycle, actor: Actor): Promise<Found[]> {
  const stage = cycle.stage ? stageOf(rulebookOf(cycle).definition.pipeline, cycle.stage) : null;
  if (
    actor.role !== 'secretariat' ||
    cycle.status !== 'open' ||
    stage?.kind !== 'announcement' ||
    (await em.count(Decision, { cycle, supersededAt: null })) === 0
  )
    return [];
  return [{ kind: 'publish', count: 1, due: null, href: `/cycles/${cycle.slug}/announcement` }];
}

async function sitting(em: EntityManager, cycle: Cycle, actor: Actor, line: Line): Promise<Found[]> {
  const stage = cycle.stage ? stageOf(rulebookOf(cycle).definition.pipeline, cycle.stage) : null;
  if (!stage || (await em.count(CouncilSeat, { cycle, person: actor.id })) === 0) return [];
  const due = dueOf(cycle, stage.code, line);
  if (stage.kind === 'scoring') {
    const all = await em.count(Nomination, { cycle, stage: stage.code });
    const settled =
      (await em.count(ScoreSheet, { nomination: { cycle }, scorer: actor.id, submittedAt: { $ne: null } })) +
      (await em.count(Recusal, { nomination: { cycle }, scorer: actor.id }));
    return all > settled ? [{ kind: 'score', count: all - settled, due, href: `/cycles/${cycle.slug}` }] : [];
  }
  if (stage.kind === 'ballot')
    return (await em.count(VoteRegister, { cycle, stage: stage.code, voter: actor.id })) === 0
      ? [{ kind: 'vote', count: 1, due, href: `/cycles/${cycle.slug}/ballot` }]
      : [];
  if (stage.kind === 'announcement' && actor.role === 'chair' && (await em.count(Decision, { cycle, supersededAt: null })) === 0)
    return [{ kind: 'finalise', count: 1, due: null, href: `/cycles/${cycle.slug}/announcement` }];
  return [];
}
