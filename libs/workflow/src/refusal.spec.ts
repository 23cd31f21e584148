import { readFileSync } from 'node:fs';
import {
  CHAIR,
  cycleCases,
  cycleFacts,
  due,
  nominationCases,
  nominationFacts,
  NOMINATOR,
  REVIEWER,
  SCORER,
  SECRETARIAT,
} from '../test/refusal-cases.js';
import { buildCycleMachine, buildNominationMachine, CLOCK, readDefinition, Refusal } from './index.js';

const { pipeline } = readDefinition(
  JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')),
);
const nominations = buildNominationMachine(pipeline);
const cycles = buildCycleMachine(pipeline);

function standingAt<S>(standings: readonly S[], name: string): S {
  const [stage, status] = name.includes('/') ? name.split('/') : [null, name];
  const found = standings.find((one) => sameAs(one, { status, stage }));
  if (found === undefined) throw new Error(`no standing ${name}`);
  return found;
}
const sameAs = (one: unknown, other: object) => JSON.stringify(one) === JSON.stringify(other);

function refusalOf(ask: () => unknown): Pick<Refusal, 'subject' | 'status' | 'event' | 'because'> | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { subject, status, event, because } = error;
    return { subject, status, event, because };
  }
}

describe('a nomination is refused by', () => {
  it.each(Object.entries(nominationCases))('%s', (rule, { at, asks: [type, actor], given = {}, breaks }) => {
    const standing = standingAt(nominations.standings, at);
    const { actor: other, due, seen, ...changed } = breaks;
    const base = { ...nominationFacts, cycleStage: standing.stage, ...given };
    expect(refusalOf(() => nominations.decide(standing, base, { type, actor, rank: 1 }))).toBeUndefined();
    const rank = 'rank' in breaks ? breaks.rank : 1;
    expect(
      refusalOf(() => nominations.decide(standing, { ...base, ...changed }, { type, actor: other ?? actor, rank, due, seen })),
    ).toEqual({
      subject: 'nomination',
      status: standing.status,
      event: type,
      because: rule,
    });
  });
});

describe('a cycle is refused by', () => {
  it.each(Object.entries(cycleCases))('%s', (rule, { at, asks: [type, actor], given = {}, breaks }) => {
    const standing = standingAt(cycles.standings, at);
    const { actor: other, ...changed } = breaks;
    const base = { ...cycleFacts, ...given };
    expect(refusalOf(() => cycles.decide(standing, base, { type, actor }))).toBeUndefined();
    expect(refusalOf(() => cycles.decide(standing, { ...base, ...changed }, { type, actor: other ?? actor }))).toEqual({
      subject: 'cycle',
      status: standing.status,
      event: type,
      because: rule,
    });
  });
});

describe('in particular', () => {
  const submitted = standingAt(nominations.standings, 'ward-review/submitted');
  const inReview = { ...nominationFacts, cycleStage: 'ward-review' };

  it.each([0, -1, 1.5, Number.NaN, Infinity])('a rank of %p is none', (rank) => {
    expect(refusalOf(() => nominations.decide(submitted, inReview, { type: 'ENDORSE', actor: REVIEWER, rank }))?.because).toBe('rankGiven');
  });

  it('the close of an earlier stage decides nothing about a nomination that is further on', () => {
    const close = { ...nominationFacts, cycleStage: 'nomination', within: 'closing' as const };
    expect(refusalOf(() => nominations.decide(submitted, close, { type: 'CLOSE', actor: CLOCK }))?.because).toBe('partOfClosing');
  });

  it('a tie to a unit of another tier of the line bars scoring too', () => {
    const scoring = standingAt(nominations.standings, 'scoring/scoring');
    const tied = (unit: string) =>
      refusalOf(() =>
        nominations.decide(scoring, { ...nominationFacts, cycleStage: 'scoring', ties: [unit] }, { type: 'SCORE', actor: SCORER }),
      );
    expect(['B', 'W', 'D', 'C'].map((unit) => tied(unit)?.because)).toEqual(['noTie', 'noTie', 'noTie', 'noTie']);
  });

  it.each([
    ['scoring below the minimum of sheets', 'scoring/open', { belowMinimum: 1 }],
    ['a ballot without its quorum', 'ballot/open', { quorum: 2 }],
  ])('%s, once due, can only be given a later deadline, suspended or cancelled', (_, at, lacking) => {
    const standing = standingAt(cycles.standings, at);
    const facts = { ...cycleFacts, ...lacking, ...due };
    const offered = [NOMINATOR, REVIEWER, SECRETARIAT, SCORER, CHAIR, CLOCK].flatMap((actor) => cycles.allowed(standing, facts, actor));
    expect(offered).toEqual(['EXTEND', 'SUSPEND', 'CANCEL']);
  });

  it('every refusal has its sentence in both languages', () => {
    const rules = [...Object.keys(nominationCases), ...Object.keys(cycleCases), 'wrongStatus'] as Refusal['because'][];
    for (const rule of rules) {
      const { vi, en } = new Refusal('cycle', 'open', 'CLOSE', rule).sentence;
      expect([vi, en]).toEqual([expect.stringMatching(/^\p{Lu}.*\.$/u), expect.stringMatching(/^\p{Lu}.*\.$/u)]);
      expect(vi.normalize('NFC')).toBe(vi);
    }
  });
});
