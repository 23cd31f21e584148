import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RUNNER = resolve('libs/testing/src/run-typescript.mjs');
const MAIN = resolve('apps/launcher/test/stand-in-main.ts');

/** A folder to start in, as a fresh clone is. */
export function aFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'vinh-danh-launcher-'));
  // As root the server runs as another user, who must be able to pass.
  chmodSync(path, 0o711);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10 }) };
}

/** A launcher in a process group of its own, as a terminal would start it. */
export class Launched {
  output = '';
  private readonly process: ChildProcess;
  readonly exit: Promise<number | string>;

  /** `wrapper` is a program that starts the launcher in turn, as npm does. */
  constructor(folder: string, env: NodeJS.ProcessEnv = {}, wrapper?: string) {
    const { DATABASE_URL: _ours, npm_lifecycle_event: _test, ...rest } = process.env;
    this.process = spawn(process.execPath, [...(wrapper ? [wrapper, process.execPath] : []), '--import', RUNNER, MAIN], {
      cwd: folder,
      detached: true,
      env: { ...rest, NODE_ENV: '', ...env },
    });
    this.process.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.process.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exit = new Promise((resolve) => this.process.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** The process number a stand-in child has said. */
  child(name: 'web' | 'worker'): number {
    return Number(new RegExp(`${name} is process (\\d+)`).exec(this.output)?.[1] ?? 0);
  }

  /** Waits for a line; fails when the launcher ends without it. */
  async says(text: string): Promise<void> {
    let hasEnded = false;
    void this.exit.then(() => (hasEnded = true));
    for (;;) {
      if (this.output.includes(text)) return;
      if (hasEnded) throw new Error(`The launcher never said "${text}" but:\n${this.output}`);
      await sleep(20);
    }
  }

  /** As a terminal does: the signal reaches the whole group. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }
}

/** Processes that belong to a folder: the server in it, and whoever was started there. Zombies do not count. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const isInFolder = command.includes(folder) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`PWD=${folder}`);
      return command !== '' && isInFolder && !command.startsWith('/bin/sh -c') ? [`${pid} ${command}`] : [];
    } catch {
      return [];
    }
  });
}
