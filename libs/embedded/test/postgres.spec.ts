import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findRunningPostgres, inspectServer, isRunning, startPostgres, type RunningPostgres } from '../src/index.js';
import { findBinaries } from '../src/binaries.js';

const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-embedded-'));
// As root the server runs as another user, who must be able to pass.
chmodSync(folder, 0o711);
const dataDir = join(folder, 'postgres');
const settings = { fsync: 'off' };
const opened: Client[] = [];
let running: RunningPostgres | undefined;
let starter: ChildProcess | undefined;

async function start(steps: string[] = []): Promise<RunningPostgres> {
  running = await startPostgres({ dataDir, settings, onStep: (line) => steps.push(line) });
  return running;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  opened.push(client);
  return client;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = await connect(url);
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows;
}

/** A process of its own that starts the cluster and can be killed. */
async function startElsewhere(directory: string, ...rest: string[]): Promise<string> {
  starter = fork(resolve('libs/embedded/test/starter.ts'), [directory, ...rest], {
    execArgv: ['--import', resolve('libs/testing/src/run-typescript.mjs')],
  });
  const [url] = (await once(starter, 'message')) as [string];
  return url;
}

function postmaster(directory = dataDir): number {
  return Number.parseInt(readFileSync(join(directory, 'data/postmaster.pid'), 'utf8'), 10);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(25);
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.end().catch(() => undefined)));
  starter?.kill('SIGKILL');
  await running?.stop();
  running = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an embedded PostgreSQL', () => {
  it('starts empty in Vietnamese and Unicode, and keeps its data for the next start', async () => {
    const steps: string[] = [];
    const first = await start(steps);
    expect(steps).toContain(`Making a new PostgreSQL database cluster in ${dataDir}`);
    expect(await inspectServer(first.url)).toEqual({ version: expect.stringMatching(/^18\./), major: 18 });
    expect(await query(first.url, "SELECT x FROM unnest(ARRAY['E','Đ','D','Â','Ă','A']) x ORDER BY x")).toEqual(
      ['A', 'Ă', 'Â', 'D', 'Đ', 'E'].map((letter) => [letter]),
    );
    await query(first.url, 'CREATE EXTENSION pg_trgm');
    // With the C library's plain locale every ễ would count as a space here.
    expect(await query(first.url, "SELECT 'yễn ' = ANY (show_trgm('Nguyễn')) OR cardinality(show_trgm('Nguyễn')) = 7")).toEqual([[true]]);
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    expect(existsSync(join(dataDir, 'data/postmaster.pid'))).toBe(false);
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([[1]]);
  });

  it('keeps its password to itself', async () => {
    const { url } = await start();
    const password = new URL(url).password;
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'password'), 'utf8').trim()).toBe(password);
    expect(readFileSync(`/proc/${postmaster()}/cmdline`, 'utf8')).not.toContain(password);
    expect(readFileSync(join(dataDir, 'server.log'), 'utf8')).not.toContain(password);
    await expect(query(url.replace(password, 'guess'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('listens to this computer only and opens no socket file', async () => {
    const { url } = await start();
    expect(await query(url, "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')")).toEqual([
      ['127.0.0.1', ''],
    ]);
  });

  it('can be found by a second program, which may not start it again', async () => {
    expect(findRunningPostgres({ dataDir })).toBeUndefined();
    const { url, port } = await start();
    expect(findRunningPostgres({ dataDir })).toEqual({ url, port });
    await expect(startPostgres({ dataDir })).rejects.toThrow(`already in use by the process ${process.pid}`);
    expect(await query(url, 'SELECT 1')).toEqual([[1]]);
  });

  it('replaces the server of a starter that was killed', async () => {
    // Held open, so that the orphaned server is still there when the next one starts.
    const url = await startElsewhere(dataDir);
    const client = await connect(url);
    const orphan = postmaster();
    starter?.kill('SIGKILL');
    const steps: string[] = [];
    const { url: next } = await start(steps);
    expect(steps.at(-1)).toBe(`Stopping the PostgreSQL that an earlier run left behind (process ${orphan})`);
    expect(isRunning(orphan)).toBe(false);
    await expect(client.query('SELECT 1')).rejects.toThrow(/terminat|closed|not queryable/);
    expect(await query(next, 'SELECT n FROM kept')).toEqual([[1]]);
  });

  it('does not outlive a killed starter', async () => {
    await startElsewhere(dataDir);
    const orphan = postmaster();
    starter?.kill('SIGKILL');
    await until(() => !isRunning(orphan));
  });

  it('recovers when the server itself was killed', async () => {
    const { url, ended } = await start();
    await query(url, 'INSERT INTO kept VALUES (2)');
    process.kill(postmaster(), 'SIGKILL');
    await ended;
    expect(await query((await start()).url, 'SELECT n FROM kept ORDER BY n')).toEqual([[1], [2]]);
  });

  it('is not deceived by a lock file that names a stranger', async () => {
    const stranger = spawn('sleep', ['60']);
    writeFileSync(join(dataDir, 'data/postmaster.pid'), `${stranger.pid}\n${dataDir}/data\n1\n5432\n\n127.0.0.1\n`);
    await start();
    expect(stranger.kill()).toBe(true);
  });

  it('sets a new password when the file is gone', async () => {
    rmSync(join(dataDir, 'password'));
    const { url } = await start();
    expect(await query(url, 'SELECT count(*)::int FROM kept')).toEqual([[2]]);
  });

  it('explains data of another version', async () => {
    const version = join(dataDir, 'data/PG_VERSION');
    writeFileSync(version, '17\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17 and this is PostgreSQL 18, which cannot read it/);
    writeFileSync(version, '18\n');
    await start();
  });

  it('explains a setting the server refuses, with its own words', async () => {
    await expect(startPostgres({ dataDir, settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /^PostgreSQL did not start: invalid value for parameter "shared_buffers": "plenty"/,
    );
    await start();
  });

  it('explains a computer it has no programs for', async () => {
    await expect(findBinaries('sunos', 'x64')).rejects.toThrow('There is no embedded PostgreSQL for sunos x64: set DATABASE_URL');
  });

  it('explains a folder that holds something else', async () => {
    const other = join(folder, 'other');
    mkdirSync(join(other, 'data'), { recursive: true });
    await expect(startPostgres({ dataDir: other })).rejects.toThrow(`${other}/data exists but holds no PostgreSQL data`);
  });

  it('stops half-way when asked, and leaves nothing half made', async () => {
    const early = join(folder, 'early');
    const stopping = new AbortController();
    const start = startPostgres({ dataDir: early, signal: stopping.signal, onStep: () => setTimeout(() => stopping.abort(), 100) });
    await expect(start).rejects.toThrow('aborted');
    await until(() => readdirSync(early).every((name) => name === 'password'));
  });

  it('takes temporary data away, however it ends', async () => {
    const [asked, killed] = [join(folder, 'asked'), join(folder, 'killed')];
    await (await startPostgres({ dataDir: asked, settings, isTemporary: true })).stop();
    expect(existsSync(asked)).toBe(false);
    await startElsewhere(killed, 'temporary');
    const orphan = postmaster(killed);
    starter?.kill('SIGKILL');
    await until(() => !isRunning(orphan) && !existsSync(killed));
  });
});
