import { loadConfig, type Config } from '#config';
import { claim, freePort, type Claim } from '#embedded';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from './child.js';
import { describeNamedDatabase, describeOwnDatabase, startOwnDatabase } from './database.js';
import { portFree } from './port.js';
import { Running } from './running.js';
import { makeSteps, type Steps } from './steps.js';
import { listenForStop } from './stop-requests.js';

export interface LaunchOptions {
  env: NodeJS.ProcessEnv;
  /** Holds `.data`. */
  directory: string;
  programs: readonly Program[];
  migrate: (databaseUrl: string) => Promise<string[]>;
  loadSample: (databaseUrl: string, filesDir: string) => Promise<'loaded' | 'already there' | 'not empty'>;
}

interface Launch extends LaunchOptions {
  steps: Steps;
  running: Running;
  signal: AbortSignal;
}

/** How long the children of a killed launcher may still hold the port. */
const PREVIOUS_RUN_PATIENCE = 10_000;

/** Starts everything, stays until asked to stop or until something ends, stops everything. Resolves with the exit code. */
export async function launch(options: LaunchOptions): Promise<number> {
  const steps = makeSteps();
  const running = new Running();
  let code = 0;
  const insist = (): void => {
    code = 130;
    running.kill();
  };
  const requests = listenForStop(options.env['npm_lifecycle_event'] !== undefined, insist);
  const { signal } = requests;
  let release: () => void = () => undefined;
  try {
    const config = readSettings(options.env);
    const here = claimDirectory(options.directory, config.port);
    release = here.release;
    const asked = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([asked, bringUp({ ...options, steps, running, signal }, config, here.previous?.port).then(() => running.failure)]);
  } catch (error) {
    // Ctrl-C reaches programs we wait for in the same moment: a fault may be no more than its echo.
    await sleep(50);
    if (!signal.aborted) {
      steps.fault((error as Error).message);
      code = 1;
    }
  }
  await running.stop();
  release();
  requests.end();
  return code;
}

/** The settings, checked before anything starts; the address of our own database is not known yet. */
function readSettings(env: NodeJS.ProcessEnv): Config {
  return loadConfig({ ...env, DATABASE_URL: namesDatabase(env) ? env['DATABASE_URL'] : 'postgres://our-own' });
}

function namesDatabase(env: NodeJS.ProcessEnv): boolean {
  return (env['DATABASE_URL'] ?? '').trim() !== '';
}

type Ours = Extract<Claim<{ port: number }>, { isOurs: true }>;

function claimDirectory(directory: string, port: number): Ours {
  const data = join(directory, '.data');
  mkdirSync(data, { recursive: true });
  const claimed = claim(join(data, 'run.json'), { port });
  if (claimed.isOurs) return claimed;
  const { pid, port: theirs } = claimed.holder;
  throw new Error(`Vinh Danh is already running here (process ${pid}, port ${theirs}): stop that one first, or start from another folder.`);
}

async function bringUp(launch: Launch, config: Config, previousPort: number | undefined): Promise<void> {
  const { env, programs, running, steps, signal } = launch;
  const port = config.port === 0 ? await freePort() : config.port;
  // A killed launcher leaves its claim, and its children need a moment to notice.
  const patience = previousPort === port ? PREVIOUS_RUN_PATIENCE : 0;
  await steps.run(async () => {
    await portFree({ port, host: config.host }, patience, signal, () => steps.note(`  Waiting for the previous run to leave port ${port}`));
    return `Port ${port} is free`;
  });
  const databaseUrl = await openDatabase(launch, config);
  await fillDatabase(launch, databaseUrl, config);
  signal.throwIfAborted();
  await steps.run(async () => {
    // A line for every request would bury the steps; whoever wants them says LOG_LEVEL=info.
    // Ctrl-C shall not take longer than a person waits: STOP_GRACE ends the worker before its time here is up.
    await running.startChildren(programs, { LOG_LEVEL: 'warn', STOP_GRACE: '5', ...env, DATABASE_URL: databaseUrl, PORT: String(port) });
    return `Started ${programs.map(({ name }) => name).join(' and ')}`;
  });
  const address = config.port === 0 && !env['BASE_URL'] ? `http://localhost:${port}` : config.baseUrl;
  steps.note(`Vinh Danh is running at ${address} (Ctrl-C stops it)`);
}

async function openDatabase({ env, directory, running, steps, signal }: Launch, config: Config): Promise<string> {
  signal.throwIfAborted();
  let url = config.databaseUrl;
  await steps.run(async () => {
    if (namesDatabase(env)) return describeNamedDatabase(url);
    const postgres = await running.keepPostgres(startOwnDatabase(directory, steps, signal));
    url = postgres.url;
    return describeOwnDatabase(postgres, directory);
  });
  return url;
}

async function fillDatabase({ migrate, loadSample, steps, signal }: Launch, url: string, { nodeEnv, filesDir }: Config): Promise<void> {
  signal.throwIfAborted();
  await steps.run(async () => {
    const applied = await migrate(url);
    const count = applied.length === 1 ? '1 migration' : `${applied.length} migrations`;
    return applied.length > 0 ? `Database brought up to date (${count})` : 'Database is up to date';
  });
  if (nodeEnv === 'production') return;
  signal.throwIfAborted();
  const sentences = {
    loaded: 'Sample data loaded',
    'already there': 'Sample data is there',
    'not empty': 'No sample data: the database holds data of your own',
  };
  await steps.run(async () => sentences[await loadSample(url, filesDir)]);
}
