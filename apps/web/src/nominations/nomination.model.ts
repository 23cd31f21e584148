import { type HistoryItem, type NominationView, placesOf } from '#awards';
import type { Definition, Text } from '#workflow';
import { evidenceModel } from '../evidence/file.model.js';
import { changeBeside } from './change.model.js';
import type { Conflict } from './conflict.model.js';

const TONES: Record<string, string> = {
  submitted: 'brand',
  returned: 'gold',
  endorsed: 'ok',
  awarded: 'ok',
  finalist: 'ok',
  declined: 'bad',
  ineligible: 'bad',
  withdrawn: 'plain',
  lapsed: 'plain',
  revoked: 'bad',
};
const ICONS: Record<string, string> = {
  draft: 'pencil-line',
  submitted: 'hourglass',
  returned: 'undo-2',
  endorsed: 'check',
  scoring: 'scale',
  listed: 'megaphone',
  balloting: 'vote',
  awarded: 'award',
  finalist: 'award',
  declined: 'circle-x',
  ineligible: 'circle-x',
};

export const toneOf = (status: string) => TONES[status] ?? 'brand';
export const iconOf = (status: string) => ICONS[status] ?? 'info';

/** The points of the last return in the stage where the nomination stands. */
function lastRound({ points, stage }: NominationView): NominationView['points'] {
  const here = points.filter((point) => point.stage === stage);
  const round = Math.max(0, ...here.map((point) => point.round));
  return here.filter((point) => point.round === round);
}

/** What the nomination's page and card show: plain data, and the buttons of the machine. */
export function nominationModel(view: NominationView, definition: Definition) {
  const current = lastRound(view);
  const labels = labelsOf(definition);
  return {
    ...view,
    tone: toneOf(view.status),
    icon: iconOf(view.status),
    may: Object.fromEntries(view.actions.map((action) => [action.toLowerCase(), true])),
    sections: shownForm(view, definition).map((section) => ({
      title: section.title,
      fields: section.fields.map((field) => ({
        ...field,
        value: shown(field, view.content.fields[field.code]),
        points: current.filter((point) => point.field === field.code),
      })),
    })),
    criteria: definition.rubric.criteria.map((criterion) => ({
      ...criterion,
      score: view.result?.byCriterion[criterion.code] ?? null,
      self: criterion.items.reduce((sum, item) => sum + (view.content.selfScores[item.code] ?? 0), 0),
      items: criterion.items.map((item) => ({
        ...item,
        self: view.content.selfScores[item.code] ?? null,
        points: current.filter((point) => point.field === item.code),
      })),
    })),
    openPoints: current.filter((point) => !point.answeredAt).map((point) => ({ ...plain(point), label: labels.get(point.field) })),
    points: view.points.map((point) => ({ ...plain(point), label: labels.get(point.field), ...changeBeside(view, point, definition) })),
    parts: [...labels].map(([code, label]) => ({ code, label })),
    total: definition.rubric.total,
    evidence: view.hidesFiles ? null : evidenceModel(view, definition),
    history: view.history.map(historyItem),
    ...decisionFields(view, definition),
  };
}

/** The form without what this person must not read. */
const shownForm = ({ hiddenFields }: NominationView, { form }: Definition) =>
  form
    .map((section) => ({ ...section, fields: section.fields.filter(({ code }) => !hiddenFields.includes(code)) }))
    .filter(({ fields }) => fields.length > 0);

/** What the endorsing form needs: whether a rank is asked for, and the next free one. */
function decisionFields({ stage, ranksTaken, quotaLeft }: NominationView, { pipeline }: Definition) {
  const current = pipeline.stages.find(({ code }) => code === stage);
  let nextRank = 1;
  while (ranksTaken.includes(nextRank)) nextRank += 1;
  return { ranked: current?.kind === 'review' && current.ranked, nextRank, quotaKnown: quotaLeft !== null, returnRows: [1, 2, 3] };
}

const HISTORY_TONES: Record<string, string> = {
  'nomination.returned': 'gold',
  'nomination.endorsed': 'ok',
  'nomination.awarded': 'ok',
  'nomination.declined': 'bad',
  'nomination.disqualified': 'bad',
};

