import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attachSampleFiles,
  chance,
  type Desk,
  deskOn,
  dossierOf,
  type HeldNomination,
  hire,
  instantOf,
  keepSampleFiles,
  makeSure,
  playSeason,
  readSample,
  type Roster,
  rosterOf,
  SETUP,
  type Staff,
  staffOf,
} from '#awards';
import { Archive } from '#files';
import { type Cycle, Nomination, openStore } from '#store';
import { type Actor, dateOf, dayNumber, type Definition } from '#workflow';
import { testDatabase, type TestDatabase } from './test-database.js';

export interface Award {
  url: string;
  store: Awaited<ReturnType<typeof openStore>>;
  desk: Desk;
  /** Where the bytes of its files are kept. */
  filesDir: string;
  definition: Definition;
  cycle: Cycle;
  staff: Staff;
  roster: Roster;
  /** The nomination of a branch as it stands now. */
  nomination(branch: string): Promise<Nomination>;
  nominator(branch: string): Actor;
  reviewer(ward: string): Actor;
  /** Goes to a moment so many days from the ceremony. */
  goTo(days: number, time: string): Promise<void>;
  close(): Promise<void>;
}

export interface AwardWanted {
  branches?: number;
  wards?: number;
  definition?: (sample: Definition) => Definition;
  /** In review: whether the wards have made sure of what their checklist asks for. They have unless it says otherwise. */
  checked?: boolean;
}

/** An award of the sample in a database of its own: launched, nothing submitted yet, two days after the opening. */
export async function anAward({ branches = 6, wards = 2, definition: change = (sample) => sample }: AwardWanted = {}): Promise<Award> {
  const database = await testDatabase();
  const store = await openStore(database.url);
  const desk = deskOn(store.em);
  const { definition: sample, units } = readSample();
  const definition = change(sample);
  const roster = rosterOf(definition, units, { branches, wards });
  const goTo = (days: number, time: string) =>
    desk.clock.travel(store.em, instantOf(dateOf(dayNumber(definition.ceremony.on) + days), time, definition.timeZone));
  await goTo(-78, '08:00');
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  const staff = await staffOf(desk, definition);
  const council = Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id]));
  const cycle = await desk.cycles.prepare(staff.secretariat, {
    slug: 'award',
    definition: { code: definition.code, version: definition.version },
    council,
  });
  await desk.cycles.launch(cycle.id, staff.secretariat);
  await goTo(-76, '09:00');
  const filesDir = await sampleFiles();
  return {
    url: database.url,
    store,
    desk,
    filesDir,
    definition,
    cycle,
    staff,
    roster,
    nomination: (branch) => store.em.fork().findOneOrFail(Nomination, { cycle, code: branch }, { populate: ['unit'] }),
    nominator: (branch) => found(staff.nominators, branch),
    reviewer: (ward) => found(staff.reviewers, ward),
    goTo,
    close: () => clear(store, database, filesDir),
  };
}

async function clear(store: Award['store'], database: TestDatabase, filesDir: string): Promise<void> {
  await store.close();
  await database.drop();
  rmSync(filesDir, { recursive: true, force: true });
}

async function sampleFiles(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-files-'));
  await keepSampleFiles(new Archive(folder));
  return folder;
}

function found(actors: Map<string, Actor>, unit: string): Actor {
  const actor = actors.get(unit);
  if (!actor) throw new Error(`The award has nobody for ${unit}`);
  return actor;
}

/** Writes and submits the branch's dossier. */
export async function submit(award: Award, branch: string): Promise<HeldNomination> {
  const { desk, cycle, definition } = award;
  const actor = award.nominator(branch);
  const { id, revision } = await desk.nominations.start(cycle.id, actor);
  await desk.nominations.save(id, actor, dossierOf(definition, branch, 0.9, chance(7)), revision);
  await attachSampleFiles(desk, definition, id, actor);
  return desk.nominations.submit(id, actor);
}

/** Every branch has submitted and the secretariat has closed the nominations. */
export async function anAwardInReview(wanted: AwardWanted = {}): Promise<Award> {
  const award = await anAward(wanted);
  for (const { code, ward } of award.roster.branches) {
    const submitted = await submit(award, code);
    const reviewer = award.staff.reviewers.get(ward);
    if (reviewer && wanted.checked !== false) await makeSure(award.desk, award.definition, submitted, reviewer);
  }
  await award.goTo(-50, '09:00');
  while ((await award.desk.timers.run()) > 0);
  return award;
}

export interface SeasonPlayed extends Pick<Award, 'url' | 'store' | 'desk' | 'definition' | 'cycle' | 'staff' | 'close'> {
  /** The nominations of the cycle as they stand now, by code. */
  nominations(): Promise<Nomination[]>;
  /** The first of them in that status. */
  first(status: Nomination['status']): Promise<Nomination>;
}

/** A whole season of the sample, played to its publication, or to so many days from the ceremony. */
export async function aSeason({
  branches = 8,
  wards = 4,
  until,
  definition: change = (sample) => sample,
}: AwardWanted & { until?: number } = {}): Promise<SeasonPlayed> {
  const database = await testDatabase();
  const store = await openStore(database.url);
  const desk = deskOn(store.em);
  const { definition: sample, units } = readSample();
  const definition = change(sample);
  const roster = rosterOf(definition, units, { branches, wards });
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  const staff = await staffOf(desk, definition);
  const ceremony = definition.ceremony.on;
  const settle = async () => {
    while ((await desk.timers.run()) > 0);
  };
  const last = until === undefined ? {} : { until: instantOf(dateOf(dayNumber(ceremony) + until), '12:00', definition.timeZone) };
  const cycle = await playSeason(desk, definition, staff, roster, { seed: 2023, slug: 'season', ceremony, settle, ...last });
  const nominations = () => store.em.fork().find(Nomination, { cycle }, { orderBy: { code: 'asc' }, populate: ['unit'] });
  const first = async (status: Nomination['status']) => {
    const found = (await nominations()).find((one) => one.status === status);
    if (!found) throw new Error(`The season has no nomination that is ${status}`);
    return found;
  };
  const close = async () => {
    await store.close();
    await database.drop();
  };
  return { url: database.url, store, desk, definition, cycle, staff, nominations, first, close };
}
