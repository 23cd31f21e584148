import { randomUUID } from 'node:crypto';
import { Endorsement, JournalEntry, Nomination, openStore } from '#store';
import { anAwardInReview, type Award, manyWaiting, TORTURE_SEED } from '#testing';
import { type Definition, Refusal } from '#workflow';
import { chance, type Desk, deskOn } from '../src/index.js';

const QUOTA = 5;
const AT_ONCE = 20;
const ROUNDS = 4;

const withQuota =
  (ranked: boolean) =>
  (sample: Definition): Definition => ({
    ...sample,
    pipeline: {
      stages: sample.pipeline.stages.map((stage) =>
        stage.kind === 'review' && stage.petition ? { ...stage, quota: { perUnit: QUOTA }, ranked, checklist: [] } : stage,
      ),
    },
  });

let award: Award;
let stores: Awaited<ReturnType<typeof openStore>>[];
let desks: Desk[];

/** One ward for each round, and two processes that serve its reviewers. */
async function setUp(ranked: boolean) {
  award = await anAwardInReview({ branches: ROUNDS, wards: ROUNDS, definition: withQuota(ranked) });
  stores = await Promise.all([1, 2].map(() => openStore(award.url)));
  desks = stores.map(({ em }) => deskOn(em));
  return [...Map.groupBy(await manyWaiting(award, AT_ONCE * ROUNDS), ({ ward }) => ward)];
}
afterEach(async () => {
  for (const store of stores) await store.close();
  await award.close();
});

/** What one ward has put forward: rows, ranks, standings and journal. */
async function forwardedBy(ward: string) {
  const em = award.store.em.fork();
  const rows = await em.find(Endorsement, { unit: ward });
  const ids = rows.map(({ nomination }) => nomination.id);
  return {
    endorsements: rows.length,
    ranks: rows.flatMap(({ rank }) => rank ?? []),
    endorsed: await em.count(Nomination, { status: 'endorsed', line: { ward } }),
    written: await em.count(JournalEntry, { type: 'nomination.endorsed', subjectId: { $in: ids } }),
  };
}

it.each([false, true])(
  `never puts more than the quota forward when ${AT_ONCE} are endorsed at once by two reviewers of one ward (ranked: %s, seed ${TORTURE_SEED})`,
  async (ranked) => {
    const random = chance(TORTURE_SEED);
    for (const [ward, waiting] of await setUp(ranked)) {
      expect(waiting).toHaveLength(AT_ONCE);
      const reviewers = [randomUUID(), randomUUID()].map((id) => ({ id, role: 'reviewer' as const, unit: ward }));
      // Each of them presses for every nomination, with ranks that collide.
      const presses = random.shuffled(
        waiting.flatMap(({ id }) => reviewers.map((reviewer, n) => ({ id, reviewer, n, rank: random.between(1, 7) }))),
      );
      const outcomes = await Promise.allSettled(
        presses.map(({ id, reviewer, n, rank }) => (desks[n] as Desk).reviews.endorse(id, reviewer, ranked ? rank : undefined)),
      );
      const accepted = outcomes.filter(({ status }) => status === 'fulfilled').length;
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(refused.filter((error) => !(error instanceof Refusal))).toEqual([]);
      const found = await forwardedBy(ward);
      expect(found).toMatchObject({ endorsements: QUOTA, endorsed: QUOTA, written: QUOTA });
      expect([accepted, new Set(found.ranks).size]).toEqual([QUOTA, ranked ? QUOTA : 0]);
    }
  },
);
