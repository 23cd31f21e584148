import type { ObjectQuery } from '@mikro-orm/postgresql';
import type { Cycle, Nomination } from '#store';
import type { Actor, NominationStatus, Role, Standing } from '#workflow';
import { rulebookOf } from '../machines.js';

/** Who works with the outcome before everybody hears it. */
const INSIDERS: readonly Role[] = ['secretariat', 'observer', 'administrator', 'chair', 'clock'];
const OUTCOMES: readonly NominationStatus[] = ['eliminated', 'finalist'];

type Decided = Pick<Nomination, 'status' | 'stage' | 'votes'>;

const knowsOutcome = (cycle: Cycle, { role }: Actor): boolean => cycle.status === 'published' || INSIDERS.includes(role);

/**
 * The standing as this person may know it: until the publication, whoever has won or lost stands, for branches, wards and scorers, where the
 * outcome fell: before the ballot when votes were counted, else in scoring.
 */
export function shownStanding(cycle: Cycle, { status, stage, votes }: Decided, actor: Actor): Standing<NominationStatus> {
  const actual = { status, stage: stage ?? null };
  if (!OUTCOMES.includes(status) || knowsOutcome(cycle, actor)) return actual;
  const kind = votes === null || votes === undefined ? 'scoring' : 'ballot';
  const fell = rulebookOf(cycle).definition.pipeline.stages.findLast((one) => one.kind === kind);
  return fell ? { status: kind === 'ballot' ? 'balloting' : 'scoring', stage: fell.code } : actual;
}

/** The nominations that this person sees in a status. The counterpart of `shownStanding`: a filter must not tell what a page hides. */
export function whereShown(cycle: Cycle, status: NominationStatus, actor: Actor): ObjectQuery<Nomination> {
  if (knowsOutcome(cycle, actor)) return { status };
  if (OUTCOMES.includes(status)) return { id: null };
  const hidden = { status: { $in: [...OUTCOMES] } };
  if (status === 'balloting') return { $or: [{ status }, { ...hidden, votes: { $ne: null } }] };
  if (status === 'scoring') return { $or: [{ status }, { ...hidden, votes: null }] };
  return { status };
}
