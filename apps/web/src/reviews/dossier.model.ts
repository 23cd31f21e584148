import {
  type Beside,
  type Change,
  type CheckView,
  dateIn,
  type HandedIn,
  type HistoryItem,
  type NominationView,
  type QueueFilter,
  type ThreadView,
} from '#awards';
import type { Definition } from '#workflow';
import { runsOf } from '../nominations/change.model.js';
import { labelOf, labelsOf, nominationModel } from '../nominations/nomination.model.js';
import { queryOf } from './queue.model.js';

export interface DossierRead {
  view: NominationView;
  definition: Definition;
  checks: CheckView[];
  threads: ThreadView[];
  beside: Beside | null;
  versions: HandedIn[];
  compared: { from: number; to: number; changes: Change[] } | null;
}

/** What a reviewer works with: the dossier, part by part with what is said about it, the checklist, and the ways on. */
export function dossierModel(
  { view, definition, checks, threads, beside, versions, compared }: DossierRead,
  path: string,
  filter: QueueFilter,
  typed: unknown = null,
) {
  const model = nominationModel(view, definition);
  const query = queryOf(filter);
  return {
    ...model,
    historyItems: view.history,
    seen: `${view.revision}.${view.returns}.${view.history.length}`,
    ...withTalk(model, threads),
    openThreads: threads.filter(({ resolvedAt }) => resolvedAt === null).length,
    checks,
    checksLeft: checks.filter(({ required, by }) => required && by === null).length,
    due: dueModel(view, definition),
    pointRows: pointRows(choicesOf(model.evidence, definition), typed),
    beside: besideModel(beside, path, query),
    ...versionsModel(versions, compared, definition),
    here: `${path}/${view.id}`,
    query,
    mayDecide: view.actions.some((action) => ['RETURN', 'ENDORSE', 'DECLINE', 'DISQUALIFY'].includes(action)),
  };
}

/** The parts of the dossier, each with its files and with what is said about it. */
function withTalk({ sections, criteria, evidence }: ReturnType<typeof nominationModel>, threads: readonly ThreadView[]) {
  const said = Map.groupBy(threads, ({ part }) => part);
  const talk = (part: string) => {
    const found = (said.get(part) ?? []).map((thread) => ({ ...thread, isInternal: thread.audience === 'unit' }));
    return { threads: found, openThreads: found.filter(({ resolvedAt }) => resolvedAt === null).length };
  };
  const files = new Map(evidence?.rubric.map((place) => [place.part, place.files]));
  return {
    sections: sections.map((section) => ({ ...section, fields: section.fields.map((field) => ({ ...field, ...talk(field.code) })) })),
    criteria: criteria.map((criterion) => ({
      ...criterion,
      items: criterion.items.map((item) => ({ ...item, files: files.get(item.code), ...talk(item.code) })),
    })),
    papers: (evidence?.items ?? []).map((place) => ({ ...place, ...talk(place.part) })),
  };
}

const besideModel = (beside: Beside | null, path: string, query: string) => {
  const link = (one: Beside['next']) => one && { ...one, href: `${path}/${one.id}${query}` };
  return beside && { ...beside, previous: link(beside.previous), next: link(beside.next) };
};

/** What was handed in, to choose two of it, and what differs between the chosen. */
function versionsModel(versions: HandedIn[], compared: DossierRead['compared'], definition: Definition) {
  const labels = labelsOf(definition);
  return {
    versions: versions.map(({ revision, at, isAgain }, index) => ({
      revision,
      at,
      isAgain,
      number: index + 1,
      isFrom: revision === (compared?.from ?? versions.at(-2)?.revision),
      isTo: revision === (compared?.to ?? versions.at(-1)?.revision),
    })),
    severalVersions: versions.length > 1,
    isCompared: compared !== null,
    comparison:
      compared &&
      compared.changes.map((change) => ({
        label: labels.get(change.part) ?? change.part,
        runs: runsOf(change, definition),
      })),
  };
}

/** What happened after a page that showed so many entries of the history; the newest first. */
export const since = (history: readonly HistoryItem[], shown: number): readonly HistoryItem[] =>
  history.slice(0, Math.max(0, history.length - shown));

const ROWS = [1, 2, 3, 4, 5];

/** The rows of the form that returns: empty, or as somebody filled them in before they were refused. */
function pointRows(parts: readonly { code: string; label: unknown }[], typed: unknown) {
  const form = (typed ?? {}) as { field?: unknown; request?: unknown };
  const [fields, requests] = [form.field ?? [], form.request ?? []].map((value) => [value].flat() as unknown[]);
  return ROWS.map((row, index) => ({
    row,
    request: requests?.[index] ?? '',
    parts: parts.map((part) => ({ ...part, isChosen: part.code === fields?.[index] })),
  }));
}

function dueModel({ dueFrom, dueUntil }: NominationView, { timeZone }: Definition) {
  return { from: dateIn(dueFrom, timeZone), until: dueUntil && dateIn(dueUntil, timeZone) };
}

/** What a point can be about: the parts, each followed by its files. */
function choicesOf(evidence: ReturnType<typeof nominationModel>['evidence'], definition: Definition) {
  const files = new Map([...(evidence?.items ?? []), ...(evidence?.rubric ?? [])].map((place) => [place.part, place.files]));
  const labels = labelsOf(definition);
  return [...labels].flatMap(([code, label]) => [
    { code, label },
    ...(files.get(code) ?? []).map(({ id, name }) => ({ code: `${code}/${id}`, label: labelOf(labels, code, name) })),
  ]);
}
