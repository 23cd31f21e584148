import type { Value } from './content.js';

/** What became of one part of a dossier since it was last sent back; null where there was or is nothing. */
export interface Change {
  /** Code of the field, or of the rubric item whose self-score changed. */
  part: string;
  before: Value | null;
  after: Value | null;
}
