import type { Role } from '#workflow';

/** What became of one part of a dossier since it was last sent back; null where there was or is nothing. */
export interface Change {
  /** Code of the field, or of the rubric item whose self-score changed. */
  part: string;
  before: string | number | null;
  after: string | number | null;
}

/** Who compares: the branch, those who review it and the office. The council judges what a dossier says, not how it came to say it. */
export const READERS: readonly Role[] = ['nominator', 'reviewer', 'secretariat', 'observer', 'administrator'];
