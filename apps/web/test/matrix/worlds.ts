import {
  attachSampleFiles,
  deskOn,
  dossierOf,
  chance,
  type Desk,
  hire,
  instantOf,
  makeSure,
  playSeason,
  readSample,
  type Roster,
  rosterOf,
  SETUP,
  staffOf,
} from '#awards';
import { EvidenceFile, Nomination, openStore, Person, Unit } from '#store';
import { testDatabase } from '#testing';
import { type Actor, dateOf, dayNumber, type Definition } from '#workflow';
import { canary, EVERY_ROW, marked, plant } from './canaries.js';
import { type Moment, UNTIL } from './moments.js';
import { plantAround } from './around.js';
import type { World } from './world.js';

export interface Worlds {
  url: string;
  store: Awaited<ReturnType<typeof openStore>>;
  desk: Desk;
  own: World;
  foreign: World;
  close(): Promise<void>;
}

const SIZE = { branches: 4, wards: 2 };
export const BRANCH = 'CD-AK-02';
export const NEIGHBOUR = 'CD-CG-02';
export const FOREIGN_BRANCH = 'CD-X-AK-02';

/**
 * Two districts under one city, each with a cycle at that moment. Everything anybody wrote in the other one is a canary, and so is what the other
 * ward of the own cycle wrote.
 */
export async function twoWorlds(moment: Moment): Promise<Worlds> {
  const database = await testDatabase();
  const store = await openStore(database.url);
  const desk = deskOn(store.em);
  const foreign = await playForeign(desk, moment);
  const own = await playOwn(desk, moment);
  await plantAround(store.em.fork(), own, foreign);
  const close = async () => {
    await store.close();
    await database.drop();
  };
  return { url: database.url, store, desk, own, foreign, close };
}

async function playForeign(desk: Desk, moment: Moment): Promise<World> {
  const { definition: sample, units } = readSample();
  const elsewhere = (code: string) => (code === 'TD-DN' ? code : code.replace(/^(..)-/, '$1-X-'));
  const definition = marked(sample, `${sample.code}-x`, elsewhere(sample.organiser));
  const roster = rosterOf(
    definition,
    units.map((unit) => ({ ...unit, code: elsewhere(unit.code), parent: unit.parent ? elsewhere(unit.parent) : null })),
    SIZE,
  );
  for (const person of roster.people) person.email = `x-${person.email}`;
  const world = await play(desk, moment, definition, roster, 'other');
  const em = desk.em.fork();
  const city = await em.findOneOrFail(Unit, { code: 'TD-DN' });
  await plant(em, 'district', { ...EVERY_ROW, unit: `id <> '${city.id}'` });
  await em.nativeUpdate(Person, {}, { isSample: false });
  return world;
}

async function playOwn(desk: Desk, moment: Moment): Promise<World> {
  const { definition, units } = readSample();
  return play(desk, moment, definition, rosterOf(definition, units, SIZE), 'own');
}

async function play(desk: Desk, moment: Moment, definition: Definition, roster: Roster, slug: string): Promise<World> {
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  const staff = await staffOf(desk, definition);
  const ceremony = definition.ceremony.on;
  const settle = async () => {
    while ((await desk.timers.run()) > 0);
  };
  const [days, time] = UNTIL[moment];
  const until = instantOf(dateOf(dayNumber(ceremony) + days), time, definition.timeZone);
  const cycle = await playSeason(desk, definition, staff, roster, { seed: 2023, slug, ceremony, settle, until });
  await desk.clock.travel(desk.em, until);
  await settle();
  const branch = roster.branches.find(({ code }) => code.endsWith(BRANCH.slice(2)))?.code ?? '';
  const world = { definition, cycle, staff, nomination: branch };
  await lead(desk, moment, world);
  await announceFile(desk, world);
  return world;
}

/** A file that never came in. */
async function announceFile({ em: desk }: Desk, { cycle, staff, nomination: code }: World): Promise<void> {
  const em = desk.fork();
  const nomination = await em.findOneOrFail(Nomination, { cycle, code });
  const uploadedBy = em.getReference(Person, (staff.nominators.get(code) as Actor).id);
  em.create(EvidenceFile, {
    nomination,
    part: 'HS3',
    name: 'Biên bản.pdf',
    state: 'receiving',
    bytes: 10,
    uploadedBy,
    uploadedAt: new Date(),
  });
  await em.flush();
}

/** What the season itself does not bring about. */
async function lead(desk: Desk, moment: Moment, { definition, cycle, staff, nomination: branch }: World): Promise<void> {
  const nominator = staff.nominators.get(branch) as Actor;
  if (moment === 'nomination') {
    const { id, revision } = await desk.nominations.start(cycle.id, nominator);
    await desk.nominations.save(id, nominator, dossierOf(definition, branch, 0.9, chance(7)), revision);
    await attachSampleFiles(desk, definition, id, nominator);
    return;
  }
  const { id, line } = await desk.em.fork().findOneOrFail(Nomination, { cycle, code: branch });
  const ward = [...staff.reviewers.values()].find(({ unit }) => unit === line['ward']) as Actor;
  if (moment === 'ward-review') await makeSure(desk, definition, { id, stage: moment }, ward);
  if (moment === 'returned') {
    await desk.reviews.return(id, ward, [{ field: 'initiative', request: 'Đề nghị nêu rõ hiệu quả của mô hình bằng số liệu.' }]);
  }
  if (moment === 'suspended') await desk.cycles.suspend(cycle.id, staff.secretariat, 'Bão số 9');
  if (moment === 'cancelled') await desk.cycles.cancel(cycle.id, staff.secretariat, 'Không đủ điều kiện tổ chức');
  const member = staff.council.get('TK');
  if (moment === 'scoring' && member) await desk.scoring.save(id, member, { items: {}, comment: canary('member', 'score_sheet.comment') });
}
