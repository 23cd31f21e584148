import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiled it is JavaScript, in the specs TypeScript: whatever we are.
const WORKER = fileURLToPath(new URL(`../../../worker/src/main${extname(import.meta.url)}`, import.meta.url));

/** The worker as it runs in production, in a process of its own. */
export interface WorkerProcess {
  /** Rejects when the worker ends before it is asked to. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

export async function startWorker(env: Record<string, string>): Promise<WorkerProcess> {
  const child = fork(WORKER, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let asked = false;
  const failed = ended.then((code): never => {
    throw new Error(asked ? 'The worker was stopped' : `The worker ended with code ${code}`);
  });
  failed.catch(() => undefined);
  await Promise.race([new Promise((resolve) => child.once('message', resolve)), failed]);
  const stop = async (): Promise<void> => {
    asked = true;
    child.kill('SIGTERM');
    await ended;
  };
  return { failed, stop };
}
