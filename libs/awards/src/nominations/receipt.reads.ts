import type { EntityManager } from '@mikro-orm/postgresql';
import { JournalEntry, Nomination, Unit } from '#store';
import { type Actor, stageOf, type Text } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { NotFound } from '../errors.js';
import { rulebookOf } from '../machines.js';
import { hidesIdentity, visibleTo } from './nomination.policy.js';

/** What a branch holds in its hands after handing its nomination in. */
export interface Receipt {
  /** The nomination and the number of the journal's entry: anybody of the office finds the entry by it. */
  code: string;
  at: Date;
  /** True when it was handed in again after a return. */
  again: boolean;
  /** The stage it went into, the unit that decides there, and until when. */
  next: { stage: Text; unit: string; until: Date | null };
}

/** The receipt of the last time it was handed in. `NotFound` when it never was, or is not for this person: it says whose it is. */
export async function receiptOf(em: EntityManager, id: string, actor: Actor): Promise<Receipt> {
  const nomination = await em.findOne(
    Nomination,
    { $and: [{ id }, await visibleTo(em, actor)] },
    { populate: ['cycle', 'cycle.definition', 'unit'] },
  );
  const types = ['nomination.submitted', 'nomination.resubmitted'];
  const [entry] = nomination
    ? await em.find(JournalEntry, { subjectId: id, type: { $in: types } }, { orderBy: { id: 'desc' }, limit: 1 })
    : [];
  if (!nomination || !entry || hidesIdentity(nomination.cycle, actor)) throw new NotFound('No receipt');
  const { definition } = rulebookOf(nomination.cycle);
  const stage = stageOf(definition.pipeline, entry.to?.split('/')[0] ?? '');
  const unit = await em.findOne(Unit, nomination.line[stage.tier] ?? '');
  return {
    code: `${nomination.code}-${String(entry.id).padStart(6, '0')}`,
    at: entry.at,
    again: entry.type === 'nomination.resubmitted',
    next: { stage: stage.name, unit: unit?.name ?? '', until: closingOf(nomination.cycle.schedule[stage.code], nomination.line) },
  };
}
