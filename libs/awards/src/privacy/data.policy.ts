import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';

/** Who answers requests about personal data and erases them. */
export const ANSWERS_REQUESTS = ['administrator'] as const;

export function requireAnswering({ role }: Actor): void {
  if (role !== 'administrator') throw new NotFound('No such page');
}

/** One's own data are one's own: whoever acts in the place of another does not get theirs. */
export const isOneself = ({ id, onBehalfOf }: Actor, person: string): boolean => id === person && onBehalfOf === undefined;
