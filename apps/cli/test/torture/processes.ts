import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startPostgres, type RunningPostgres } from '#embedded';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const RUN_TYPESCRIPT = join(ROOT, 'libs/testing/src/run-typescript.mjs');

/** Something that runs, is killed without warning and is started again at once. */
export interface Killable {
  name: string;
  /** SIGKILL; resolves when it is back. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** One of our programs under a supervisor that starts it again however it ends, as the launcher and any service manager do. */
export class Program implements Killable {
  private child: ChildProcess | undefined;
  private isStopping = false;
  private up: Promise<void> = Promise.resolve();
  /** How often it ended without being killed. */
  gaveUp = 0;

  constructor(
    readonly name: string,
    private readonly env: Record<string, string>,
    private readonly log: string,
  ) {}

  start(): Promise<void> {
    this.up = this.run();
    return this.up;
  }

  async kill(): Promise<void> {
    await this.up;
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await this.start();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.up.catch(() => undefined);
    const { child } = this;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Until it says that it is ready; a program that cannot start (its database is down) is started again. */
  private async run(): Promise<void> {
    while (!this.isStopping) {
      const log = openSync(this.log, 'a');
      const child = fork(join(ROOT, 'apps', this.name, 'src/main.ts'), {
        cwd: ROOT,
        execArgv: ['--import', RUN_TYPESCRIPT],
        env: { ...process.env, ...this.env },
        stdio: ['ignore', log, log, 'ipc'],
      });
      this.child = child;
      const isReady = await Promise.race([once(child, 'message').then(() => true), once(child, 'exit').then(() => false)]);
      if (isReady) {
        child.once('exit', () => void this.again(child));
        return;
      }
      this.gaveUp += 1;
      await pause(200);
    }
  }

  private async again(child: ChildProcess): Promise<void> {
    if (this.child !== child || this.isStopping) return;
    this.gaveUp += 1;
    await this.start();
  }
}

/** A PostgreSQL of its own, with fsync, behind an address that stays the same however often its postmaster is killed. */
export class Server implements Killable {
  readonly name = 'postgres';
  private running: RunningPostgres | undefined;
  private readonly door = createServer((near) => this.carry(near));
  url = '';

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    this.running = await startPostgres({ dataDir: this.folder, isTemporary: true });
    if (this.url) return;
    this.door.listen(0, '127.0.0.1');
    await once(this.door, 'listening');
    const url = new URL(this.running.url);
    url.port = String((this.door.address() as AddressInfo).port);
    this.url = url.href;
  }

  async kill(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    process.kill(Number(readFileSync(join(running.dataDir, 'data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await running.ended;
    await this.start();
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.door.close();
  }

  private carry(near: Socket): void {
    if (!this.running) return void near.destroy();
    const far = connect(this.running.port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  }
}
