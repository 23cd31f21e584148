import { type EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, CouncilSeat, JournalEntry } from '#store';

/** How many letters the journal of a cycle owes, by the code of the sample's letter. */
export async function expectedLetters(em: EntityManager, cycle: Cycle): Promise<Record<string, number>> {
  const entries = await em.find(JournalEntry, { cycle });
  const seats = await em.count(CouncilSeat, { cycle });
  const of = (type: string, kind?: string) =>
    entries.filter((entry) => entry.type === type && (kind === undefined || entry.data['kind'] === kind));
  const [{ units } = { units: 0 }] = await em.execute<{ units: number }[]>(
    `select count(distinct line ->> 'ward')::int as units from nomination where cycle_id = ?`,
    [cycle.id],
  );
  return {
    E1: of('nomination.submitted').length,
    E2: of('nomination.returned').length,
    E3: of('nomination.forwarded').length,
    E4: of('cycle.reminded').reduce((sum, { data }) => sum + Object.keys(data['units'] ?? {}).length, 0),
    E5: of('cycle.stage-opened', 'scoring').length * seats,
    E6: of('cycle.stage-opened', 'notice').length * units,
    // The branch and its ward each get one.
    E7: of('nomination.awarded').length * 2,
    E8: of('nomination.not-awarded').length * 2,
    E9: of('branch.reminded', 'submission').reduce((sum, { data }) => sum + (data['units'] as string[]).length, 0),
    E10: of('branch.reminded', 'answer').length,
  };
}

export const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
