import { availableParallelism, cpus } from 'node:os';
import { benchCommand, type BenchOptions } from './options.js';
import { dbos } from './dbos.js';
import { median } from './driving.js';
import { floor } from './floor.js';
import { ours, oursDispatched } from './ours.js';
import { type Figures, type Report, tableOf } from './report.js';
import { type BenchServer, startServer } from './server.js';
import { flatness, type Shape, storm } from './shapes.js';
import type { System } from './system.js';

const say = (line: string) => process.stderr.write(`… ${line}\n`);

async function bench(options: BenchOptions): Promise<void> {
  const server = await startServer();
  try {
    const report: Report = {
      node: process.version,
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      settings: await server.settings(),
      runs: options.runs,
      seconds: options.seconds,
      throughput: options.only.includes('throughput') ? await throughput(server, options) : [],
      flatness: options.only.includes('flatness') ? await inTurns(server, 'flatness', flatness, options) : [],
      storm: options.only.includes('storm') ? await inTurns(server, 'storm', storm, options) : [],
    };
    process.stdout.write(`${options.json ? JSON.stringify(report) : tableOf(report)}\n`);
  } finally {
    await server.stop();
  }
}

/** A B C D, A B C D …: whatever else the machine is doing hits all of them alike. */
async function throughput(server: BenchServer, { runs, seconds, clients }: BenchOptions): Promise<Figures[]> {
  const most = Math.max(...clients);
  const systems: System[] = [
    await floor(await server.database('floor'), most),
    await ours(await server.database('acts'), most),
    await oursDispatched(await server.database('relayed'), most),
    await dbos(await server.database('steps'), await server.database('steps_system'), most),
  ];
  try {
    const figures = clients.flatMap((count) => systems.map(({ name }): Figures => ({ name, clients: count, runs: [] })));
    for (let run = 0; run <= runs; run += 1) {
      say(run === 0 ? 'warming up' : `run ${run} of ${runs}`);
      for (const figure of figures) {
        const system = systems.find(({ name }) => name === figure.name);
        await server.settle();
        const sample = await system?.measure(figure.clients, seconds);
        if (sample && run > 0) figure.runs.push(sample);
      }
    }
    return figures;
  } finally {
    for (const system of systems) await system.close();
  }
}

async function inTurns(
  server: BenchServer,
  name: string,
  prepare: (url: string, clients: number) => Promise<{ shapes: Shape[]; close: () => Promise<void> }>,
  { runs, clients }: BenchOptions,
): Promise<{ name: string; rate: number; runs: number[] }[]> {
  say(`preparing ${name}`);
  const { shapes, close } = await prepare(await server.database(name), Math.max(...clients));
  try {
    const found = shapes.map((shape) => ({ shape, runs: [] as number[] }));
    for (let run = 0; run <= runs; run += 1) {
      say(run === 0 ? 'warming up' : `run ${run} of ${runs}`);
      for (const one of found) {
        await server.settle();
        const { rate } = await one.shape.measure();
        if (run > 0) one.runs.push(rate);
      }
    }
    return found.map(({ shape, runs }) => ({ name: shape.name, rate: median(runs), runs }));
  } finally {
    await close();
  }
}

try {
  const command = benchCommand().action((options: BenchOptions) => bench(options));
  await command.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
