import { byId, repeated } from './order.js';
import { inPoints, meanInPoints, tenThousandths } from './points.js';

/** One scorer's submitted sheet. */
export interface Sheet {
  scorer: string;
  /** Points by code of rubric item, at most four decimals each. */
  items: Readonly<Record<string, number>>;
}

export interface CriterionItems {
  code: string;
  /** Codes of its rubric items. */
  items: readonly string[];
}

export interface AggregateRules {
  /** From this many sheets on (at least 3) one highest and one lowest total do not count. Absent: all count. */
  dropExtremesFrom?: number | undefined;
  /** Decimals of the score, 0 to 4. */
  decimals: number;
  /** Points between the highest and the lowest total from which the spread is pointed out. Absent: never. */
  spreadAlert?: number | undefined;
}

export interface Aggregate {
  /** Mean of the counted totals, in points, rounded half up. */
  score: number;
  /** Mean per criterion over the same sheets. Each is rounded by itself, so they may not add up to the score to the last digit. */
  byCriterion: Record<string, number>;
  /** How many sheets there are, dropped ones included. */
  sheets: number;
  /** Scorers whose sheets count, by id. */
  counted: string[];
  /** Scorers whose sheets do not count: the lowest, then the highest. Empty when all count. */
  dropped: string[];
  /** Points between the highest and the lowest of all totals, dropped ones included: exact, not rounded. */
  spread: number;
  alert: boolean;
}

/**
 * The total of one sheet in points, exact. No cap and no adjustment: those are the award's to apply.
 * @throws RangeError when a score has more than four decimals or is no number.
 */
export const sheetTotal = (items: Readonly<Record<string, number>>): number => inPoints(totalOf(items));

const totalOf = (items: Readonly<Record<string, number>>) => sum(Object.values(items).map(tenThousandths));
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/**
 * One nomination's score from its submitted sheets: the mean of their totals, without one highest and one lowest where there are
 * enough of them. Among equal totals the first scorer by id is dropped as the lowest and the last as the highest, so that
 * the same sheets always give the same answer, in whatever order they were read.
 * An item outside every criterion counts in the total only.
 *
 * Source: sample award CDKDC-2023, `council.scoring` (mean to 2 decimals, extremes dropped from 5 sheets on, alert at 15 points).
 *
 * @throws RangeError when there is no sheet, a scorer has two, a sheet lacks an item of a criterion, or a number is out of range.
 */
export function aggregate(sheets: readonly Sheet[], criteria: readonly CriterionItems[], rules: AggregateRules): Aggregate {
  requireSheets(sheets);
  const ordered = sheets
    .map((sheet) => ({ sheet, total: totalOf(sheet.items) }))
    .sort((a, b) => (a.total < b.total ? -1 : a.total > b.total ? 1 : byId(a.sheet.scorer, b.sheet.scorer)));
  const counted = dropsExtremes(ordered.length, rules) ? ordered.slice(1, -1) : ordered;
  const dropped = ordered.filter((one) => !counted.includes(one));
  const mean = (amounts: readonly bigint[]) => meanInPoints(sum(amounts), counted.length, rules.decimals);
  const spread = (ordered.at(-1)?.total ?? 0n) - (ordered.at(0)?.total ?? 0n);
  return {
    score: mean(counted.map(({ total }) => total)),
    byCriterion: Object.fromEntries(
      criteria.map((criterion) => [criterion.code, mean(counted.map(({ sheet }) => criterionTotal(sheet, criterion)))]),
    ),
    sheets: sheets.length,
    counted: counted.map(({ sheet }) => sheet.scorer).sort(byId),
    dropped: dropped.map(({ sheet }) => sheet.scorer),
    spread: inPoints(spread),
    alert: rules.spreadAlert !== undefined && spread >= tenThousandths(rules.spreadAlert),
  };
}

function requireSheets(sheets: readonly Sheet[]): void {
  if (sheets.length === 0) throw new RangeError('no score without a sheet: a mean of nothing would rank a nomination nobody scored');
  const [twice] = repeated(sheets.map((sheet) => sheet.scorer));
  if (twice !== undefined) throw new RangeError(`scorer ${twice} has more than one sheet`);
}

function dropsExtremes(sheets: number, { dropExtremesFrom }: AggregateRules): boolean {
  if (dropExtremesFrom === undefined) return false;
  if (!(dropExtremesFrom >= 3)) throw new RangeError(`extremes are dropped from 3 sheets on, not ${dropExtremesFrom}: one must remain`);
  return sheets >= dropExtremesFrom;
}

/** A missing item is a fault of the caller, never a silent nought: a submitted sheet is complete. */
function criterionTotal({ scorer, items }: Sheet, criterion: CriterionItems): bigint {
  return sum(
    criterion.items.map((code) => {
      const points = Object.hasOwn(items, code) ? items[code] : undefined;
      if (points === undefined) throw new RangeError(`the sheet of ${scorer} has no score for item ${code}`);
      return tenThousandths(points);
    }),
  );
}
