import type { EntityManager } from '@mikro-orm/postgresql';
import { type Nomination, run } from '#store';
import type { Condition, Definition, Text } from '#workflow';
import { selfScoreTotal } from './dossier.js';

/** How a condition of the award stands for one nomination. */
export interface ConditionView {
  code: string;
  text: Text;
  /** From what the system knows, from what the branch says, or from its self-score. */
  from: 'record' | 'branch' | 'selfScore';
  /** Null: not known yet. */
  met: boolean | null;
  /** What the record says: the day the unit was founded, or the year in which it was a winner. */
  shown: { founded: string } | { wonIn: number } | { selfScore: number; needed: number } | null;
}

/** What the system knows of a unit. */
export interface UnitRecord {
  /** Its first day; null when nobody has written it down. */
  founded: string | null;
  /** Years of this award that are published. */
  years: readonly number[];
  /** Those of them in which it was a winner. */
  won: readonly number[];
}

/** An award goes on under another code every year: `CDKDC-2023`, `CDKDC-2024`. What stays is the code without its year. */
export const awardOf = ({ code, year }: Pick<Definition, 'code' | 'year'>): string =>
  code.endsWith(String(year)) ? code.slice(0, -String(year).length).replace(/[-._]$/, '') : code;

/** The conditions of the award with what is known about each. */
export function conditionsFor(definition: Definition, { content }: Pick<Nomination, 'content'>, record: UnitRecord): ConditionView[] {
  return definition.eligibility.map((condition) => {
    const { code, text, rule } = condition;
    if (rule?.type === 'selfScoreFrom') {
      const [selfScore, isComplete] = [selfScoreTotal(content), isScored(definition, content.selfScores)];
      const met = selfScore >= rule.points ? true : isComplete ? false : null;
      return { code, text, from: 'selfScore', met, shown: { selfScore, needed: rule.points } };
    }
    const known = knownOf(condition, definition, record);
    if (known) return { code, text, from: 'record', ...known };
    const answer = content.eligibility?.[code];
    return { code, text, from: 'branch', met: answer === undefined ? null : answer === 'yes', shown: null };
  });
}

/** How many conditions stand in the way of handing it in; the self-score has a rule of its own. */
export const unmetOf = (conditions: readonly ConditionView[]): number =>
  conditions.filter(({ from, met }) => from !== 'selfScore' && met !== true).length;

const isScored = ({ rubric }: Definition, scores: Record<string, number>) =>
  rubric.criteria.every(({ items }) => items.every(({ code }) => scores[code] !== undefined));

/** What the record says; null where it does not say enough, and the branch has to. */
function knownOf({ rule }: Condition, { year }: Definition, record: UnitRecord): Pick<ConditionView, 'met' | 'shown'> | null {
  if (rule?.type === 'monthsOldOn' && record.founded)
    return { met: monthsLater(record.founded, rule.months) <= rule.on, shown: { founded: record.founded } };
  if (rule?.type === 'notWinnerFor') {
    const span = Array.from({ length: rule.years }, (_, index) => year - 1 - index);
    const wonIn = span.find((one) => record.won.includes(one));
    if (wonIn !== undefined) return { met: false, shown: { wonIn } };
    if (span.every((one) => record.years.includes(one))) return { met: true, shown: null };
  }
  return null;
}

/** 2023-01-31 and one month: 2023-02-28. */
function monthsLater(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate()))).toISOString().slice(0, 10);
}

/** One query, of the database's `record_of_unit`, which answers whoever asks; none where no condition asks for it. */
export async function recordOf(em: EntityManager, { unit }: { unit: { id: string } }, definition: Definition): Promise<UnitRecord> {
  const isAsked = definition.eligibility.some(({ rule }) => rule?.type === 'monthsOldOn' || rule?.type === 'notWinnerFor');
  const [row] = isAsked
    ? await run<UnitRecord>(em, 'select founded, years, won from record_of_unit($1::uuid, $2)', [unit.id, awardOf(definition)])
    : [];
  return row ?? { founded: null, years: [], won: [] };
}
