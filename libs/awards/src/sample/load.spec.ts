import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive, Checking } from '#files';
import { ClockShift, Cycle, openStore, Person } from '#store';
import { testDatabase } from '#testing';
import { deskOn, hire, loadSample, readSample, rosterOf, SETUP } from '../index.js';

const files = mkdtempSync(join(tmpdir(), 'vinh-danh-files-'));
afterAll(() => rmSync(files, { recursive: true }));

it('begins again after a loading that was cut off, and leaves a finished one alone', async () => {
  const database = await testDatabase();
  const store = await openStore(database.url);
  const desk = deskOn(store.em);
  const { definition, units } = readSample();
  // As far as it came: rules, some people, and the time of last season.
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, rosterOf(definition, units, { branches: 2, wards: 1 }));
  await desk.clock.travel(store.em, new Date('2024-01-08T02:00:00Z'));

  expect(await loadSample(database.url, files)).toBe('loaded');
  const em = store.em.fork();
  expect((await em.find(Cycle, {}, { orderBy: { slug: 'asc' } })).map(({ status }) => status)).toEqual(['published', 'open']);
  expect([await em.count(ClockShift), (await em.count(Person)) > 40]).toEqual([0, true]);
  expect(await loadSample(database.url, files)).toBe('already there');

  // Whoever travels in time with data of their own loses none of them.
  await desk.clock.travel(store.em, new Date('2024-01-08T02:00:00Z'));
  expect(await loadSample(database.url, files)).toBe('already there');
  await store.close();
  await database.drop();
});

it('has sample files that would be accepted from anybody', async () => {
  const archive = new Archive(files);
  const hashes = readdirSync(files, { recursive: true, encoding: 'utf8' }).filter((path) => /[0-9a-f]{64}$/.test(path));
  expect(hashes).toHaveLength(8);
  for (const path of hashes) {
    const bytes = readFileSync(join(files, path));
    const part = crypto.randomUUID();
    await archive.receive(part, 0, [bytes], bytes.length);
    const kept = await new Checking(archive).keep(part, bytes.subarray(0, 4).toString() === '%PDF' ? 'a.pdf' : 'a.png', ['pdf', 'png']);
    expect(kept.source).toBe(path.slice(-64));
  }
});
