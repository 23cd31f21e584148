import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A program as it runs in production, in a process of its own, and what it says. */
export interface Program {
  child: ChildProcess;
  /** Resolves when it says it is ready. */
  ready: Promise<void>;
  isReady: () => boolean;
  /** Lines on standard error and standard output so far. */
  lines: () => string[];
  /** Resident memory in megabytes; 0 where it cannot be read. */
  memory: () => number;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

const running: Program[] = [];

export function startProgram(app: 'web' | 'worker', env: Record<string, string>): Program {
  const child = fork(resolve(`apps/${app}/src/main.ts`), {
    env: { ...process.env, NODE_ENV: 'test', BASE_URL: 'http://awards.example', LOG_LEVEL: 'warn', ...env },
    execArgv: ['--import', resolve('libs/testing/src/run-typescript.mjs')],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  let isReady = false;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const ready = new Promise<void>((done) => child.on('message', (message) => message === 'ready' && done()));
  void ready.then(() => (isReady = true));
  const memory = () => {
    const status = process.platform === 'linux' ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  };
  const program = { child, ready, isReady: () => isReady, lines: () => said.split('\n').filter(Boolean), memory, ended };
  running.push(program);
  return program;
}

/** Ends whatever a spec has started and not ended. */
export async function endPrograms(): Promise<void> {
  for (const { child, ended } of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await ended;
  }
}
