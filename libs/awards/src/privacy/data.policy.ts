import type { Actor } from '#workflow';
import { only, type Roles } from '../policy.js';

/** Who answers requests about personal data and erases them. */
export const ANSWERS_REQUESTS: Roles = ['administrator'];

export const requireAnswering = (actor: Actor): void => only(ANSWERS_REQUESTS, actor);

/** One's own data are one's own: whoever acts in the place of another does not get theirs. */
export const isOneself = ({ id, onBehalfOf }: Actor, person: string): boolean => id === person && onBehalfOf === undefined;
