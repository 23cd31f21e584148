import { Injectable } from '@nestjs/common';
import { type Content, Revision } from '#store';
import type { Actor } from '#workflow';
import { type Act, Acts } from '../acts.js';
import { NotFound, Stale } from '../errors.js';
import { contentFrom, EMPTY, isSame, merge, type Values, valuesOf } from './content.js';
import { acceptContent } from './dossier.js';
import { fitting, lastDossier } from './earlier.js';
import { keepAnswers, keepRevision, onBehalfOf, onlyUnlocked } from './saving.js';

export interface KeptDraft {
  revision: number;
  /** What others have changed since the revision it was based on, and this save left alone. */
  others: Values;
}

/** Thrown out of an act in which nothing is to be written, so that it leaves no trace. */
class Unchanged extends Error {
  constructor(readonly kept: KeptDraft) {
    super('Nothing has changed');
  }
}

/** Writing a dossier piece by piece, from more than one device. */
@Injectable()
export class DraftService {
  constructor(private readonly acts: Acts) {}

  /**
   * Keeps what was changed since revision `basedOn`: `patch` names only what the person has written. What others have changed meanwhile stands beside it;
   * where both changed the same, `Stale` carries both versions and nothing is written. Sent again it writes nothing. Throws `Invalid`.
   */
  async keep(id: string, actor: Actor, patch: Values, basedOn: number, answers: Record<string, string> = {}): Promise<KeptDraft> {
    return this.writing(id, actor, async (act) => {
      const { subject, definition } = act;
      const base = await contentOf(act, basedOn);
      // Accepted as part of the version it was written into: so it is compared in the form in which it would be stored.
      const yours = acceptContent(definition, contentFrom({ ...valuesOf(base), ...patch }));
      const written = valuesOf(yours);
      const stored = valuesOf(subject.content);
      const own = Object.fromEntries(Object.keys(patch).map((name) => [name, written[name] ?? null]));
      const { values, conflicts, others } = merge(valuesOf(base), own, stored);
      if (conflicts.length > 0) throw new Stale(yours, subject.content, subject.revision);
      return { content: contentFrom(values), others: Object.fromEntries(others.map((name) => [name, stored[name] ?? null])), answers };
    });
  }

  /** Takes over from the unit's last nomination what the form still asks for and is empty here. Gives the codes of what was taken; none when there is nothing. */
  async copyFromLast(id: string, actor: Actor): Promise<string[]> {
    let copied: string[] = [];
    await this.writing(id, actor, async (act) => {
      const { subject, definition } = act;
      const last = await lastDossier(act.em, { cycle: act.cycle.id, unit: subject.unit.id }, actor);
      const stored = valuesOf(subject.content);
      const taken = Object.entries(last ? fitting(definition, last.content) : {}).filter(([name]) => stored[name] === undefined);
      copied = taken.map(([name]) => name.slice(name.indexOf('.') + 1));
      const content = contentFrom({ ...stored, ...Object.fromEntries(taken) });
      return { content, others: {}, answers: {}, data: { from: last?.code ?? '', copied } };
    });
    return copied;
  }

  private async writing(id: string, actor: Actor, change: (act: Act) => Promise<Change>): Promise<KeptDraft> {
    let kept: KeptDraft = { revision: 0, others: {} };
    try {
      await this.acts.onNomination(id, { type: 'SAVE', actor }, async (act) => {
        const { subject, definition } = act;
        const { content: wanted, others, answers, data } = await change(act);
        const content = acceptContent(definition, wanted);
        await onlyUnlocked(act, content);
        const answered = await keepAnswers(act, answers);
        const isNew = !isSameContent(content, subject.content);
        if (!isNew && answered.length === 0) throw new Unchanged({ revision: subject.revision, others });
        if (isNew) keepRevision(act, content);
        kept = { revision: subject.revision, others };
        return { type: 'nomination.saved', data: { revision: subject.revision, answered, ...data, ...onBehalfOf(subject.unit, actor) } };
      });
    } catch (error) {
      if (error instanceof Unchanged) return error.kept;
      throw error;
    }
    return kept;
  }
}

interface Change {
  content: Content;
  others: Values;
  answers: Record<string, string>;
  data?: { from: string; copied: string[] };
}

/** What the person started from. A number that never was is the mistake of a program. */
async function contentOf({ em, subject }: Act, number: number): Promise<Content> {
  if (number === subject.revision) return subject.content;
  if (number === 0) return EMPTY;
  const found = await em.findOne(Revision, { nomination: subject.id, number });
  if (!found) throw new NotFound('No such revision');
  return found.content;
}

function isSameContent(a: Content, b: Content): boolean {
  const [one, other] = [valuesOf(a), valuesOf(b)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => isSame(one[name], other[name]));
}
