import type { Roles } from '../policy.js';

/*
 * Who sees and changes the tree of units.
 *
 * Names of units are no secret: they stand on notices and results. The pages of the tree, with who works where, are for these; what each of them sees
 * of the people of a unit is in `unit.reads.ts`. Units are one tree for the whole installation, so only the administrator changes it.
 */
export const READS_UNITS: Roles = ['administrator', 'secretariat', 'observer'];
export const CHANGES_UNITS: Roles = ['administrator'];
