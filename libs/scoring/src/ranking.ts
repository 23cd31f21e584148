import { byId, repeated } from './order.js';
import { tenThousandths } from './points.js';

export interface Candidate {
  id: string;
  /** Points, at most four decimals. */
  score: number;
  /** Votes of the council. Where some have votes and others none, those without come after all those with. */
  votes?: number | undefined;
  byCriterion: Readonly<Record<string, number>>;
}

export interface Ranked {
  id: string;
  /** From 1; the places after a tie are left out: 1, 2, 2, 4. */
  place: number;
  /** The others of the same place, by id. */
  tiedWith: string[];
}

/**
 * Orders candidates by votes, then score, then each tie-break criterion in turn, higher first. Whoever is equal in all of it
 * shares a place: an id decides the order of writing, never a place.
 *
 * Source: sample award CDKDC-2023, `council.tie_break` (by votes, then score, then TC6, then TC2; a second ballot and the
 * chair decide what is left).
 *
 * @throws RangeError when an id is there twice, a number is no score, or a tie-break criterion has no score.
 */
export function rank(candidates: readonly Candidate[], tieBreak: readonly string[]): Ranked[] {
  const [twice] = repeated(candidates.map((candidate) => candidate.id));
  if (twice !== undefined) throw new RangeError(`candidate ${twice} is there twice`);
  const keyed = candidates
    .map((candidate) => ({ id: candidate.id, key: keyOf(candidate, tieBreak) }))
    .sort((a, b) => descending(a.key, b.key) || byId(a.id, b.id));
  return keyed.map(({ id, key }) => {
    const tied = keyed.filter((other) => descending(other.key, key) === 0);
    return {
      id,
      place: 1 + keyed.findIndex((other) => descending(other.key, key) === 0),
      tiedWith: tied.map((other) => other.id).filter((other) => other !== id),
    };
  });
}

const WITHOUT_VOTES = -1n;

function keyOf({ id, score, votes, byCriterion }: Candidate, tieBreak: readonly string[]): bigint[] {
  if (votes !== undefined && (!Number.isSafeInteger(votes) || votes < 0)) throw new RangeError(`${votes} is no number of votes (${id})`);
  const criteria = tieBreak.map((code) => {
    const points = Object.hasOwn(byCriterion, code) ? byCriterion[code] : undefined;
    if (points === undefined) throw new RangeError(`candidate ${id} has no score for criterion ${code}`);
    return tenThousandths(points);
  });
  return [votes === undefined ? WITHOUT_VOTES : BigInt(votes), tenThousandths(score), ...criteria];
}

function descending(a: readonly bigint[], b: readonly bigint[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? value;
    if (value !== other) return value > other ? -1 : 1;
  }
  return 0;
}
