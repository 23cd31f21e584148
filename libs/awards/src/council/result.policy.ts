/*
 * Who sees a result.
 *
 * everybody     from the publication on: the decision in each of its versions, the winners with their initiative, and by its code a certificate with
 *               what is printed on it. Never scores, votes, other parts of a dossier, or who settled the list
 * those who see the nomination (`nominations/nomination.policy.ts`)
 *               its score, votes and mean of each criterion, from the publication on
 * the office    the ranking and the settled list before (`cycles/cycle.policy.ts`)
 */

/** Cycles whose result is everybody's, and what belongs to it, its certificates included. */
export const IS_PUBLISHED = { status: 'published' } as const;
