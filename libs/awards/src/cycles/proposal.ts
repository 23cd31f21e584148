import { type EntityManager } from '@mikro-orm/postgresql';
import { rank, selectWinners } from '#scoring';
import { type Cycle, JournalEntry, Nomination } from '#store';
import type { StageOf } from '#workflow';
import { rulebookOf } from '../machines.js';

export interface Proposal {
  /** Nominations in the order of the rules, best first. */
  ranking: { nomination: Nomination; place: number; tied: boolean; byCriterion: Record<string, number> }[];
  winners: Nomination[];
  /** Groups of equals at the cut: the rules do not separate them, the chair must. */
  undecided: Nomination[][];
}

/** Whom the rules would award: ranked by votes, then score, then the tie-break criteria, within the limits of the award. */
export async function proposalFor(em: EntityManager, cycle: Cycle): Promise<Proposal> {
  const { definition } = rulebookOf(cycle);
  const stage = definition.pipeline.stages.at(-1) as StageOf<'announcement'>;
  const finalists = await em.find(Nomination, { cycle, status: { $in: ['finalist', 'awarded'] } }, { populate: ['unit'] });
  const byCode = new Map(finalists.map((nomination) => [nomination.code, nomination]));
  const criteria = await criterionScores(em, finalists);
  // Codes, not row ids, so that equal cycles give equal lists.
  const ranked = rank(
    finalists.map((nomination) => ({
      id: nomination.code,
      score: Number(nomination.score ?? 0),
      votes: nomination.votes ?? undefined,
      byCriterion: criteria.get(nomination.id) ?? {},
    })),
    stage.tieBreak,
  );
  const found = (code: string): Nomination => {
    const nomination = byCode.get(code);
    if (!nomination) throw new Error(`Ranked an unknown nomination ${code}`);
    return nomination;
  };
  const per = stage.winnersPerUnit;
  const chosen = selectWinners(
    ranked.map(({ id, place, tiedWith }) => ({ id, place, tiedWith, unit: per ? (found(id).line[per.tier] ?? id) : id })),
    { max: stage.winnersMax, perUnit: per?.max },
  );
  return {
    ranking: ranked.map(({ id, place, tiedWith }) => ({
      nomination: found(id),
      place,
      tied: tiedWith.length > 0,
      byCriterion: criteria.get(found(id).id) ?? {},
    })),
    winners: chosen.winners.map(found),
    undecided: chosen.undecided.map((group) => group.map(found)),
  };
}

/** Mean points by criterion as the journal recorded them when scoring closed. */
async function criterionScores(em: EntityManager, nominations: readonly Nomination[]): Promise<Map<string, Record<string, number>>> {
  const entries = await em.find(
    JournalEntry,
    { subjectId: { $in: nominations.map(({ id }) => id) }, type: { $in: ['nomination.advanced', 'nomination.eliminated'] } },
    { orderBy: { id: 'asc' } },
  );
  return new Map(
    entries
      .filter(({ data }) => data['byCriterion'])
      .map(({ subjectId, data }) => [subjectId, data['byCriterion'] as Record<string, number>]),
  );
}
