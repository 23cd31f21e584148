import { tryEverything } from './matrix.js';
import type { Moment } from './moments.js';

// Half of the moments, so that two workers share them: see `moments-2.spec.ts`.
const MINE: Moment[] = ['nomination', 'ward-review', 'returned', 'suspended', 'cancelled', 'eligibility', 'announcement'];

it.each(MINE)(
  'at “%s” everybody gets what is expected, sees nothing of other worlds and changes nothing by what is refused',
  async (moment) => {
    expect(await tryEverything(moment)).toEqual({ wrong: [], shown: [], changed: [] });
  },
  // Thousands of requests: generous, for a machine that is busy with something else.
  900_000,
);
