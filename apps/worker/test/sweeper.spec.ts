import { createHash } from 'node:crypto';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { claimArchive } from '#awards';
import { Archive } from '#files';
import { EvidenceFile } from '#store';
import { anAward, type Award } from '#testing';
import { startWorker, until } from './bench.js';

let award: Award;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
});
afterAll(() => award.close());

const hashOf = (words: string) => createHash('sha256').update(words).digest('hex');
const [NAMED, NOBODYS, HALF] = ['trong hồ sơ', 'không của ai', 'nửa chừng'];
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /[0-9a-f]{64}$|incoming./.test(path))
    .sort((a, b) => (a < b ? -1 : 1));

/** Two files and half an upload, all of two days ago. */
async function fill(archive: Archive, folder: string): Promise<void> {
  for (const words of [NAMED, NOBODYS, HALF]) {
    const part = crypto.randomUUID();
    await archive.receive(part, 0, [Buffer.from(words)], 100);
    if (words !== HALF) await archive.keep(part, hashOf(words));
  }
  const then = Date.now() / 1000 - 172_800;
  for (const path of filesIn(folder)) utimesSync(join(folder, path), then, then);
}

it('takes away what was never finished and what nobody names, and leaves the folder of another database alone', async () => {
  const em = award.store.em.fork();
  const [own, foreign] = [join(award.filesDir, 'own'), join(award.filesDir, 'foreign')];
  await claimArchive(em, new Archive(own));
  await new Archive(foreign).claim('another');
  for (const folder of [own, foreign]) await fill(new Archive(folder), folder);
  const branch = award.nominator('CD-AK-01');
  const { id } = await award.desk.nominations.start(award.cycle.id, branch);
  const sha256 = hashOf(NAMED);
  const kept = {
    sha256,
    source: sha256,
    type: 'application/pdf' as const,
    bytes: 15,
    width: null,
    height: null,
    pages: null,
    thumbnail: null,
  };
  await award.desk.files.add(id, branch, 'HS3', [{ name: 'a.pdf', kept }]);
  const before = filesIn(foreign);
  for (const folder of [foreign, own]) {
    await award.desk.files.announce(id, branch, { part: 'HS3', name: 'b.pdf', bytes: 9 });
    await em.execute(`update evidence_file set created_at = now() - interval '25 hours'`);
    const worker = await startWorker(award, { FILES_DIR: folder });
    await until(async () => (await em.fork().count(EvidenceFile, { state: 'receiving' })) === 0);
    await worker.stop();
  }
  expect([filesIn(foreign), filesIn(own)]).toEqual([before, [join(sha256.slice(0, 2), sha256)]]);
  expect((await em.fork().find(EvidenceFile, { nomination: id })).map(({ state }) => state)).toEqual(['kept']);
});
