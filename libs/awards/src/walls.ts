import type { Nomination } from '#store';
import { type NominationEvent, Refusal } from '#workflow';

/** Errors of our own triggers: the same rules once more, in the database, for every path there is. */
const TIED = 'VD001';

export const isTied = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === TIED;

/** The refusal a trigger meant; null for all other errors. */
export function refusalOf(error: unknown, { status, stage }: Nomination, { type }: NominationEvent): Refusal | null {
  return isTied(error) ? new Refusal('nomination', status, type, 'noTie', stage) : null;
}
