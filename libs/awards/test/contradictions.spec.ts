import { randomUUID } from 'node:crypto';
import { JournalEntry, Nomination, openStore } from '#store';
import { anAwardInReview, type Award, manyWaiting, TORTURE_SEED, type Waiting } from '#testing';
import { type Actor, type Definition, Refusal } from '#workflow';
import { chance, type Desk, deskOn, standingText } from '../src/index.js';

const NOMINATIONS = 300;
const DECISIONS = 10;

let award: Award;
let stores: Awaited<ReturnType<typeof openStore>>[];
let desks: Desk[];
beforeEach(async () => {
  award = await anAwardInReview({ branches: 4, wards: 4, definition: unlimited });
  // Three processes, as far as the database can tell.
  stores = await Promise.all([1, 2, 3].map(() => openStore(award.url)));
  desks = stores.map((store) => deskOn(store.em));
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await award.close();
});

/** No quota, no ranks: whatever is refused is refused because somebody else was first. */
const unlimited = (sample: Definition): Definition => ({
  ...sample,
  pipeline: {
    stages: sample.pipeline.stages.map((stage) => {
      if (stage.kind !== 'review') return stage;
      const { quota: _, ...rest } = stage;
      return { ...rest, ranked: false, checklist: [] };
    }),
  },
});

type Decision = 'return' | 'endorse' | 'decline' | 'disqualify' | 'withdraw';
/** Whoever wins of these, the others have come too late. */
const EXCLUSIVE: readonly Decision[][] = [
  ['return', 'endorse', 'decline'],
  ['decline', 'disqualify', 'withdraw'],
];
const ALL: readonly Decision[] = ['return', 'endorse', 'decline', 'disqualify', 'withdraw'];

/** Everybody is a person of their own. */
function decide(desk: Desk, { id, branch, ward }: Waiting, decision: Decision): Promise<unknown> {
  const reviewer: Actor = { id: randomUUID(), role: 'reviewer', unit: ward };
  if (decision === 'return') return desk.reviews.return(id, reviewer, [{ field: 'reason', request: 'Bổ sung' }]);
  if (decision === 'endorse') return desk.reviews.endorse(id, reviewer);
  if (decision === 'withdraw') return desk.nominations.withdraw(id, { id: randomUUID(), role: 'nominator', unit: branch }, 'Rút');
  return desk.reviews[decision](id, reviewer, 'Lý do');
}

/** Everything at the same moment, in an order that chance mixes; gives how many were accepted of each, and what the others were told. */
async function allAtOnce(waiting: readonly Waiting[], decisionsOf: (index: number) => readonly Decision[]) {
  const random = chance(TORTURE_SEED);
  const presses = random.shuffled(
    waiting.flatMap((nomination, index) => {
      const choice = decisionsOf(index);
      return Array.from({ length: DECISIONS }, (_, n) => ({ nomination, decision: choice[n % choice.length] ?? 'decline' }));
    }),
  );
  const accepted = new Map(waiting.map(({ id }) => [id, 0]));
  const told: unknown[] = [];
  await Promise.all(
    presses.map(({ nomination, decision }, n) =>
      decide(desks[n % desks.length] as Desk, nomination, decision).then(
        () => accepted.set(nomination.id, (accepted.get(nomination.id) ?? 0) + 1),
        (error: unknown) => told.push(error),
      ),
    ),
  );
  return { accepted, told };
}

/** The journal of each nomination as steps, with the standing of its row at the end. */
async function stepsOf(waiting: readonly Waiting[]): Promise<{ id: string; steps: (string | null | undefined)[][]; standing: string }[]> {
  const em = award.store.em.fork();
  const ids = waiting.map(({ id }) => id);
  const entries = Map.groupBy(await em.find(JournalEntry, { subjectId: { $in: ids } }, { orderBy: { id: 'asc' } }), (one) => one.subjectId);
  const rows = await em.find(Nomination, { id: { $in: ids } });
  return rows.map((row) => ({
    id: row.id,
    steps: (entries.get(row.id) ?? []).map(({ from, to }) => [from, to]),
    standing: standingText(row),
  }));
}

it(`has one winner for each of ${NOMINATIONS} nominations that get ${DECISIONS} contradictory decisions at once (seed ${TORTURE_SEED})`, async () => {
  const waiting = await manyWaiting(award, NOMINATIONS);
  const { accepted, told } = await allAtOnce(waiting, (index) => EXCLUSIVE[index % EXCLUSIVE.length] ?? ALL);
  expect([...accepted.values()].filter((count) => count !== 1)).toEqual([]);
  expect(told.filter((error) => !(error instanceof Refusal) || error.because !== 'wrongStatus')).toEqual([]);
  expect(told).toHaveLength(NOMINATIONS * (DECISIONS - 1));
  const found = await stepsOf(waiting);
  expect(found).toHaveLength(NOMINATIONS);
  for (const { steps, standing } of found) expect(steps).toEqual([['ward-review/submitted', standing]]);
});

it(`writes down an unbroken chain of steps where one decision may follow another (seed ${TORTURE_SEED})`, async () => {
  const waiting = await manyWaiting(award, 60);
  const { accepted, told } = await allAtOnce(waiting, () => ALL);
  expect(told.filter((error) => !(error instanceof Refusal))).toEqual([]);
  for (const { id, steps, standing } of await stepsOf(waiting)) {
    expect(steps).toHaveLength(accepted.get(id) ?? 0);
    const reached = ['ward-review/submitted', ...steps.map(([, to]) => to)];
    expect({ from: steps.map(([from]) => from), standing }).toEqual({ from: reached.slice(0, -1), standing: reached.at(-1) });
  }
});
