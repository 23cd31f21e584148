import type { Cycle } from '#store';
import type { Definition } from '#workflow';
import type { Desk } from './desk.js';
import type { Chance } from './random.js';
import type { Roster } from './roster.js';
import type { Staff } from './staff.js';

/** What will become of a branch's nomination below the council. Decided by the seed before the season begins. */
export interface Plan {
  branch: string;
  ward: string;
  strength: number;
  returned: boolean;
  outcome: 'endorse' | 'decline' | 'undecided' | 'withdraw';
  rank: number;
}

/** One thing somebody does at a moment of the season. */
export interface Deed {
  at: Date;
  do: () => Promise<unknown>;
}

export interface Season {
  desk: Desk;
  definition: Definition;
  cycle: Cycle;
  staff: Staff;
  roster: Roster;
  plans: Plan[];
  random: Chance;
  /** The instant so many days from the ceremony, at that time in the award's zone. */
  day: (days: number, time: string) => Date;
  opens: (stage: string) => Date;
  closes: (stage: string) => Date;
}
