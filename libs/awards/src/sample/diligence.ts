import { type Actor, checklistOf, type Definition, stageOf } from '#workflow';
import type { Desk } from './desk.js';

/** Makes sure of everything that a stage's checklist asks for. */
export async function makeSure(desk: Desk, definition: Definition, { id, stage }: { id: string; stage: string | null }, actor: Actor) {
  const codes = stage === null ? [] : checklistOf(definition, stageOf(definition.pipeline, stage)).map(({ code }) => code);
  if (codes.length > 0) await desk.checklists.check(id, actor, codes);
}
