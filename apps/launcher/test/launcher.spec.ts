import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isRunning } from '#embedded';
import { nodeFault } from '../src/node-version.js';
import { aFolder, Launched, processesOf } from './launched.js';

const folder = aFolder();
const launchers: Launched[] = [];
let port = 0;

function start(env: NodeJS.ProcessEnv = {}): Launched {
  const launched = new Launched(folder.path, { PORT: String(port), ...env });
  launchers.push(launched);
  return launched;
}

async function startAndWait(env: NodeJS.ProcessEnv = {}): Promise<Launched> {
  const launched = start(env);
  await launched.says('is running at');
  return launched;
}

async function occupy(where: { port: number; host: string }): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(where, resolve));
  return server;
}

async function nothingIsLeft(): Promise<void> {
  while (processesOf(folder.path).length > 0) await sleep(50);
  expect(existsSync(join(folder.path, '.data/postgres/data/postmaster.pid'))).toBe(false);
}

beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  for (const launched of launchers.splice(0)) if (isRunning(launched.pid)) launched.signal('SIGKILL');
  while (processesOf(folder.path).length > 0) await sleep(50);
});
afterAll(() => folder.remove());

describe('npm start', () => {
  it('starts everything with a line for each step, and stops it all on Ctrl-C', async () => {
    const launched = await startAndWait();
    const answer: unknown = await (await fetch(`http://127.0.0.1:${port}`)).json();
    expect(answer).toEqual({ name: 'web', database: expect.stringMatching(/^postgres:\/\/vinhdanh:[^@]+@127\.0\.0\.1:\d+\/vinhdanh$/) });
    const lines = launched.output.split('\n').filter((line) => line.startsWith('✓') || line.startsWith('Vinh'));
    expect(lines.map((line) => line.replace(/\d+\.\d s$/, 'time').replace(/on port \d+/, 'on port N'))).toEqual([
      `✓ Port ${port} is free  time`,
      '✓ PostgreSQL 18 started on port N (.data/postgres)  time',
      '✓ Database brought up to date (1 migration)  time',
      '✓ Sample data loaded  time',
      '✓ Started web and worker  time',
      `Vinh Danh is running at http://localhost:${port} (Ctrl-C stops it)`,
    ]);
    launched.pressCtrlC();
    expect(await launched.exit).toBe(0);
    expect(launched.output).toContain('web stopped');
    expect(launched.output).toContain('worker stopped');
    expect(launched.output).not.toContain('✗');
    expect(existsSync(join(folder.path, '.data/run.json'))).toBe(false);
    await nothingIsLeft();
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('stops in the same way on %s', async (signal) => {
    const launched = await startAndWait();
    launched.signal(signal);
    expect(await launched.exit).toBe(0);
    await nothingIsLeft();
  });

  it('loads no sample in production', async () => {
    const launched = await startAndWait({ NODE_ENV: 'production', HOST: '127.0.0.1' });
    expect(launched.output).not.toContain('Sample');
  });

  it.each([
    ['Port .* is free', {}, 'again'],
    ['Making a new PostgreSQL', {}, 'for the first time'],
    ['migrating', { MANNER_MIGRATE: 'slow' }, 'again'],
    ['web is process', { MANNER_WORKER: 'silent' }, 'again'],
  ])('stops cleanly when Ctrl-C comes in the middle of the start (%s)', async (moment, env, time) => {
    if (time === 'for the first time') rmSync(join(folder.path, '.data'), { recursive: true });
    const launched = start(env);
    while (!new RegExp(moment).test(launched.output)) await sleep(5);
    launched.pressCtrlC();
    expect(await launched.exit).toBe(0);
    expect(launched.output).not.toContain('✗');
    await nothingIsLeft();
  });

  it('takes Ctrl-C twice within a moment for one, as npm passes it on once more', async () => {
    const launched = await startAndWait({ MANNER_WEB: 'lingers' });
    launched.pressCtrlC();
    launched.signal('SIGINT');
    expect(await launched.exit).toBe(0);
    expect(launched.output).toContain('web stopped');
  });

  it('kills at once on the second Ctrl-C', async () => {
    const launched = await startAndWait({ MANNER_WEB: 'stubborn' });
    launched.pressCtrlC();
    await launched.says('web does not care');
    await sleep(1_200);
    launched.pressCtrlC();
    expect(await launched.exit).toBe(130);
    await nothingIsLeft();
  });

  it('kills a child that does not stop, and still stops the rest', async () => {
    const launched = await startAndWait({ MANNER_WEB: 'stubborn' });
    launched.pressCtrlC();
    expect(await launched.exit).toBe(0);
    expect(launched.output).toContain('worker stopped');
    await nothingIsLeft();
  });

  it('stops when npm itself is killed', async () => {
    const wrapper = new Launched(
      folder.path,
      { PORT: String(port), npm_lifecycle_event: 'start' },
      resolve('apps/launcher/test/stand-in-npm.mjs'),
    );
    await wrapper.says('is running at');
    await sleep(600);
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
    wrapper.signal('SIGKILL');
    await nothingIsLeft();
    expect(wrapper.output).toContain('worker stopped');
  });
});

describe('a port that is taken', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::1'])('is named before anything is started (on %s)', async (host) => {
    const stranger = await occupy({ port, host });
    const launched = start();
    expect(await launched.exit).toBe(1);
    expect(launched.output).toBe(
      `✗ Port ${port} is taken by another program: stop that one, or choose another port, such as PORT=${port + 1} npm start.\n`,
    );
    stranger.close();
  });

  it('is waited for when a killed run still holds it', async () => {
    const first = await startAndWait({ MANNER_WEB: 'lingers' });
    const [web, worker] = [first.child('web'), first.child('worker')];
    first.signal('SIGKILL');
    const second = await startAndWait();
    expect(second.output).toContain(`Waiting for the previous run to leave port ${port}`);
    expect([web, worker].some((pid) => isRunning(pid))).toBe(false);
    second.pressCtrlC();
    expect(await second.exit).toBe(0);
    await nothingIsLeft();
  });
});

