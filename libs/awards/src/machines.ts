import type { EntityManager } from '@mikro-orm/postgresql';
import type { Cycle } from '#store';
import type { HeldCycle } from './held.js';
import { buildCycleMachine, buildNominationMachine, type CycleWorkflow, type Definition, type NominationWorkflow } from '#workflow';

export interface Rulebook {
  definition: Definition;
  cycles: CycleWorkflow;
  nominations: NominationWorkflow;
}

const compiled = new Map<string, Rulebook>();

/** True when the cycle's rules are compiled already: then its definition need not be read again. */
export const isKnown = ({ definition }: Pick<HeldCycle, 'definition'>): boolean => compiled.has(definition.id);

/** Reads the definitions of these cycles that are not compiled yet: what `rulebookOf` needs. They are large, and never change. */
export async function readRules(em: EntityManager, cycles: readonly Cycle[]): Promise<void> {
  const unknown = cycles.filter((cycle) => !isKnown(cycle));
  if (unknown.length > 0) await em.populate(unknown, ['definition']);
}

/** The rules a cycle is pinned to. Published definitions never change, so they are compiled once per process. */
export function rulebookOf({ definition }: Pick<HeldCycle, 'definition'>): Rulebook {
  const found = compiled.get(definition.id);
  if (found) return found;
  const { document } = definition;
  if (!document) throw new Error('These rules are neither compiled nor read');
  const rulebook = {
    definition: document,
    cycles: buildCycleMachine(document.pipeline),
    nominations: buildNominationMachine(document.pipeline),
  };
  compiled.set(definition.id, rulebook);
  return rulebook;
}
