import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refused } from './refused.js';

const LOOK_EVERY = 50;
/** So many wait for their turn; whoever comes then is told to come again. */
const MOST_WAITING = 50;

/** What one piece of work may take. */
export interface Limits {
  milliseconds: number;
  bytes: number;
}
/** In bytes: 40 million pixels need about 400 MB. */
export const MOST_MEMORY = 900 * 1024 * 1024;
const USUAL: Limits = { milliseconds: 30_000, bytes: MOST_MEMORY };

/** Runs what reads a stranger's bytes in a process of its own, which may eat, hang and crash as it likes; a few at a time, some others wait. */
export class Apart {
  private busy = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly limits = USUAL,
    private readonly atOnce = 2,
  ) {}

  /**
   * What the program of `reading/` answered; null when it ended without a word, because it was too much for its limits. Throws `Refused` when
   * too many wait already, and the reason of `signal` once nobody wants the answer any more.
   */
  async run(program: 'child' | 'page', values: readonly string[], signal?: AbortSignal): Promise<unknown> {
    await this.turn(signal);
    try {
      return await this.answer(program, values, signal);
    } finally {
      const [next] = this.waiting;
      if (next) next();
      else this.busy -= 1;
    }
  }

  /** Whoever ends gives its place to the next in line. */
  private async turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.busy < this.atOnce) {
      this.busy += 1;
      return;
    }
    if (this.waiting.size >= MOST_WAITING) throw new Refused('busy');
    await new Promise<void>((resolve, reject) => {
      const leave = () => (this.waiting.delete(called), reject(signal?.reason as Error));
      const called = () => (this.waiting.delete(called), signal?.removeEventListener('abort', leave), resolve());
      this.waiting.add(called);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  private answer(program: string, values: readonly string[], signal: AbortSignal | undefined): Promise<unknown> {
    // Its programs have this file's extension: .js when compiled, .ts when the specs run the sources.
    const path = fileURLToPath(new URL(`./reading/${program}${extname(import.meta.url)}`, import.meta.url));
    // Nothing of ours goes along: neither the environment with its secrets nor what is open.
    const child = fork(path, values, {
      execArgv: ['--max-old-space-size=256', '--no-warnings'],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    return new Promise((resolve, reject) => {
      let answer: unknown = null;
      const patience = setTimeout(() => child.kill('SIGKILL'), this.limits.milliseconds);
      const look = setInterval(
        () => void memoryOf(child.pid).then((bytes) => bytes > this.limits.bytes && child.kill('SIGKILL')),
        LOOK_EVERY,
      );
      const stop = () => {
        clearTimeout(patience);
        clearInterval(look);
      };
      child.once('message', (message) => (answer = message));
      child.once('error', (error) => (stop(), reject(error)));
      child.once('close', () => (stop(), resolve(answer)));
    });
  }
}

/** What a process holds in memory, in bytes; 0 where the system has no such file. There time is the only limit. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
