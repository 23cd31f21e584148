import { Migration20261123000001_append_only } from './append-only.js';
import { Migration20261123000000_initial } from './initial.js';
import { Migration20261124000002_reactions } from './reactions.js';

/** In the order in which they are applied. Add new ones at the end. */
export const migrations = [Migration20261123000000_initial, Migration20261123000001_append_only, Migration20261124000002_reactions];
