import { type Content, ReturnPoint, Revision, type Unit } from '#store';
import type { Actor } from '#workflow';
import type { Act } from '../acts.js';
import { Invalid, NotFound } from '../errors.js';
import { isSame, valuesOf } from './content.js';
import { openParts } from './open-parts.js';

/** Writes down the dossier as it stands now, with its files, under the next number. */
export function keepRevision({ add, subject, actor, now }: Act, content: Content = subject.content): void {
  subject.content = content;
  subject.revision += 1;
  const { id, revision: number, files } = subject;
  add(Revision, { nomination: id, number, content, files, savedBy: actor.id, savedAt: now });
}

/** For the journal: the unit in whose place somebody above it acts. */
export const onBehalfOf = (unit: Pick<Unit, 'id'>, { role }: Actor): { onBehalfOf?: string } =>
  role === 'nominator' ? {} : { onBehalfOf: unit.id };

/** While it is returned, only what a point names may change. Throws `Invalid` naming every part that is locked. */
export async function onlyUnlocked({ em, subject }: Act, content: Content): Promise<void> {
  const open = await openParts(em, subject);
  if (open === null) return;
  const unlocked = new Set(open);
  const [before, after] = [valuesOf(subject.content), valuesOf(content)];
  const locked = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !unlocked.has(name.slice(name.indexOf('.') + 1)) && !isSame(before[name], after[name]),
  );
  if (locked.length > 0)
    throw new Invalid(
      locked.map((place) => ({
        place,
        message: place.startsWith('selfScores.')
          ? {
              vi: 'Điểm tự chấm này không được yêu cầu bổ sung nên không sửa được.',
              en: 'This self-score was not asked to be corrected and is locked.',
            }
          : {
              vi: 'Mục này không được yêu cầu bổ sung nên không sửa được.',
              en: 'This field was not asked to be corrected and is locked.',
            },
      })),
    );
}

/** Keeps the answer to a point of the current return. Says to which field it is pinned, and whether the same stood there already. */
export async function keepAnswer({ em, subject, now }: Act, pointId: string, answer: string) {
  const stage = subject.stage ?? '';
  const point = await em.findOne(ReturnPoint, { id: pointId, nomination: subject.id, round: subject.returns, stage });
  if (!point) throw new NotFound('No such point');
  const text = answer.normalize('NFC').trim();
  const isNew = text !== (point.answer ?? '');
  if (isNew) Object.assign(point, { answer: text || null, answeredAt: text ? now : null });
  return { field: point.field, isNew };
}

/** Keeps several; gives the fields whose answer is new. */
export async function keepAnswers(act: Act, answers: Readonly<Record<string, string>>): Promise<string[]> {
  const answered: string[] = [];
  for (const [point, answer] of Object.entries(answers)) {
    const { field, isNew } = await keepAnswer(act, point, answer);
    if (isNew) answered.push(field);
  }
  return answered;
}
