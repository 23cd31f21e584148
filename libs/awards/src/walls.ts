import { type NominationEvent, Refusal } from '#workflow';
import type { HeldNomination } from './held.js';

/** Errors of our own triggers: the same rules once more, in the database, for every path there is. */
const TIED = 'VD001';

export const isTied = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === TIED;

/** The refusal a trigger meant; null for all other errors. */
export function refusalOf(
  error: unknown,
  { status, stage }: Pick<HeldNomination, 'status' | 'stage'>,
  { type }: NominationEvent,
): Refusal | null {
  return isTied(error) ? new Refusal('nomination', status, type, 'noTie', stage) : null;
}
