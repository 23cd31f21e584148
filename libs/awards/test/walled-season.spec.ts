import { MikroORM } from '@mikro-orm/postgresql';
import { askedBy, type Cycle, JournalEntry, openStore, storeOptions } from '#store';
import { testDatabase } from '#testing';
import type { Actor } from '#workflow';
import { type Desk, deskOn, hire, playSeason, readSample, rosterOf, SETUP, staffOf } from '../src/index.js';

// The rules must find what they ask about: a fact hidden from the person who acts would be a wrong decision, not an error.

const isActor = (value: unknown): value is Actor => typeof value === 'object' && value !== null && 'role' in value && 'unit' in value;

/** Everything people do, they do as the web does it: in their own name and as its role. */
function asked<Service extends object>(service: Service): Service {
  return new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]): unknown => {
        const call = () => Reflect.apply(method, target, given) as unknown;
        const actor = given.find(isActor);
        return actor ? askedBy(actor, call) : call();
      };
    },
  });
}

const behindTheWall = (desk: Desk, web: Desk): Desk => ({
  ...desk,
  cycles: asked(web.cycles),
  ballots: asked(web.ballots),
  // The sample looks for its points without saying who looks.
  nominations: Object.assign(asked(web.nominations), { openPoints: (id: string) => desk.nominations.openPoints(id) }),
  objections: asked(web.objections),
  reviews: asked(web.reviews),
  scoring: asked(web.scoring),
});

interface Played {
  /** What happened, in order. */
  journal: unknown[][];
  close(): Promise<void>;
}

async function play(isWalled: boolean): Promise<Played> {
  const database = await testDatabase();
  const store = await openStore(database.url);
  const web = await MikroORM.init(storeOptions(database.url, isWalled));
  const own = deskOn(store.em);
  const { definition, units } = readSample();
  const roster = rosterOf(definition, units, { branches: 12, wards: 4 });
  await own.definitions.publish(SETUP, definition);
  await hire(own, roster);
  const staff = await staffOf(own, definition);
  const settle = async () => {
    while ((await own.timers.run()) > 0);
  };
  const desk = isWalled ? behindTheWall(own, deskOn(web.em)) : own;
  const ceremony = definition.ceremony.on;
  const cycle = await playSeason(desk, definition, staff, roster, { seed: 2023, slug: 'season', ceremony, settle });
  const close = async () => {
    await web.close();
    await store.close();
    await database.drop();
  };
  return { journal: await journalOf(own, cycle), close };
}

async function journalOf({ em }: Desk, cycle: Cycle): Promise<unknown[][]> {
  const codes = new Map(
    (await em.fork().execute<{ id: string; code: string }[]>('select id, code from nomination')).map(({ id, code }) => [id, code]),
  );
  const entries = await em.fork().find(JournalEntry, { cycle }, { orderBy: { id: 'asc' } });
  return entries.map(({ type, subjectId, actorRole, from, to, data }) => [
    type,
    codes.get(subjectId) ?? 'cycle',
    actorRole,
    from,
    to,
    data['score'] ?? data['votes'] ?? data['rank'],
  ]);
}

it('lets a whole season go as it goes without the wall: every act, every count, every score', async () => {
  const [walled, open] = [await play(true), await play(false)];
  expect(walled.journal.length).toBeGreaterThan(100);
  expect(walled.journal).toEqual(open.journal);
  await walled.close();
  await open.close();
}, 180_000);
