import { type JournalRow, rulebookOf, statusName } from '#awards';
import type { Cycle } from '#store';
import { type Definition, type Language, NOMINATION_STATUSES } from '#workflow';
import { formatDateTime } from '../http/format.js';
import type { Words } from '../http/i18n.js';
import { sentenceOf } from './journal.words.js';

/** Entries in the words of their reader: one sentence each, and the standing before and after in the award's own names. */
export function toldIn(language: Language, words: Words, cycle: Cycle, rows: readonly JournalRow[]) {
  const { definition } = rulebookOf(cycle);
  const say = (key: string, values: Record<string, unknown> = {}) => words.say(language, key, values);
  const telling = { definition, language, say, isPublished: cycle.status === 'published' };
  const standing = (text: string | null, row: JournalRow) => {
    const [one = '', other] = (text ?? '').split('/');
    const [stage, status] = other === undefined ? [null, one] : [one, other];
    const ofNomination = NOMINATION_STATUSES.find((known) => known === status);
    if (row.subject !== null && ofNomination) return statusName(cycle, { stage, status: ofNomination })[language];
    return status === '' ? null : cycleStanding(definition, language, stage, say(`cycleStatus.${status}`));
  };
  return rows.map((row) => {
    const [before, after] = row.from === row.to ? [null, null] : [standing(row.from, row), standing(row.to, row)];
    return { ...row, sentence: sentenceOf(row, telling), before, after };
  });
}

/** `Đoàn phường xét: đang mở` */
function cycleStanding({ pipeline }: Definition, language: Language, code: string | null, status: string): string {
  const stage = pipeline.stages.find((one) => one.code === code);
  return stage ? `${stage.name[language]}: ${status}` : status;
}

const COLUMNS = ['number', 'hash', 'at', 'who', 'role', 'onBehalfOf', 'sentence', 'before', 'after'] as const;

export const tableHeading = (language: Language, words: Words) => COLUMNS.map((column) => words.say(language, `journal.column.${column}`));

/** The entries as rows of a table, in the order of its heading. */
export function tableRows(language: Language, words: Words, cycle: Cycle, rows: readonly JournalRow[]) {
  const say = (key: string) => words.say(language, key);
  const zone = rulebookOf(cycle).definition.timeZone;
  return toldIn(language, words, cycle, rows).map(({ type, number, hash, at, who, role, onBehalfOf, sentence, before, after }) => [
    number,
    hash ?? say('journal.waiting'),
    formatDateTime(at, zone),
    who ?? say(type === 'nomination.objected' ? 'journal.public' : 'journal.system'),
    role === 'clock' ? null : say(`roles.${role}`),
    onBehalfOf,
    sentence,
    before,
    after,
  ]);
}
