import { type EntityManager } from '@mikro-orm/postgresql';
import { DataRequest } from '#store';
import type { Actor } from '#workflow';
import { requireAnswering } from './data.policy.js';

const PAGE_SIZE = 50;

/** Requests of everybody, those that wait first and the oldest of them on top. */
export async function dataRequestPage(em: EntityManager, actor: Actor, page = 1) {
  requireAnswering(actor);
  const [found, total] = await em.findAndCount(
    DataRequest,
    {},
    {
      populate: ['person'],
      orderBy: [{ answeredAt: 'desc nulls first' }, { due: 'asc' }, { id: 'asc' }],
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
    },
  );
  const rows = found.map(({ person, ...request }) => ({ ...request, person: { id: person.id, name: person.name } }));
  return { rows, total, page, size: PAGE_SIZE };
}

export const countDataRequests = (em: EntityManager): Promise<number> => em.count(DataRequest, { answeredAt: null });
