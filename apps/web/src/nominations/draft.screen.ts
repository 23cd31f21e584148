import { Injectable } from '@nestjs/common';
import { Invalid, NotFound, revisionContent, Stale } from '#awards';
import { type Actor, type Definition, Refusal, type Text } from '#workflow';
import { type PlaceModel, placesModel } from '../evidence/file.model.js';
import type { SignedIn } from '../http/actor.js';
import { Words } from '../http/i18n.js';
import { problemOf } from '../http/problem.js';
import { type Conflict, conflictsOf } from './conflict.model.js';
import { partAt } from './draft.forms.js';
import { labelsOf, lastRound, nominationModel } from './nomination.model.js';
import { NominationScreen } from './nomination.screen.js';
import { type Entered, partModels } from './section.model.js';
import { missingOf, progressOf, type Section, sectionsOf } from './sections.js';

/** Whose form it is, as it stands in the form and on the device that keeps it. */
const ownerOf = ({ personId, actor }: Pick<SignedIn, 'personId' | 'actor'>): string => `${personId}.${actor.unit ?? ''}`;

/** In one browser one person's open form could be sent in the name of the next. */
export const isTheirs = ({ owner }: { owner?: string | undefined }, person: SignedIn): boolean =>
  owner === undefined || owner === ownerOf(person);

export type Read = Awaited<ReturnType<NominationScreen['read']>>;

/** A form to be shown again, and why it was not kept. */
export interface Failed {
  form: Record<string, unknown> & { revision: number };
  error: unknown;
}

const NO_CONFLICTS: ReadonlyMap<string, Conflict> = new Map();
/** How many missing parts are named at once; the others a tap away. */
const FEW = 6;
/** While something is sent back: the only screen there is. */
export const POINTS = 'points';

/** The screens on which a branch writes its dossier. */
@Injectable()
export class DraftScreen {
  constructor(
    private readonly screen: NominationScreen,
    private readonly words: Words,
  ) {}

  read(id: string, actor: Actor): Promise<Read> {
    return this.screen.read(id, actor);
  }

  /** Everything around the fields: where one is in the dossier, and what is missing. */
  frame({ view, definition }: Read, person: SignedIn) {
    const base = `/nominations/${view.id}/edit`;
    const labels = labelsOf(definition);
    const missing = missingOf(view, definition, labels, base);
    return {
      nomination: nominationModel(view, definition),
      owner: ownerOf(person),
      base,
      isReturned: view.status === 'returned',
      progress: progressOf(view, definition, base),
      missing,
      missingFirst: missing.slice(0, FEW),
      missingRest: missing.slice(FEW),
      unmet: view.conditions.filter(({ met }) => met === false).map((condition) => ({ ...condition, parent: view.parent })),
      firstPoint: view.status === 'returned' ? `${base}/${POINTS}` : null,
    };
  }

  /** One screen of the dossier. Throws `NotFound` for one it does not have. */
  async section(read: Read, key: string, person: SignedIn, more: { addRow?: string | undefined; failed?: Failed } = {}) {
    const { view, definition, around } = read;
    const section = sectionAt(key, read);
    const entered = await this.entered(read, person, more);
    const { list } = progressOf(view, definition, `/nominations/${view.id}/edit`);
    const at = list.findIndex((one) => one.key === key);
    // Files have forms of their own, which cannot stand inside of this one.
    const names = section.kind === 'papers' ? [] : section.names;
    const asked = view.status === 'returned' ? lastRound(view) : [];
    const parts = partModels(names, view, definition, entered, asked);
    const following = at < 0 ? undefined : list[at + 1];
    const error = more.failed?.error;
    return {
      ...around,
      ...this.frame(read, person),
      section: { ...section, number: at + 1, count: list.length, previous: list[at - 1]?.href },
      sections: list.map((one) => ({ ...one, isHere: one.key === key })),
      parts,
      ...(section.kind === 'papers' && papersModel(placesModel(view, definition))),
      filesAt: view.status === 'returned' ? `/nominations/${view.id}/files` : `/nominations/${view.id}/edit/papers`,
      next: following?.href ?? `/nominations/${view.id}/submission`,
      isLast: following === undefined,
      // Where the version that was shown counts, and after a conflict the one that is shown now.
      revision: error instanceof Stale ? view.revision : (more.failed?.form.revision ?? view.revision),
      isStale: error instanceof Stale,
      conflicts: [...entered.conflicts.keys()].map((name) => ({ id: name, label: labelAt(name, definition) })),
      errors: Object.entries(entered.errors).map(([name, message]) => ({
        id: name,
        label: labelAt(name, definition)?.[person.language],
        message,
      })),
      hasLegacy: parts.some(({ legacy }) => legacy !== null),
      refusal: error instanceof Refusal && problemOf(error, this.words, person.language),
    };
  }

  private async entered(
    { em, view, definition }: Read,
    { language }: SignedIn,
    { addRow, failed }: { addRow?: string | undefined; failed?: Failed },
  ): Promise<Entered> {
    if (!failed) return { language, errors: {}, conflicts: NO_CONFLICTS, addRow };
    const { form, error } = failed;
    const errors = error instanceof Invalid ? Object.fromEntries(error.faults.map(({ place, message }) => [place, message[language]])) : {};
    const conflicts = error instanceof Stale ? await conflictsIn(error, form.revision) : NO_CONFLICTS;
    return { language, form, errors, conflicts, addRow };

    async function conflictsIn({ yours, theirs }: Stale, number: number) {
      const base = number === 0 ? { fields: {}, selfScores: {} } : await revisionContent(em, view.id, number);
      return conflictsOf({ base, yours: yours as never, theirs: theirs as never }, definition);
    }
  }
}

/** Where files come in: documents and photos, then evidence for each rubric item. */
const papersModel = (places: PlaceModel[]) => ({
  items: places.filter(({ isRubric }) => !isRubric),
  rubric: places.filter(({ isRubric }) => isRubric),
});

/** What the part of the dossier at a place is called. */
function labelAt(place: string, definition: Definition): Text | undefined {
  const name = partAt(place);
  return labelsOf(definition).get(name.slice(name.indexOf('.') + 1));
}

/**
 * The screen to be on instead of this one; null where it is right. While something is sent back there is one screen, afterwards none. Throws `NotFound`
 * for a screen the dossier does not have, and for people who do not write it.
 */
export function elsewhere(key: string | null, read: Read, { actor }: SignedIn): string | null {
  const { view } = read;
  if (key !== null) sectionAt(key, read);
  // For others than its writers there is nothing to fill in.
  if (actor.role !== 'nominator' && !view.actions.includes('SAVE')) throw new NotFound('No such page');
  if (key === POINTS && view.status !== 'returned') return `/nominations/${view.id}`;
  return view.status === 'returned' && key !== POINTS ? `/nominations/${view.id}/edit/${POINTS}` : null;
}

/** While it is returned there is one screen, with what was asked for; before that all the others. */
function sectionAt(key: string, { view, definition }: Read): Section {
  const sections = sectionsOf(definition);
  if (key === POINTS) {
    const asked = new Set(lastRound(view).map(({ field }) => field));
    const names = sections.flatMap((section) => section.names).filter((name) => asked.has(name.slice(name.indexOf('.') + 1)));
    return { key, kind: 'form', names };
  }
  const section = sections.find((one) => one.key === key);
  if (!section) throw new NotFound('No such section');
  return section;
}
