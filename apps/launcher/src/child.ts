import { fork } from 'node:child_process';

/*
 * The contract with web and worker, who are forked with an IPC channel:
 * - They send the message 'ready' once they listen or work.
 * - They ignore SIGINT: Ctrl-C reaches the whole group, and the launcher decides who stops when.
 * - On SIGTERM they finish what they do and exit with 0 within six seconds; after that they are killed.
 * - 'disconnect' means the launcher is gone (`kill -9`): they do the same as on SIGTERM. On Windows it replaces SIGTERM.
 */

export interface Program {
  name: string;
  script: string;
}

export interface Child {
  /** Resolves with the child's 'ready'; rejects with one sentence when it ends before. */
  ready: Promise<void>;
  /** Resolves with one sentence when the child has ended. */
  ended: Promise<string>;
  /** Asks it to stop, kills it after `patience` milliseconds, and resolves when it is gone. */
  stop(patience: number): Promise<void>;
  kill(): void;
}

/** A child that is silent for longer hangs. */
const READY_LIMIT = 120_000;

export function startChild({ name, script }: Program, env: NodeJS.ProcessEnv): Child {
  const child = fork(script, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`The ${name} process ended with ${signal ?? `code ${code}`}`));
    child.once('error', (error) => child.pid === undefined && resolve(`The ${name} process could not be started (${error.message})`));
  });
  const ready = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`The ${name} process was not ready after ${READY_LIMIT / 1000} seconds.`)),
      READY_LIMIT,
    );
    child.on('message', (message) => message === 'ready' && resolve());
    void ended.then((sentence) => reject(new Error(`${sentence} before it was ready; what it said is above.`)));
    void Promise.race([ended, new Promise<void>((done) => child.once('message', done))]).then(() => clearTimeout(limit));
  });
  // Whoever stops us in the middle of a start no longer waits for this.
  ready.catch(() => undefined);
  const ask = (): void => {
    if (process.platform !== 'win32') child.kill('SIGTERM');
    else if (child.connected) child.disconnect();
  };
  const stop = async (patience: number): Promise<void> => {
    ask();
    const limit = setTimeout(() => child.kill('SIGKILL'), patience);
    await ended;
    clearTimeout(limit);
  };
  return { ready, ended, stop, kill: () => void child.kill('SIGKILL') };
}
