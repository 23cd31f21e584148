/*
 * Runs npm scripts beside each other, as many as there are processors, and shows what each said once it has ended: `node .ci/checks.mjs lint types`.
 * All of them run to their end, so that one run names every fault.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const waiting = process.argv.slice(2);
const failed = [];

function run(name) {
  const started = Date.now();
  const { FORCE_COLOR = process.stdout.isTTY ? '1' : '0' } = process.env;
  const child = spawn('npm', ['run', '--silent', name], { env: { ...process.env, FORCE_COLOR }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      if (code !== 0) failed.push(name);
      const seconds = Math.round((Date.now() - started) / 1000);
      process.stdout.write(`\n> ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n${Buffer.concat(said)}`);
      resolve();
    });
  });
}

async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await run(name);
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed.length > 0) {
  process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
