import type { EntityManager } from '@mikro-orm/postgresql';
import { run } from '../round-trips.js';

/**
 * Whose paper comes in, for the trigger of ballot papers and for this transaction only: a paper has no voter, and none is stored. Where the web asks,
 * the trigger takes its word for who does; elsewhere, as in a rehearsal, nobody is said to.
 */
export async function nameVoter(em: EntityManager, person: string): Promise<void> {
  await run(em, `select set_config('ballot.voter', $1, true)`, [person]);
}
