import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deskOn, hire, keepSampleFiles, playSeason, readSample, rosterOf, SETUP, staffOf } from '#awards';
import { Archive } from '#files';
import { Certificate, Cycle, JournalEntry, migrate, openStore } from '#store';
import { counting } from './counting.js';
import { freshDatabase } from './database.js';
import { sized } from './definition.js';
import { expectedLetters, sum } from './expected.js';
import { broken } from './invariants.js';
import type { SimulateOptions } from './options.js';
import { openPostbox, type Postbox } from './postbox.js';
import { type Report, reportOn, tableOf } from './report.js';
import { drained, timersRung } from './waiting.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

type Store = Awaited<ReturnType<typeof openStore>>;

/** Runs a whole season. Resolves with the exit code: 0 when everything that must hold does, 1 when not. */
export async function simulate(options: SimulateOptions): Promise<number> {
  if (options.branches < options.wards)
    throw new Error(`--branches ${options.branches} is less than --wards ${options.wards}: every ward needs a branch.`);
  const out = options.out === undefined ? undefined : resolve(options.out);
  if (out) await mkdir(out, { recursive: true });
  const database = await freshDatabase(process.env['DATABASE_URL']);
  try {
    await migrate(database.url);
    const store = await openStore(database.url);
    const postbox = await openPostbox(out && join(out, 'letters'));
    try {
      return await run(options, out, database.url, store, postbox);
    } finally {
      await postbox.close();
      await store.close();
    }
  } finally {
    await database.remove();
  }
}

async function run(options: SimulateOptions, out: string | undefined, url: string, store: Store, postbox: Postbox): Promise<number> {
  const filesDir = out ? join(out, 'files') : await mkdtemp(join(tmpdir(), 'vinh-danh-simulation-files-'));
  const worker = await startWorker({ DATABASE_URL: url, SMTP_URL: postbox.url, BASE_URL: 'http://localhost:3000', NODE_ENV: 'test' });
  try {
    const { cycle, report, faults } = await season(options, filesDir, store, postbox, worker);
    if (out) await keep(out, store, cycle, report);
    process.stdout.write(`${options.json ? JSON.stringify(report) : tableOf(report)}\n`);
    for (const fault of faults) process.stderr.write(`✗ ${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await worker.stop();
    if (!out) await rm(filesDir, { recursive: true, force: true });
  }
}

async function season(options: SimulateOptions, filesDir: string, store: Store, postbox: Postbox, worker: WorkerProcess) {
  const began = performance.now();
  const sample = readSample();
  const definition = sized(sample.definition, options);
  const { desk, accepted } = counting(deskOn(store.em));
  const archive = new Archive(filesDir);
  await keepSampleFiles(archive);
  const roster = rosterOf(definition, sample.units, options);
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  const staff = await staffOf(desk, definition);
  const play = playSeason(desk, definition, staff, roster, {
    seed: options.seed,
    slug: 'simulation',
    ceremony: definition.ceremony.on,
    settle: () => timersRung(store.em.fork(), desk.clock),
    onStage: (stage) => process.stderr.write(`… ${stage}\n`),
  });
  const { id } = await Promise.race([play, worker.failed]);
  const em = store.em.fork();
  const cycle = await em.findOneOrFail(Cycle, id, { populate: ['definition'] });
  await Promise.race([drained(em, sum(await expectedLetters(em, cycle))), worker.failed]);
  const report = await reportOn(em, cycle, Math.round((performance.now() - began) / 100) / 10);
  return { cycle, report, faults: await broken({ em, cycle, accepted, postbox, report, archive }) };
}

async function keep(out: string, store: Store, cycle: Cycle, report: Report): Promise<void> {
  const em = store.em.fork();
  await mkdir(join(out, 'certificates'), { recursive: true });
  for (const { pdf, nomination } of await em.find(Certificate, { nomination: { cycle } }, { populate: ['nomination', 'pdf'] }))
    if (pdf) await writeFile(join(out, 'certificates', `${nomination.code}.pdf`), pdf);
  const entries = await em.find(JournalEntry, { cycle }, { orderBy: { id: 'asc' } });
  const lines = entries.map(({ id, type, subjectId, actorId, actorRole, from, to, data, at }) =>
    JSON.stringify({ id, type, subjectId, actorId, actorRole, from, to, data, at }),
  );
  await writeFile(join(out, 'journal.jsonl'), `${lines.join('\n')}\n`);
  await writeFile(join(out, 'result.json'), `${JSON.stringify(report, null, 2)}\n`);
}
