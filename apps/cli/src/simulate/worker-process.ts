import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program of ours as it runs in production, in a process of its own. */
export interface WorkerProcess {
  /** Rejects when it ends before it is asked to. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

/** `program` is the path of its main file below `apps`, without an extension. Ready when it says so. */
export async function startProgram(program: string, env: Record<string, string>): Promise<WorkerProcess> {
  // Compiled it is JavaScript, in the specs TypeScript: whatever we are.
  const file = fileURLToPath(new URL(`../../../${program}${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let asked = false;
  const failed = ended.then((code): never => {
    throw new Error(asked ? `${program} was stopped` : `${program} ended with code ${code}`);
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

export const startWorker = (env: Record<string, string>): Promise<WorkerProcess> => startProgram('worker/src/main', env);
