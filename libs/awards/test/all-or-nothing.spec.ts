import { Cycle, JournalEntry, openStore } from '#store';
import {
  brokenLine,
  type BrokenLine,
  type Failed,
  FAILURES,
  type Failure,
  fingerprint,
  type Fingerprint,
  growth,
  testDatabase,
} from '#testing';
import { dateOf, dayNumber, Refusal } from '#workflow';
import { deskOn, hire, instantOf, readSample, rosterOf, SETUP, staffOf } from '../src/index.js';
import { COUNCIL } from './council-deeds.js';
import { OFFICE } from './office-deeds.js';
import { NOMINATING, REVIEW } from './review-deeds.js';
import type { Deed, Walk } from './walk.js';

interface Season extends Walk {
  broken: BrokenLine;
  fingerprint(): Promise<Fingerprint>;
  /** Types of the journal entries written since the last call. */
  written(): Promise<string[]>;
  close(): Promise<void>;
}

/** A season on a database of its own, with a second way to the database that can break. */
async function season(): Promise<Season> {
  const database = await testDatabase();
  const [store, broken] = [await openStore(database.url), await brokenLine(database.url)];
  const line = await openStore(broken.url);
  // What the first query of a process asks beside is no part of any act.
  await line.em.fork().execute('select 1');
  const desk = deskOn(store.em);
  const { definition, units } = readSample();
  const roster = rosterOf(definition, units, { branches: 8, wards: 2 });
  const goTo = (days: number, time: string) =>
    desk.clock.travel(store.em, instantOf(dateOf(dayNumber(definition.ceremony.on) + days), time, definition.timeZone));
  await goTo(-80, '08:00');
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  let seen = 0;
  const written = async () => {
    const entries = await store.em.fork().find(JournalEntry, { id: { $gt: seen } }, { orderBy: { id: 'asc' } });
    seen = entries.at(-1)?.id ?? seen;
    return entries.map(({ type }) => type);
  };
  return {
    desk,
    line: deskOn(line.em),
    definition,
    roster,
    staff: await staffOf(desk, definition),
    cycleId: async () => (await store.em.fork().findOneOrFail(Cycle, { slug: 'award' })).id,
    goTo,
    broken,
    fingerprint: () => fingerprint(store.em.fork()),
    written,
    close: async () => {
      await line.close();
      await broken.close();
      await store.close();
      await database.drop();
    },
  };
}

/** Both live the same season: in one every query of every act fails once, in the other only the answer to its commit is lost. */
let failing: Season;
let unsure: Season;
beforeAll(async () => {
  [failing, unsure] = [await season(), await season()];
});
afterAll(async () => {
  await failing.close();
  await unsure.close();
});

async function readyFor(walk: Season, { at, before, ready }: Deed) {
  await walk.goTo(...at);
  await before?.(walk);
  await walk.written();
  return ready(walk);
}

/** Does it while its n-th query fails that way; gives that query, or null when there was none: then it was done. */
async function attempt({ broken }: Season, act: () => Promise<unknown>, n: number, how: Failure): Promise<Failed | null> {
  broken.fail(n, how);
  const error = await act().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const { failed } = broken;
  broken.fail(0, how);
  // The act itself is allowed: no rule is to blame.
  if ((failed === null && error !== null) || error instanceof Refusal) throw error;
  // Whoever got no answer must hear that.
  if (failed !== null && error === null) throw new Error(`Query ${n} was ${how}, and nobody heard: ${failed.text}`);
  return failed;
}

/** Every query fails in every way, and leaves no trace; then the act passes. Gives the queries that could have changed something for good. */
async function untilItPasses(walk: Season, act: () => Promise<unknown>): Promise<number[]> {
  const before = await walk.fingerprint();
  const deciding: number[] = [];
  for (let n = 1; ; n += 1) {
    for (const how of FAILURES) {
      // Whether the answer to a commit is lost on its way nobody can say here: the other season's part.
      if (how === 'answer lost' && deciding.includes(n)) continue;
      const failed = await attempt(walk, act, n, how);
      if (failed === null) return deciding;
      if (failed.decides && how === 'refused') deciding.push(n);
      expect({ n, how, ...failed, changed: growth(before, await walk.fingerprint()) }).toEqual({ n, how, ...failed, changed: {} });
    }
  }
}

/** All that the act does was done, though nobody could tell: the answer to its last deciding query is lost. */
async function withoutAnswer(walk: Season, act: () => Promise<unknown>, deciding: readonly number[]): Promise<void> {
  const before = await walk.fingerprint();
  for (const n of deciding) {
    expect(growth(before, await walk.fingerprint())).toEqual({});
    expect(await attempt(walk, act, n, 'answer lost')).toMatchObject({ decides: true });
  }
}

it.each([...OFFICE, ...NOMINATING, ...REVIEW, ...COUNCIL].map((deed): [string, Deed] => [deed.name, deed]))(
  'does all of it or nothing, whichever query fails: %s',
  async (_, deed) => {
    const [one, other] = [await readyFor(failing, deed), await readyFor(unsure, deed)];
    const [before, beforeOther] = [await failing.fingerprint(), await unsure.fingerprint()];
    const deciding = await untilItPasses(failing, one);
    const grown = growth(before, await failing.fingerprint());
    expect([await failing.written(), Object.keys(grown).length > 0]).toEqual([deed.journal, true]);
    await withoutAnswer(unsure, other, deciding);
    expect([await unsure.written(), growth(beforeOther, await unsure.fingerprint())]).toEqual([deed.journal, grown]);
  },
);
