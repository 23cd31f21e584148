import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** A command as a person types it, from the sources, on the database of that address. */
export function runOn(databaseUrl: string | undefined, ...args: string[]): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const command = ['--import', join(root, 'libs/testing/src/run-typescript.mjs'), join(root, 'apps/cli/src/main.ts'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env, cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    );
  });
}
