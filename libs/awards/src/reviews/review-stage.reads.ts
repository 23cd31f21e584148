import type { EntityManager } from '@mikro-orm/postgresql';
import { Cycle } from '#store';
import type { Actor, StageOf, Text } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { NotFound } from '../errors.js';
import { rulebookOf } from '../machines.js';
import { countsIn } from '../policy.js';
import { lineOf } from '../units/line.js';

/** The review stage of that code in which this person acts for a unit of the organiser's; `NotFound` for others. One query. */
export async function reviewStageFor(em: EntityManager, cycle: Cycle, code: string, actor: Actor): Promise<StageOf<'review'>> {
  const { role, unit } = actor;
  const stage = rulebookOf(cycle).definition.pipeline.stages.find((one) => one.code === code);
  if (stage?.kind !== 'review' || stage.by !== role || unit === null || !countsIn(cycle.id, actor)) throw new NotFound('No such stage');
  if (!isReviewedBy(cycle, stage, unit, await lineOf(em, { id: unit }))) throw new NotFound('No such stage');
  return stage;
}

/** Whether nominations of a cycle come up to that unit in a stage. */
const isReviewedBy = ({ organiser }: Cycle, { tier }: StageOf<'review'>, unit: string, line: Record<string, string>) =>
  line[tier] === unit && Object.values(line).includes(organiser.id);

export interface ReviewStage {
  slug: string;
  cycle: Text;
  stage: string;
  name: Text;
  closes: Date | null;
}

/** The review stages of running cycles in which this person acts. */
export async function reviewStagesOf(em: EntityManager, { role, unit, cycle: limit }: Actor): Promise<ReviewStage[]> {
  if (unit === null) return [];
  const cycles = await em.find(
    Cycle,
    { status: { $in: ['waiting', 'open', 'suspended'] }, ...(limit !== undefined && { id: limit }) },
    { populate: ['definition'], orderBy: { launchedAt: 'desc' } },
  );
  const line = await lineOf(em, { id: unit });
  return cycles.flatMap((cycle) => {
    const { definition } = rulebookOf(cycle);
    return definition.pipeline.stages.flatMap((stage) =>
      stage.kind === 'review' && stage.by === role && isReviewedBy(cycle, stage, unit, line)
        ? [
            {
              slug: cycle.slug,
              cycle: definition.name,
              stage: stage.code,
              name: stage.name,
              closes: closingOf(cycle.schedule[stage.code], { [stage.tier]: unit }),
            },
          ]
        : [],
    );
  });
}
