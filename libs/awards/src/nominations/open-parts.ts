import type { EntityManager } from '@mikro-orm/postgresql';
import { ReturnPoint } from '#store';
import type { HeldNomination } from '../held.js';

/** After a return: the parts to which its points are pinned, whose fields and files are open again. Null: nothing is closed. */
export async function openParts(em: EntityManager, { id, status, stage, returns }: HeldNomination): Promise<string[] | null> {
  if (status !== 'returned') return null;
  const points = await em.find(ReturnPoint, { nomination: id, round: returns, ...(stage && { stage }) });
  return points.map((point) => point.field);
}
