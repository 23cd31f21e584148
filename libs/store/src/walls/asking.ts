import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import { escapeLiteral } from 'pg';
import type { Actor, Role } from '#workflow';

/** Who asks, as the policies of the tables know it. `public` is everybody who is not signed in. */
export interface Asking {
  role: Role | 'public';
  unit: string | null;
  person: string | null;
  /** The only cycle in which the membership counts; null for a standing one. */
  cycle: string | null;
}

interface Said extends Asking {
  isWhole: boolean;
}

const asking = new AsyncLocalStorage<Said>();

/** Whatever `work` and all it starts asks the database is asked by this person; null is somebody not signed in. */
export function askedBy<T>(actor: Actor | null, work: () => T): T {
  const { id = null, role = 'public', unit = null, cycle = null } = actor ?? {};
  return asking.run({ person: id, role, unit, cycle, isWhole: false }, work);
}

/**
 * What concerns a cycle or the units as a whole is decided on the whole of it: also on what the person who asks for it must not read, such as the
 * sheets of others when scoring closes. Only for what decides or counts, and for what people are owed of their own; `tables.spec.ts` has
 * the list of those who may.
 */
export function wholly<T>(work: () => T): T {
  const said = asking.getStore();
  return said ? asking.run({ ...said, isWhole: true }, work) : work();
}

/** A transaction of such a kind. */
export const onTheWhole = <T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> =>
  wholly(() => em.fork().transactional(work));

const literal = (value: string | null) => escapeLiteral(value ?? '');

/** The statement that has to come after every BEGIN, for one transaction and no longer; null where nobody said who asks, as in the worker and on the command line. */
export function whoAsks(): string | null {
  const said = asking.getStore();
  if (!said) return null;
  const [role, unit, person, cycle, whole] = [said.role, said.unit, said.person, said.cycle, said.isWhole ? 'on' : ''].map(literal);
  return `select set_config('asking.role', ${role}, true), set_config('asking.unit', ${unit}, true), set_config('asking.person', ${person}, true), set_config('asking.cycle', ${cycle}, true), set_config('asking.whole', ${whole}, true)`;
}
