import { type EntityManager } from '@mikro-orm/postgresql';
import { type Nomination, Recusal, ScoreSheet } from '#store';
import { aggregate, type Aggregate } from '#scoring';
import type { Definition, StageOf } from '#workflow';

/** The result of each nomination from its submitted sheets; sheets of recused scorers do not count. */
export async function results(
  em: EntityManager,
  nominations: readonly Nomination[],
  definition: Definition,
  stage: StageOf<'scoring'>,
): Promise<Map<string, Aggregate>> {
  const ids = nominations.map((nomination) => nomination.id);
  const sheets = await em.find(ScoreSheet, { nomination: { $in: ids }, submittedAt: { $ne: null } });
  const recusals = await em.find(Recusal, { nomination: { $in: ids } });
  const recused = new Set(recusals.map(({ nomination, scorer }) => `${nomination.id} ${scorer.id}`));
  const criteria = definition.rubric.criteria.map(({ code, items }) => ({ code, items: items.map((item) => item.code) }));
  const counted = Map.groupBy(
    sheets.filter(({ nomination, scorer }) => !recused.has(`${nomination.id} ${scorer.id}`)),
    ({ nomination }) => nomination.id,
  );
  return new Map(
    [...counted].map(([id, own]) => [
      id,
      aggregate(
        own.map(({ scorer, items }) => ({ scorer: scorer.id, items })),
        criteria,
        stage,
      ),
    ]),
  );
}
