import { readFileSync } from 'node:fs';
import { opened } from './drawing.js';

/** Enough to read small print on a screen that is held close, in pixels. */
const LONGEST_SIDE = 1600;

// A process of its own for one page: what draws it reads what strangers wrote.
const [, , path = '', page = ''] = process.argv;
const found = await opened(readFileSync(path));
const drawn = await found?.draw(Number(page), LONGEST_SIDE);
process.send?.(drawn ?? null, () => process.disconnect());
