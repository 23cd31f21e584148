import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** Enough to read small print on a screen that is held close, in pixels. */
const LONGEST_SIDE = 1600;

// A process of its own for one page: what draws it reads what strangers wrote. As in `child.ts`, its neighbour has this file's extension.
const { opened } = (await import(`./drawing${extname(import.meta.url)}`)) as typeof import('./drawing.js');
const [, , path = '', page = ''] = process.argv;
const document = await opened(readFileSync(path));
const drawn = await document?.draw(Number(page), LONGEST_SIDE);
process.send?.(drawn ?? null, () => process.disconnect());
