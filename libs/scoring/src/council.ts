import { repeated } from './order.js';

/** A share of the council in integers: 2/3, 80/100. At most one. */
export interface Share {
  numerator: number;
  denominator: number;
}

/**
 * The fewest members without whom a meeting is not valid: smallest n with n / members ≥ numerator / denominator.
 * Whole people; integer arithmetic, because 2/3 of 9 must be 6 and no float knows two thirds.
 *
 * Source: sample award CDKDC-2023, `council.meeting` and `council.examples` (2/3 of all members); thresholds of this form in
 * Decree 91/2017 Art. 45(8) and the councils listed in the domain notes, 1.4.
 *
 * @throws RangeError unless all are whole, members ≥ 1 and 0 < numerator ≤ denominator.
 */
export const quorumOf = (share: Share, members: number): number => leastOf(share, members);

/**
 * The fewest votes that pass: smallest n with n / members ≥ numerator / denominator, so “at least 2/3”, never “more than”.
 * `members` is whatever the regulation divides by: all members, or those present.
 *
 * Source: sample award CDKDC-2023, `council.ballot` and `council.examples`; ≥ 90 % of all members in Decree 91/2017 Art. 45(8).
 *
 * @throws RangeError unless all are whole, members ≥ 1 and 0 < numerator ≤ denominator.
 */
export const passMark = (share: Share, members: number): number => leastOf(share, members);

function leastOf({ numerator, denominator }: Share, members: number): number {
  requireCount('members', members);
  requireCount('numerator', numerator);
  requireCount('denominator', denominator);
  if (numerator > denominator) throw new RangeError(`a share of ${numerator}/${denominator} is more than everybody`);
  const [over, under] = [BigInt(numerator) * BigInt(members), BigInt(denominator)];
  return Number((over + under - 1n) / under);
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1 on, not ${value}`);
}

export interface TallyRules {
  /** Size of the council, absent members included. */
  members: number;
  /** Most names on one paper. */
  chooseAtMost: number;
  /** Votes needed, as a share of all members or of the papers cast (present, or absent with a written paper). */
  pass: Share & { of: 'all' | 'present' };
}

export interface Tally {
  /** Papers returned: valid + invalid. */
  cast: number;
  valid: number;
  invalid: number;
  /** Votes on valid papers for every candidate, nought included. */
  votes: Record<string, number>;
  /** Votes a candidate needs; never less than one. */
  needed: number;
  /** Candidates with the votes needed, in the order given. May be more than can win. */
  passed: string[];
}

/**
 * Counts a secret ballot. A paper is the list of candidates it agrees to. One that names too many, names somebody twice or
 * names somebody who does not stand is invalid as a whole; an empty one is valid and agrees to nobody.
 * An invalid paper was still cast: with `of: 'present'` it raises what is needed.
 *
 * Source: sample award CDKDC-2023, `council.ballot` (at most 8 names, 2/3 of all members, absent members by written ballot)
 * and the record of domain notes 5.13; “present or consulted” as in Circular 35/2015.
 *
 * @throws RangeError when there are more papers than members, a candidate stands twice, or a rule is out of range.
 */
export function tally(papers: readonly (readonly string[])[], candidates: readonly string[], rules: TallyRules): Tally {
  requireCount('chooseAtMost', rules.chooseAtMost);
  requireCount('members', rules.members);
  if (papers.length > rules.members) throw new RangeError(`${papers.length} papers from ${rules.members} members`);
  const [twice] = repeated(candidates);
  if (twice !== undefined) throw new RangeError(`candidate ${twice} stands twice`);

  const valid = papers.filter(
    (paper) => paper.length <= rules.chooseAtMost && repeated(paper).length === 0 && paper.every((name) => candidates.includes(name)),
  );
  const counts = candidates.map((candidate) => ({ candidate, votes: valid.filter((paper) => paper.includes(candidate)).length }));
  // Nobody is present at an empty ballot box: without the one, nought votes would be a full share of nought papers.
  const needed = passMark(rules.pass, rules.pass.of === 'all' ? rules.members : Math.max(1, papers.length));
  return {
    cast: papers.length,
    valid: valid.length,
    invalid: papers.length - valid.length,
    votes: Object.fromEntries(counts.map(({ candidate, votes }) => [candidate, votes])),
    needed,
    passed: counts.filter(({ votes }) => votes >= needed).map(({ candidate }) => candidate),
  };
}
