import { availableParallelism, cpus } from 'node:os';
import { Command } from 'commander';
import { freePort } from '#embedded';
import { startProgram } from '../simulate/worker-process.js';
import { audience, type Shown } from './audience.js';
import { drive, median, type Sample } from './driving.js';
import { browsers } from './http.js';
import { whole, wholes } from './options.js';
import { aligned } from './report.js';
import { type BenchServer, startServer } from './server.js';

interface PagesOptions {
  runs: number;
  seconds: number;
  clients: number[];
  nominations: number;
  only?: string;
}

interface Figures {
  name: string;
  clients: number;
  kilobytes: number;
  runs: Sample[];
}

const BARE = 'bare route';
const say = (line: string) => process.stderr.write(`… ${line}\n`);

async function bench(options: PagesOptions): Promise<void> {
  const server = await startServer();
  try {
    const figures = await measured(server, options);
    process.stdout.write(`${tableOf(figures, options, await server.settings())}\n`);
  } finally {
    await server.stop();
  }
}

/** Pages as they are served in production, each with so many requests in flight, in turns with a route that does next to nothing. */
async function measured(server: BenchServer, { runs, seconds, clients, nominations, only = '' }: PagesOptions): Promise<Figures[]> {
  say(`filling a cycle with ${nominations} nominations`);
  const url = await server.database('pages');
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const pages = (await audience(url, nominations, base)).filter(({ name }) => name.includes(only));
  const env = { DATABASE_URL: url, NODE_ENV: 'production', HOST: '127.0.0.1' };
  const web = await startProgram('web/src/main', { ...env, PORT: String(port), BASE_URL: base });
  const barePort = await freePort();
  const bare = await startProgram('cli/src/bench/bare', { ...env, PORT: String(barePort) });
  const inHand = browsers(Math.max(...clients));
  try {
    const all = [{ name: BARE, asked: { url: `http://127.0.0.1:${barePort}/` } }, ...pages];
    return await inTurns(all, { runs, seconds, clients }, inHand.fetchPage);
  } finally {
    inHand.close();
    await bare.stop();
    await web.stop();
  }
}

async function inTurns(
  all: readonly Shown[],
  { runs, seconds, clients }: Pick<PagesOptions, 'runs' | 'seconds' | 'clients'>,
  fetchPage: ReturnType<typeof browsers>['fetchPage'],
): Promise<Figures[]> {
  const figures = clients.flatMap((count) => all.map(({ name }): Figures => ({ name, clients: count, kilobytes: 0, runs: [] })));
  for (let run = 0; run <= runs; run += 1) {
    say(run === 0 ? 'warming up' : `run ${run} of ${runs}`);
    for (const figure of figures) {
      const shown = all.find(({ name }) => name === figure.name);
      if (!shown) continue;
      figure.kilobytes = (await fetchPage(shown.asked)) / 1000;
      const sample = await drive(figure.clients, () => () => fetchPage(shown.asked), seconds);
      if (run > 0) figure.runs.push(sample);
    }
  }
  return figures;
}

const of = (runs: readonly Sample[], figure: 'rate' | 'p50' | 'p95' | 'p99') => median(runs.map((run) => run[figure]));
const cost = (runs: readonly Sample[], whose: 'postgres' | 'worker') => median(runs.map((run) => run.cost[whose])).toFixed(2);

function tableOf(figures: readonly Figures[], { runs, seconds, nominations }: PagesOptions, settings: Record<string, string>): string {
  const bare = new Map(figures.filter(({ name }) => name === BARE).map(({ clients, runs: own }) => [clients, of(own, 'rate')]));
  const rows = figures.map(({ name, clients, kilobytes, runs: own }) => [
    name,
    String(clients),
    of(own, 'rate').toFixed(0),
    ...(['p50', 'p95', 'p99'] as const).map((figure) => of(own, figure).toFixed(1)),
    cost(own, 'worker'),
    cost(own, 'postgres'),
    kilobytes.toFixed(1),
    ((bare.get(clients) ?? Number.NaN) / of(own, 'rate')).toFixed(1),
    own.map(({ p95 }) => p95.toFixed(1)).join(' '),
  ]);
  const heading = [
    'page',
    'in flight',
    'per s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'web',
    'postgres',
    'kB',
    'bare: times',
    'p95 of single runs',
  ];
  return [
    `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), PostgreSQL ${settings['server_version'] ?? ''}`,
    `${nominations} nominations in the cycle, median of ${runs} runs of ${seconds} s; web and postgres: milliseconds of processor time for a page`,
    '',
    ...aligned([heading, ...rows]),
  ].join('\n');
}

const command = new Command('bench:pages')
  .description('Measure how fast the pages of a large cycle are served over HTTP, beside a bare route, on a private PostgreSQL.')
  .option('--runs <number>', 'how often each page is measured, in turns', whole(1, 99), 3)
  .option('--seconds <number>', 'how long one measurement takes', whole(1, 600), 2)
  .option('--clients <numbers>', 'how many requests are in flight, such as 1,50', wholes(1, 200), [1, 50])
  .option('--nominations <number>', 'how many the cycle has', whole(100, 100_000), 10_000)
  .option('--only <word>', 'only pages whose name has this in it')
  .allowExcessArguments(false)
  .showHelpAfterError('(--help shows every option)')
  .action((options: PagesOptions) => bench(options));

try {
  await command.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
