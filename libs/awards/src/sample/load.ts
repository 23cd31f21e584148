import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Archive } from '#files';
import { ClockShift, Cycle, migrate, openStore, Person, Unit } from '#store';
import { dateOf, dayNumber, type Definition, readDefinition } from '#workflow';
import { dateIn } from '../cycles/schedule.js';
import type { UnitRow } from '../units/unit.service.js';
import { type Desk, deskOn } from './desk.js';
import { claimArchive } from '../files/sweeping.js';
import { keepSampleFiles } from './evidence.js';
import { rosterOf } from './roster.js';
import { playSeason } from './season.js';
import { hire, SETUP, staffOf } from './staff.js';

/** The definition and the units of the sample award, as they lie in `samples/`. */
export function readSample(): { definition: Definition; units: UnitRow[] } {
  const definition = readDefinition(readJson('chi-doan-khu-dan-cu.json'));
  const { units } = readJson('units-thanh-khe.json') as { units: UnitRow[] };
  return { definition, units };
}

/**
 * Loads the sample into an empty database: its units, people and definitions, last season's cycle played to its end and this season's up to
 * today, in the middle of ward review. Leaves a database alone that already has units, unless they are all that an interrupted loading of
 * the sample has left: then it begins again.
 */
export async function loadSample(databaseUrl: string, filesDir: string): Promise<'loaded' | 'already there' | 'not empty'> {
  const orm = await openStore(databaseUrl);
  try {
    const desk = deskOn(orm.em);
    if (await isUnfinished(orm.em.fork())) {
      await orm.em.execute('drop schema public cascade; create schema public; drop schema if exists bullmq cascade');
      await migrate(databaseUrl);
    }
    if ((await orm.em.fork().count(Unit)) > 0) return (await desk.people.personas()).length > 0 ? 'already there' : 'not empty';
    await desk.definitions.publish(SETUP, readSample().definition);
    const archive = new Archive(filesDir);
    await claimArchive(orm.em, archive);
    await keepSampleFiles(archive);
    await load(desk);
    return 'loaded';
  } finally {
    await orm.close();
  }
}

/** Loading travels in time and comes back last of all: who finds the time shifted, and nobody but sample people, finds a loading that was cut off. */
async function isUnfinished(em: EntityManager): Promise<boolean> {
  const isShifted = (await em.count(ClockShift)) > 0;
  const hasReviews = (await em.count(Cycle, { status: 'open', stage: { $ne: 'nomination' } })) > 0 && (await em.count(Cycle)) > 1;
  return isShifted && !hasReviews && (await em.count(Person, { isSample: false })) === 0;
}

async function load(desk: Desk): Promise<void> {
  const { definition, units } = readSample();
  const today = dateIn(await desk.clock.now(desk.em), definition.timeZone);
  const current = forYear(definition, Number(today.slice(0, 4)));
  const roster = rosterOf(definition, units, { branches: 30, wards: 10 });
  await desk.definitions.publish(SETUP, readJson('four-stages.json'));
  await desk.definitions.publish(SETUP, current);
  await hire(desk, roster);
  const staff = await staffOf(desk, definition);
  const settle = async () => {
    while ((await desk.timers.run()) > 0);
  };
  const until = await desk.clock.now(desk.em);
  try {
    await playSeason(desk, definition, staff, roster, {
      seed: 2023,
      slug: 'chi-doan-khu-dan-cu-2023',
      ceremony: definition.ceremony.on,
      settle,
    });
    // Thirty-six days before the ceremony half of the wards have decided.
    const ceremony = dateOf(dayNumber(today) + 36);
    await playSeason(desk, current, staff, roster, {
      seed: Number(today.slice(0, 4)),
      slug: `chi-doan-khu-dan-cu-${current.year}`,
      ceremony,
      until,
      settle,
    });
  } finally {
    await desk.clock.comeBack(desk.em);
  }
}

/** The same award for another year: what is dated moves, the rules stay. */
function forYear(definition: Definition, year: number): Definition {
  const moved = JSON.parse(JSON.stringify(definition).replaceAll(String(definition.year), String(year))) as Definition;
  return { ...moved, holidays: [], ceremony: { ...moved.ceremony, on: definition.ceremony.on } };
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot(), 'samples', name), 'utf8'));
}

/** The directory that holds package.json: the sources and the build lie at different depths below it. */
function projectRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.slice(0, here.includes('/dist/') ? here.lastIndexOf('/dist/') : here.lastIndexOf('/libs/'));
}
