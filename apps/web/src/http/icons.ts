import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { webFolder } from './root.js';

const SYMBOL = /<symbol id="([^"]+)"[^>]*>(.*?)<\/symbol>/gs;

/** The drawings of the sprite by name. They are drawn into the page, so that a page needs no further request to be complete. */
export const icons: ReadonlyMap<string, string> = new Map(
  [...readFileSync(join(webFolder, 'public/icons/sprite.svg'), 'utf8').matchAll(SYMBOL)].map(([, name = '', body = '']) => [name, body]),
);

/** An icon is decoration: the words beside it say the same. Throws for one the sprite does not have. */
export function iconMarkup(name: string, className = 'ico'): string {
  const body = icons.get(name);
  if (!body) throw new Error(`The sprite has no icon "${name}"`);
  const classes = className.replace(/[^\w -]/g, '');
  return `<svg class="${classes}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;
}
