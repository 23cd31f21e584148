import { readFileSync } from 'node:fs';
import { Certificate, Cycle, JournalEntry, Nomination, openStore, sealJournal, verifyJournal } from '#store';
import { testDatabase } from '#testing';
import { type Definition, readDefinition } from '#workflow';
import { deskOn, hire, playSeason, readSample, rosterOf, SETUP, staffOf, standingText } from '../index.js';

const sample = readSample();
const fourStages = readDefinition(JSON.parse(readFileSync(new URL('../../../../samples/four-stages.json', import.meta.url), 'utf8')));

async function season(definition: Definition, seed: number) {
  const database = await testDatabase();
  const store = await openStore(database.url);
  try {
    const desk = deskOn(store.em);
    const roster = rosterOf(definition, sample.units, { branches: 30, wards: 10 });
    await desk.definitions.publish(SETUP, definition);
    await hire(desk, roster);
    const settle = async () => {
      while ((await desk.timers.run()) > 0);
    };
    const { id } = await playSeason(desk, definition, await staffOf(desk, definition), roster, {
      seed,
      slug: 'season',
      ceremony: definition.ceremony.on,
      settle,
    });
    const em = store.em.fork();
    while ((await sealJournal(em.fork())) > 0);
    const entries = await em.find(JournalEntry, { cycle: id }, { orderBy: { id: 'asc' } });
    const nominations = await em.find(Nomination, { cycle: id }, { orderBy: { code: 'asc' }, populate: ['unit'] });
    const codes = new Map(nominations.map((one) => [one.id, one.code]));
    return {
      cycle: await em.findOneOrFail(Cycle, id),
      nominations,
      entries,
      certificates: await em.count(Certificate, { nomination: { cycle: id } }),
      chain: await verifyJournal(em, id),
      sequence: entries.map(({ type, subjectId, to }) => `${type} ${codes.get(subjectId) ?? ''} ${to ?? ''}`),
    };
  } finally {
    await store.close();
    await database.drop();
  }
}

it.each([
  ['seven stages', sample.definition],
  ['four stages', fourStages],
])('plays a whole award through %s', async (_, definition) => {
  const { cycle, nominations, entries, certificates, chain } = await season(definition, 2023);
  const count = (status: string) => nominations.filter((one) => one.status === status).length;
  expect(cycle).toMatchObject({ status: 'published', stage: null });
  // Every nomination has come to an end, and the journal says the same end.
  const last = new Map(entries.filter(({ to }) => to !== null).map(({ subjectId, to }) => [subjectId, to]));
  expect(nominations.map((one) => last.get(one.id))).toEqual(nominations.map(standingText));
  expect(nominations.map(({ stage }) => stage)).toEqual(Array(30).fill(null));
  const winners = nominations.filter(({ status }) => status === 'awarded');
  expect(winners.length).toBeGreaterThan(0);
  expect(winners.length).toBeLessThanOrEqual(8);
  expect(new Set(winners.map(({ line }) => line['ward'])).size).toBe(winners.length);
  expect(certificates).toBe(winners.length);
  expect(count('awarded') + count('notAwarded')).toBe(20);
  expect(count('withdrawn')).toBe(1);
  expect(chain).toMatchObject({ entries: entries.length, unsealed: 0, fault: null });
});

it('plays the same award again from the same seed, and another from another', async () => {
  const [first, again, other] = [await season(fourStages, 1), await season(fourStages, 1), await season(fourStages, 2)];
  expect(again.sequence).toEqual(first.sequence);
  expect(other.sequence).not.toEqual(first.sequence);
});
