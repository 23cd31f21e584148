import type { Definition } from './definition.js';
import type { Check, Stage } from './pipeline.js';

/** What the reviewers of a stage tick: its own list, or else in the first stage of reviewers the conditions that the award leaves to them, all required. */
export function checklistOf({ pipeline, eligibility }: Pick<Definition, 'pipeline' | 'eligibility'>, stage: Stage | null): Check[] {
  if (stage?.kind !== 'review') return [];
  if (stage.checklist) return stage.checklist;
  const first = pipeline.stages.find((one) => one.kind === 'review' && one.by === 'reviewer');
  if (first?.code !== stage.code) return [];
  return eligibility.filter(({ check }) => check === 'reviewer').map(({ code, text }) => ({ code, text, required: true }));
}
