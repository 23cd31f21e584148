import { type EntityManager, type FilterQuery } from '@mikro-orm/postgresql';
import { type Cycle, Nomination } from '#store';
import type { Actor, NominationStatus, Text } from '#workflow';
import { statusName } from '../cycles/cycle.reads.js';
import { type NamesThen, namesThen } from '../units/then.js';
import { hidesIdentity, knowsNumber, nameFor, shownStanding, visibleTo, whereFound, whereShown } from './nomination.policy.js';

const PAGE_SIZE = 50;

export interface NominationRow {
  id: string;
  /** Drawn for blind scoring; null where there is none, and for who must not tell it. While it must not be known whose it is, all there is instead of code and unit. */
  number: number | null;
  code: string;
  unit: string;
  parent: string;
  /** The unit that has taken the place of its unit or the one above since the cycle ended. */
  nowPartOf: string | null;
  stage: string | null;
  status: NominationStatus;
  statusName: Text;
  submittedAt: Date | null;
  supplementDue: Date | null;
}

export interface NominationPage {
  rows: NominationRow[];
  total: number;
  page: number;
  size: number;
}

/** What somebody looks for among them; all where nothing is said. */
export interface NominationFilter {
  status?: NominationStatus | undefined;
  /** Any part of a name or code, or a number in blind scoring. */
  q?: string | undefined;
  page?: number | 'all' | undefined;
}

/** The nominations of a cycle that this person may see, a page at a time or all of them, in the order of their codes, or of their numbers in blind scoring. */
export async function nominationList(
  em: EntityManager,
  cycle: Cycle,
  actor: Actor,
  { status, q = '', page = 1 }: NominationFilter,
): Promise<NominationPage> {
  const shown = status ? whereShown(cycle, status, actor) : {};
  const wanted = q.trim() ? whereFound(cycle, q.trim(), actor) : {};
  const where: FilterQuery<Nomination> = { $and: [{ cycle }, await visibleTo(em, actor), shown, wanted] };
  const [found, total] = await em.findAndCount(Nomination, where, {
    populate: ['unit', 'unit.parent'],
    orderBy: hidesIdentity(cycle, actor) ? { number: 'asc' } : { code: 'asc' },
    ...(page !== 'all' && { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }),
  });
  const then = await namesThen(em, cycle, found);
  return {
    rows: found.map((nomination) => rowOf(nomination, cycle, actor, then)),
    total,
    page: page === 'all' ? 1 : page,
    size: PAGE_SIZE,
  };
}

/** One of them as lists show it. */
export function rowOf(nomination: Nomination, cycle: Cycle, actor: Actor, then: ReadonlyMap<string, NamesThen>): NominationRow {
  const standing = shownStanding(cycle, nomination, actor);
  const { id, number } = nomination;
  if (hidesIdentity(cycle, actor))
    return { ...nameless(id, number, nameFor(cycle, nomination, actor)), ...standing, statusName: statusName(cycle, standing) };
  return {
    id,
    number: knowsNumber(cycle, actor) ? number : null,
    code: nomination.code,
    unit: nomination.unit.name,
    parent: nomination.unit.parent?.name ?? '',
    nowPartOf: null,
    ...then.get(nomination.id),
    ...standing,
    statusName: statusName(cycle, standing),
    submittedAt: nomination.submittedAt ?? null,
    supplementDue: nomination.supplementDue ?? null,
  };
}

/** A dossier without a word on whose it is, nor when it came. */
const nameless = (id: string, number: number | null, name: string) => ({
  id,
  number,
  code: name,
  unit: name,
  parent: '',
  nowPartOf: null,
  submittedAt: null,
  supplementDue: null,
});
