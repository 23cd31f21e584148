import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launch } from '../src/launch.js';

// Stands in for main.ts: the same launcher with stand-in children and nothing to migrate.
const script = (name: string): string => fileURLToPath(new URL(`stand-in-${name}.mjs`, import.meta.url));
const code = await launch({
  env: process.env,
  directory: process.cwd(),
  programs: ['web', 'worker'].map((name) => ({ name, script: script(name) })),
  migrate: async () => {
    if (process.env['MANNER_MIGRATE'] === 'slow') {
      process.stdout.write('migrating\n');
      await sleep(60_000);
    }
    return ['initial'];
  },
  loadSample: async () => 'loaded',
});
process.exit(code);
