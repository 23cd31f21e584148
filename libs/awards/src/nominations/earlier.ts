import type { EntityManager } from '@mikro-orm/postgresql';
import { type Content, Nomination } from '#store';
import type { Actor, Definition } from '#workflow';
import { contentFrom, type Value, valuesOf } from './content.js';
import { acceptContent } from './dossier.js';
import { Invalid } from '../errors.js';

/** The newest dossier the unit handed in to an earlier cycle; null when there is none, or when this person takes part in one cycle only. */
export async function lastDossier(
  em: EntityManager,
  { cycle, unit }: { cycle: string; unit: string },
  actor: Actor,
): Promise<{ code: string; content: Content; cycle: Nomination['cycle'] } | null> {
  if (actor.cycle !== undefined) return null;
  const [last] = await em.find(
    Nomination,
    { unit, cycle: { $ne: cycle }, submittedAt: { $ne: null } },
    { orderBy: { submittedAt: 'desc' }, limit: 1, populate: ['cycle', 'cycle.definition'] },
  );
  return last ?? null;
}

/**
 * What of an earlier dossier fits a form: the same code and a value the form accepts. Self-scores and conditions are of their own year and stay behind.
 */
export function fitting(definition: Definition, earlier: Content): Record<string, Value> {
  const values = valuesOf({ fields: earlier.fields, selfScores: {}, ...(earlier.tables && { tables: earlier.tables }) });
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, Value][] => {
      const accepted = acceptedAlone(definition, name, value);
      return accepted === undefined ? [] : [[name, accepted]];
    }),
  );
}

function acceptedAlone(definition: Definition, name: string, value: Value): Value | undefined {
  try {
    return valuesOf(acceptContent(definition, contentFrom({ [name]: value })))[name];
  } catch (error) {
    if (error instanceof Invalid) return undefined;
    throw error;
  }
}
