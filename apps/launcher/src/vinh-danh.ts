import { loadSample } from '#awards';
import { migrate } from '#store';
import { fileURLToPath } from 'node:url';
import { launch } from './launch.js';

/** The real thing, with the programs that lie beside this one. */
export function launchVinhDanh(): Promise<number> {
  const script = (app: string): string => fileURLToPath(new URL(`../../${app}/src/main.js`, import.meta.url));
  return launch({
    env: process.env,
    directory: process.cwd(),
    programs: [
      { name: 'web', script: script('web') },
      { name: 'worker', script: script('worker') },
    ],
    migrate,
    loadSample,
  });
}
