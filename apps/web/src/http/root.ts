import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of `package.json`: above the sources under Jest, above `dist` when built. Nothing is copied into `dist`. */
export const projectRoot = ascend(import.meta.dirname);

function ascend(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('There is no package.json above the web application.');
  return ascend(above);
}

export const webFolder = join(projectRoot, 'apps/web');
export const isDevelopment = () => process.env['NODE_ENV'] === 'development';
