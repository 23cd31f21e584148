import type { Expected } from '../cells.js';
import { CYCLES } from './cycles.js';
import { COUNCIL } from './council.js';
import { NOMINATIONS } from './nominations.js';
import { FILES } from './files.js';
import { REVIEWS } from './reviews.js';
import { EVERYBODY } from './everybody.js';
import { SIGNING_IN } from './signing-in.js';
import { OFFICE } from './office.js';

/** Who gets in where, and what the others get: every route of the application, and no other. */
export const EXPECTED: Expected = { ...CYCLES, ...COUNCIL, ...NOMINATIONS, ...FILES, ...REVIEWS, ...EVERYBODY, ...SIGNING_IN, ...OFFICE };
