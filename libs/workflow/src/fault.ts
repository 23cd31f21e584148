import type { Stage } from './pipeline.js';
import type { Text } from './text.js';

/** What is wrong with a document, where, and what to do: one sentence in each language. */
export interface Fault {
  /** Path in the document, with the code of what it passes: `pipeline.stages[1 ward-review].quota.perUnit`. */
  place: string;
  message: Text;
}

export const fault = (place: string, vi: string, en: string): Fault => ({ place, message: { vi, en } });

/** Where a key of a stage, or the stage itself, stands in the document. */
export const stagePlace = (stage: Stage, index: number, key?: string) =>
  `pipeline.stages[${index} ${stage.code}]${key === undefined ? '' : `.${key}`}`;
