import { type HistoryItem, type NominationView, placesOf } from '#awards';
import type { Definition, Text } from '#workflow';
import { evidenceModel } from '../evidence/file.model.js';
import { cellText, changeBeside, shownValue } from './change.model.js';

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
export function lastRound({ points, stage }: NominationView): NominationView['points'] {
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
        value: shownValue(view.content.fields[field.code], field.code, definition),
        table: tableOf(field, view, definition),
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
    openPoints: current.filter((point) => !point.answeredAt).map((point) => ({ ...plain(point), label: pointLabel(labels, point) })),
    points: view.points.map((point) => ({ ...plain(point), label: pointLabel(labels, point), ...changeBeside(view, point, definition) })),
    parts: [...labels].map(([code, label]) => ({ code, label })),
    total: definition.rubric.total,
    evidence: evidenceModel(view, definition),
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
  return { ranked: current?.kind === 'review' && current.ranked, nextRank, quotaKnown: quotaLeft !== null };
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

/** What a part is called, or a file of it. */
export const labelOf = (labels: ReadonlyMap<string, Text>, part: string, file: string | null): Text => {
  const label = labels.get(part) ?? { vi: part, en: part };
  return file === null ? label : { vi: `${label.vi}: ${file}`, en: `${label.en}: ${file}` };
};
const pointLabel = (labels: ReadonlyMap<string, Text>, { field, file }: NominationView['points'][number]) =>
  labelOf(labels, field, file?.name ?? null);

/** The rows of a table as they are read; null for other fields and where there is none. */
function tableOf(
  { type, code, columns = [] }: Definition['form'][number]['fields'][number],
  { content }: NominationView,
  definition: Definition,
) {
  const rows = content.tables?.[code] ?? [];
  if (type !== 'table' || rows.length === 0) return null;
  const cells = (row: (typeof rows)[number]) =>
    columns.map((column) => ({
      label: column.label,
      num: column.type === 'number',
      value: cellText(column, row[column.code] ?? '', definition),
    }));
  return {
    columns: columns.map(({ label, type: kind }) => ({ label, num: kind === 'number' })),
    rows: rows.map((row) => ({ cells: cells(row) })),
  };
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
    ...definition.eligibility.map(({ code, text }) => [code, { vi: `${code} ${text.vi}`, en: `${code} ${text.en}` }] as const),
  ]);
