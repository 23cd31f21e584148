import { diffWordsWithSpace } from 'diff';
import type { Change, NominationView } from '#awards';
import type { Definition, Text } from '#workflow';
import { formatDate, formatNumber } from '../http/format.js';

/** A run of words that stayed, went or came. */
export interface Run {
  text: string | Text;
  isOld: boolean;
  isNew: boolean;
}

/** How long a comparison may take before both texts are shown whole: nobody waits for it. */
const PATIENCE_MS = 200;

/** The words of both versions in one run of text. Fields that are no prose are shown whole, as a person reads them. */
export function runsOf({ part, before, after }: Change, definition: Definition): Run[] {
  const field = definition.form.flatMap((section) => section.fields).find(({ code }) => code === part);
  const isProse = field?.type === 'text' || field?.type === 'longText';
  const runs =
    isProse && typeof before === 'string' && typeof after === 'string'
      ? diffWordsWithSpace(before, after, { timeout: PATIENCE_MS })
      : undefined;
  if (runs) return runs.map(({ value, removed, added }) => ({ text: value, isOld: removed, isNew: added }));
  return [
    ...(before === null ? [] : [{ text: shownValue(before, part, definition), isOld: true, isNew: false }]),
    ...(after === null ? [] : [{ text: shownValue(after, part, definition), isOld: false, isNew: true }]),
  ];
}

/** The value of a field or a self-score as a person reads it. */
export function shownValue(value: string | number | null | undefined, part: string, definition: Definition): string | Text {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number') return { vi: formatNumber(value, 'vi'), en: formatNumber(value, 'en') };
  const field = definition.form.flatMap((section) => section.fields).find(({ code }) => code === part);
  if (field?.type === 'date') return formatDate(value, definition.timeZone);
  return field?.options?.find(({ code }) => code === value)?.name ?? value;
}

/** What to show of the change beside a point: the words, or that nothing changed; nothing beside points of earlier returns. */
export function changeBeside(
  { resubmission }: NominationView,
  point: { stage: string; round: number; field: string },
  definition: Definition,
) {
  if (!resubmission || point.stage !== resubmission.stage || point.round !== resubmission.round) return {};
  const change = resubmission.changes.find(({ part }) => part === point.field);
  return change ? { runs: runsOf(change, definition) } : { isUnchanged: true };
}