const historyItem = ({ type, at, who, data }: HistoryItem) => ({
  key: `journal.${type}`,
  tone: HISTORY_TONES[type] ?? 'plain',
  who,
  at,
  iso: at.toISOString(),
  note: typeof data['reason'] === 'string' ? data['reason'] : typeof data['petition'] === 'string' ? data['petition'] : null,
});

const plain = ({ id, field, request, answer, round, answeredAt }: NominationView['points'][number]) => ({
  id,
  field,
  request,
  answer,
  round,
  answeredAt,
});

function shown(field: Definition['form'][number]['fields'][number], value: string | undefined) {
  const option = field.options?.find(({ code }) => code === value);
  return option ? option.name : (value ?? '');
}

export const labelsOf = (definition: Definition) =>
  new Map([
    ...definition.form.flatMap((section) => section.fields.map((field) => [field.code, field.label] as const)),
    ...definition.rubric.criteria.flatMap((criterion) =>
      criterion.items.map((item) => [item.code, { vi: `${item.code} ${item.name.vi}`, en: `${item.code} ${item.name.en}` }] as const),
    ),
    ...placesOf(definition)
      .filter(({ evidence }) => evidence === null)
      .map(({ part, name }) => [part, name] as const),
  ]);

interface Entered {
  content: NominationView['content'];
  answers: Record<string, string>;
  /** Of a save that came late: where somebody else's version differs, by the name of the field. */
  conflicts?: ReadonlyMap<string, Conflict>;
}

const NONE: ReadonlyMap<string, Conflict> = new Map();

/** The dossier form: every field and rubric item with its value; locked ones only shown while a return is being answered. */
export function editModel(
  view: NominationView,
  definition: Definition,
  { content: entered, answers, conflicts = NONE }: Entered = { content: view.content, answers: {} },
  errors: Record<string, string> = {},
) {
  const model = nominationModel(view, definition);
  const asked = view.status === 'returned' ? lastRound(view) : [];
  const unlocked = view.status === 'returned' ? new Set(asked.map(({ field }) => field)) : null;
  const isLocked = (code: string) => unlocked !== null && !unlocked.has(code);
  return {
    ...model,
    toAnswer: model.points
      .filter(({ id }) => asked.some((point) => point.id === id))
      // What somebody else answered meanwhile stands beside what this person typed.
      .map((point) => ({ ...point, theirs: answerOfOthers(point.answer, answers[point.id]), answer: answers[point.id] || point.answer })),
    conflicts: [...conflicts.keys()].map((id) => ({ id, label: labelOf(id, model.parts) })),
    errors: Object.entries(errors).map(([field, message]) => ({ id: field, label: '', message })),
    sections: shownForm(view, definition).map((section) => ({
      title: section.title,
      fields: section.fields.map((field) => ({
        ...field,
        id: `fields.${field.code}`,
        value: entered.fields[field.code] ?? '',
        options: field.options?.map((option) => ({ ...option, chosen: option.code === entered.fields[field.code] })),
        locked: isLocked(field.code),
        error: errors[`fields.${field.code}`],
        conflict: conflicts.get(`fields.${field.code}`),
      })),
    })),
    criteria: scoreFields(definition, entered.selfScores, errors, conflicts, isLocked),
  };
}

const labelOf = (id: string, parts: readonly { code: string; label: Text }[]) =>
  parts.find(({ code }) => id === `fields.${code}` || id === `selfScores.${code}`)?.label;

const answerOfOthers = (stored: string | null | undefined, typed: string | undefined): string | null =>
  stored && typed && stored !== typed ? stored : null;

/** The rubric's items as fields of the form. */
const scoreFields = (
  { rubric }: Definition,
  scores: Record<string, number>,
  errors: Record<string, string>,
  conflicts: ReadonlyMap<string, Conflict>,
  isLocked: (code: string) => boolean,
) =>
  rubric.criteria.map((criterion) => ({
    ...criterion,
    items: criterion.items.map((item) => ({
      ...item,
      id: `selfScores.${item.code}`,
      value: scores[item.code] ?? '',
      locked: isLocked(item.code),
      error: errors[`selfScores.${item.code}`],
      conflict: conflicts.get(`selfScores.${item.code}`),
      steps: item.method === 'steps',
      levels: item.levels.map((level) => ({ ...level, chosen: scores[item.code] === level.score })),
    })),
  }));
