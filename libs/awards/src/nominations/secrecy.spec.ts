import { Cycle, JournalEntry, Nomination, openStore, Unit } from '#store';
import { aSeason, testDatabase, type TestDatabase } from '#testing';
import type { Actor } from '#workflow';
import {
  cycleView,
  deskOn,
  hire,
  nominationList,
  nominationView,
  playSeason,
  readSample,
  rosterOf,
  SETUP,
  type Staff,
  staffOf,
} from '../index.js';

const SECRET = ['eliminated', 'finalist'] as const;

let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
let staff: Staff;
let cycle: Cycle;
const now = new Date('2024-03-19T01:00:00Z');

// The ballot is closed, nothing is published.
beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.url);
  const desk = deskOn(store.em);
  const { definition, units } = readSample();
  const roster = rosterOf(definition, units, { branches: 30, wards: 10 });
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  staff = await staffOf(desk, definition);
  const settle = async () => {
    while ((await desk.timers.run()) > 0);
  };
  const { id } = await playSeason(desk, definition, staff, roster, {
    seed: 2023,
    slug: 'award',
    ceremony: definition.ceremony.on,
    until: now,
    settle,
  });
  cycle = await store.em.fork().findOneOrFail(Cycle, id, { populate: ['definition'] });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const em = () => store.em.fork();
/** Everything a person reads of who is still in the running. */
async function seenBy(actor: Actor): Promise<string[]> {
  const list = await nominationList(em(), cycle, actor, {});
  const views = await Promise.all(list.rows.map(({ id }) => nominationView(em(), id, actor, now)));
  const counts = (await cycleView(em(), 'award', actor, now)).counts;
  const filtered = await Promise.all(SECRET.map((status) => nominationList(em(), cycle, actor, { status })));
  return [...list.rows, ...views, ...counts, ...filtered.flatMap(({ rows }) => rows)].map(({ status }) => status);
}

it('tells no branch and no ward the outcome before it is published', async () => {
  const secret = await em().find(Nomination, { cycle, status: { $in: [...SECRET] } });
  expect(new Set(secret.map(({ status }) => status))).toEqual(new Set(SECRET));
  for (const actor of [...staff.nominators.values(), ...staff.reviewers.values()]) {
    const seen = await seenBy(actor);
    expect(seen.filter((status) => (SECRET as readonly string[]).includes(status))).toEqual([]);
  }
});

it('tells it to the office of the cycle, and to no office of a unit below', async () => {
  const secretive = async (actor: Actor) => (await seenBy(actor)).some((status) => (SECRET as readonly string[]).includes(status));
  const { organiser } = cycle;
  const above = await em().findOneOrFail(Unit, { tier: 'city' });
  for (const role of ['observer', 'secretariat'] as const) {
    for (const { id, unit } of staff.reviewers.values()) expect(await secretive({ id, role, unit, tier: 'ward' })).toBe(false);
    expect(await secretive({ ...staff.secretariat, role, unit: organiser.id })).toBe(true);
    expect(await secretive({ ...staff.secretariat, role, unit: above.id, tier: 'city' })).toBe(true);
  }
});

it('shows those who won and those who lost the ballot alike, in the list, its filter and its counts', async () => {
  for (const actor of staff.reviewers.values()) {
    const all = (await nominationList(em(), cycle, actor, {})).rows.filter(({ status }) => status === 'balloting');
    const filtered = await nominationList(em(), cycle, actor, { status: 'balloting' });
    expect(filtered.rows).toEqual(all);
    const counted = (await cycleView(em(), 'award', actor, now)).counts.find(({ status }) => status === 'balloting')?.count ?? 0;
    expect(counted).toBe(all.length);
  }
});

it('shows the office and the chair what they need to decide', async () => {
  for (const actor of [staff.secretariat, staff.chair]) expect(await seenBy(actor)).toEqual(expect.arrayContaining([...SECRET]));
});

it('tells a branch its result after the publication, but not whose sheets counted for nothing', async () => {
  const season = await aSeason();
  try {
    const member = [...season.staff.council.values()].map(({ id }) => id);
    const told = await season.store.em.fork().find(JournalEntry, { type: { $in: ['nomination.advanced', 'nomination.eliminated'] } });
    expect(told.some(({ data }) => member.some((id) => JSON.stringify(data).includes(id)))).toBe(true);
    let results = 0;
    for (const { id, code } of await season.nominations()) {
      const actor = season.staff.nominators.get(code);
      if (!actor) continue;
      const { history } = await nominationView(season.store.em.fork(), id, actor, now);
      results += history.filter(({ data }) => data['byCriterion']).length;
      expect(member.filter((one) => JSON.stringify(history).includes(one))).toEqual([]);
      expect(history.filter(({ data }) => 'spread' in data)).toEqual([]);
    }
    expect(results).toBeGreaterThan(0);
  } finally {
    await season.close();
  }
});
