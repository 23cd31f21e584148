import { type Nomination, Person, Revision } from '#store';
import type { Act } from '../acts.js';

/** Writes down the dossier as it stands now, with its files, under the next number. */
export function keepRevision({ em, subject, actor, now }: Act<Nomination>): void {
  subject.revision += 1;
  const { revision: number, content, files } = subject;
  em.create(Revision, { nomination: subject, number, content, files, savedBy: em.getReference(Person, actor.id), savedAt: now });
}