describe('the launcher', () => {
  it('refuses to run twice in one folder', async () => {
    const first = await startAndWait();
    const second = start({ PORT: String(await freePort()) });
    expect(await second.exit).toBe(1);
    expect(second.output).toBe(
      `✗ Vinh Danh is already running here (process ${first.pid}, port ${port}): stop that one first, or start from another folder.\n`,
    );
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  });

  it('says so and stops everything when a child ends before it is ready', async () => {
    const launched = start({ MANNER_WORKER: 'dies early' });
    expect(await launched.exit).toBe(1);
    expect(launched.output).toContain('it was not to be');
    expect(launched.output).toContain('✗ The worker process ended with code 1 before it was ready; what it said is above.');
    await nothingIsLeft();
  });

  it('says so and stops everything when a child ends later', async () => {
    const launched = start({ MANNER_WEB: 'dies later' });
    expect(await launched.exit).toBe(1);
    expect(launched.output).toContain('✗ The web process ended with code 7, so everything is stopped.');
    await nothingIsLeft();
  });

  it('says so and stops everything when PostgreSQL ends', async () => {
    const launched = await startAndWait();
    const lock = readFileSync(join(folder.path, '.data/postgres/data/postmaster.pid'), 'utf8');
    process.kill(Number.parseInt(lock, 10), 'SIGKILL');
    expect(await launched.exit).toBe(1);
    expect(launched.output).toContain('✗ PostgreSQL ended unexpectedly');
  });

  it('uses the server DATABASE_URL names', async () => {
    const url = process.env['TEST_POSTGRES_URL'] ?? '';
    const launched = await startAndWait({ DATABASE_URL: url });
    expect(launched.output).toMatch(/✓ PostgreSQL 1[5-9][.\d]* answers at /);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).json()).toEqual({ name: 'web', database: url });
  });

  it('names the server it cannot reach, without its password', async () => {
    const launched = start({ DATABASE_URL: `postgres://me:secret@127.0.0.1:${await freePort()}/awards` });
    expect(await launched.exit).toBe(1);
    expect(launched.output).toMatch(
      /✗ The PostgreSQL that DATABASE_URL names \(127\.0\.0\.1:\d+\/awards\) cannot be used: connect ECONNREFUSED/,
    );
    expect(launched.output).not.toContain('secret');
  });

  it('lists the faults of its settings', async () => {
    const launched = start({ PORT: 'web', LOG_LEVEL: 'loud' });
    expect(await launched.exit).toBe(1);
    expect(launched.output).toMatch(/^✗ The settings have faults:\n- PORT must be .*\n- LOG_LEVEL must be .*\n$/);
  });

  it('knows the Node it needs', () => {
    expect(['24.9.0', '24.21.0', '25.0.0'].map(nodeFault)).toEqual([undefined, undefined, undefined]);
    expect(nodeFault('20.19.0')).toMatch(/^Vinh Danh needs Node 24\.9 or newer and this is Node 20\.19\.0/);
    expect(nodeFault('24.8.1')).toBeDefined();
  });
});
