export const ROLES = ['nominator', 'reviewer', 'secretariat', 'scorer', 'chair', 'administrator', 'observer', 'clock'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, and as what: one person acting through one membership. The clock is an actor too: it closes stages. */
export interface Actor {
  id: string;
  role: Role;
  /** The unit of the membership; null for the clock. */
  unit: string | null;
  /** The tier of that unit; absent where nothing depends on it: then the unit counts as none above a cycle's organiser. */
  tier?: string;
  /** The only cycle in which the membership counts; absent for a standing one. */
  cycle?: string;
  /** The person for whom this one acts; absent for one's own acts. */
  onBehalfOf?: string;
  /** The request this comes with, as in the server's log. */
  requestId?: string;
}

export const CLOCK: Actor = Object.freeze({ id: 'clock', role: 'clock', unit: null });
