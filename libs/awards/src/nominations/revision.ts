import { Revision } from '#store';
import type { Act } from '../acts.js';

/** Writes down the dossier as it stands now, with its files, under the next number. */
export function keepRevision({ add, subject, actor, now }: Act): void {
  subject.revision += 1;
  const { id, revision: number, content, files } = subject;
  add(Revision, { nomination: id, number, content, files, savedBy: actor.id, savedAt: now });
}
