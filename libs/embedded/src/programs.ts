import { spawn } from 'node:child_process';
import { runAs } from './account.js';
import type { Place } from './place.js';
import { serverEnvironment } from './server-environment.js';

/** Runs one program of the place to its end; rejects with the last line it complained with. */
export function runProgram(
  place: Place,
  program: string,
  args: string[],
  options: { input?: string; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...runAs(place.account),
      cwd: place.home.directory,
      env: serverEnvironment(),
      stdio: ['pipe', 'ignore', 'pipe'],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    let failure: Error | undefined;
    // Called off, it is still writing for a moment, and so are its own children: it has ended when nobody holds its output any more.
    child.once('error', (error) => {
      failure = error;
      if (child.pid === undefined) reject(error);
    });
    child.once('close', (code, signal) => {
      if (failure) reject(failure);
      else if (code === 0) resolve();
      else reject(new Error(lastComplaint(complaints) ?? `it ended with ${signal ?? `code ${code}`}`));
    });
    // A program that ends early closes its input; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** The last line that names a fault, without the time and process number before it. */
export function lastComplaint(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => /\b(error|FATAL|PANIC):/.test(line));
  return lines
    .at(-1)
    ?.replace(/^.*?\b((?:initdb: )?(?:error|FATAL|PANIC)):\s*/, '')
    .trim();
}
