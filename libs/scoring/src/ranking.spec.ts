import * as fc from 'fast-check';
import { rank, type Candidate } from './index.js';

const candidate = (id: string, score: number, votes?: number, TC6 = 0, TC2 = 0): Candidate => ({
  id,
  score,
  votes,
  byCriterion: { TC6, TC2 },
});
const places = (candidates: Candidate[], tieBreak: string[] = ['TC6', 'TC2']) =>
  rank(candidates, tieBreak).map(({ id, place, tiedWith }) => `${place} ${id}${tiedWith.length > 0 ? ` = ${tiedWith.join(' ')}` : ''}`);

describe('a ranking', () => {
  it('goes by votes before score, then by each tie-break criterion in turn', () => {
    const candidates = [
      candidate('low-votes', 99, 6),
      candidate('tc2', 90, 7, 10, 21),
      candidate('tc6', 90, 7, 11, 0),
      candidate('score', 91, 7),
      candidate('tc2-less', 90, 7, 10, 20.9999),
      candidate('votes', 70, 8),
    ];
    expect(places(candidates)).toEqual(['1 votes', '2 score', '3 tc6', '4 tc2', '5 tc2-less', '6 low-votes']);
  });

  it('leaves out the places after a tie', () => {
    expect(places([candidate('d', 70), candidate('c', 80), candidate('b', 80), candidate('a', 90)])).toEqual([
      '1 a',
      '2 b = c',
      '2 c = b',
      '4 d',
    ]);
  });

  it('names everyone in a tie of three, by id and not by language', () => {
    expect(places([candidate('đ', 80), candidate('e', 80), candidate('Z', 80)])).toEqual(['1 Z = e đ', '1 e = Z đ', '1 đ = Z e']);
  });

  it('goes by score alone when there was no ballot', () => {
    expect(places([candidate('a', 0.3), candidate('b', 0.3001)])).toEqual(['1 b', '2 a']);
  });

  it('puts those without votes after those with none at all', () => {
    expect(places([candidate('a', 99), candidate('b', 1, 0)])).toEqual(['1 b', '2 a']);
  });

  it('leaves equals tied when the award names no tie-break', () => {
    expect(places([candidate('a', 80, 5, 9), candidate('b', 80, 5, 1)], [])).toEqual(['1 a = b', '1 b = a']);
  });

  it('is empty for nobody', () => {
    expect(rank([], ['TC6'])).toEqual([]);
  });

  it.each([
    ['candidate a is there twice', [candidate('a', 1), candidate('a', 2)]],
    ['candidate a has no score for criterion TC2', [{ id: 'a', score: 1, byCriterion: { TC6: 1 } }]],
    ['candidate a has no score for criterion TC6', [{ id: 'a', score: 1, byCriterion: {} }]],
    ['NaN is no score: at most 4 decimals and 1000000 points', [candidate('a', Number.NaN)]],
    ['-1 is no number of votes (a)', [candidate('a', 1, -1)]],
    ['0.5 is no number of votes (a)', [candidate('a', 1, 0.5)]],
  ] as [string, Candidate[]][])('refuses: %s', (because, candidates) => {
    expect(() => rank(candidates, ['TC6', 'TC2'])).toThrow(new RangeError(because));
  });
});

describe('any ranking', () => {
  // Few distinct values, so that ties are common.
  const few = fc.constantFrom(0, 0.1, 0.3, 70);
  const anyCandidates = fc
    .array(fc.tuple(few, fc.constantFrom(undefined, 0, 1, 2), few, few), { maxLength: 9 })
    .map((rows) => rows.map(([score, votes, TC6, TC2], index) => candidate(`n${index}`, score, votes, TC6, TC2)));
  const key = ({ votes, score, byCriterion }: Candidate) => [votes ?? -1, score, byCriterion['TC6'] ?? 0, byCriterion['TC2'] ?? 0];
  const above = (a: Candidate, b: Candidate) => {
    const [left, right] = [key(a), key(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
  };

  it('gives everyone one place: one more than there are above', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const ranked = rank(candidates, ['TC6', 'TC2']);
        const expected = candidates.map((one) => ({
          id: one.id,
          place: 1 + candidates.filter((other) => above(other, one)).length,
          tiedWith: candidates.filter((other) => other !== one && !above(one, other) && !above(other, one)).map(({ id }) => id),
        }));
        expect(ranked.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(expected);
        expect(ranked).toEqual(ranked.toSorted((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1)));
      }),
    );
  });

  it('does not depend on the order in which candidates are read', () => {
    fc.assert(
      fc.property(
        anyCandidates.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(rank(shuffled, ['TC6', 'TC2'])).toEqual(rank(all, ['TC6', 'TC2']));
        },
      ),
    );
  });

  it('never lowers a candidate who gets one more vote', () => {
    fc.assert(
      fc.property(anyCandidates, fc.nat({ max: 8 }), (candidates, at) => {
        const more = candidates.map((one, index) => (index === at && one.votes !== undefined ? { ...one, votes: one.votes + 1 } : one));
        const placeOf = (all: Candidate[]) => rank(all, ['TC6', 'TC2']).find(({ id }) => id === `n${at}`)?.place ?? 0;
        expect(placeOf(more) <= placeOf(candidates)).toBe(true);
      }),
    );
  });
});
