import type { Staff } from '#awards';
import type { Cycle } from '#store';
import type { Definition } from '#workflow';

/** One district with its cycle, at some moment. */
export interface World {
  definition: Definition;
  cycle: Cycle;
  staff: Staff;
  /** The branch everything is tried on: the best of the first ward. */
  nomination: string;
}
