import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES } from './pictures.js';

it('has a picture for every one that the README shows', () => {
  const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/docs\/screens\/([a-z-]+)\.png/g)].map(([, name]) => name);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((name) => !PICTURES.some((picture) => picture.name === name))).toEqual([]);
});
