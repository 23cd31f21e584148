/** Points are counted in whole ten-thousandths: four decimals are the most a score, a level or a mean may have. */
const PLACES = 4;
const UNIT = 10_000;
/** Far above any rubric (1,000 points) and far below the largest exact integer in ten-thousandths. */
const LARGEST = 1_000_000;

/**
 * A score of at most four decimals as whole ten-thousandths of a point, exactly.
 * @throws RangeError when it is not a number, has more decimals, or is beyond one million points either way.
 */
export function tenThousandths(points: number): bigint {
  const whole = Math.round(points * UNIT);
  // Division rounds to the nearest double, so a decimal of four places comes back unchanged and no other number does.
  if (!(Math.abs(points) <= LARGEST) || whole / UNIT !== points) {
    throw new RangeError(`${points} is no score: at most ${PLACES} decimals and ${LARGEST} points`);
  }
  return BigInt(whole);
}

/** Ten-thousandths as points: the double nearest to that decimal, so that two equal sums are equal numbers. */
export const inPoints = (amount: bigint): number => Number(amount) / UNIT;

/**
 * `sum / count` in points, rounded half up (0.005 → 0.01, −0.005 → 0) at `decimals` places.
 * `sum` is in ten-thousandths, `count` at least 1, `decimals` 0 to 4.
 * @throws RangeError for other decimals.
 */
export function meanInPoints(sum: bigint, count: number, decimals: number): number {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > PLACES) {
    throw new RangeError(`a score is rounded at 0 to ${PLACES} decimals, not ${decimals}`);
  }
  const divisor = BigInt(count) * 10n ** BigInt(PLACES - decimals);
  return Number(floorDivide(2n * sum + divisor, 2n * divisor)) / 10 ** decimals;
}

/** BigInt division cuts towards zero; this one goes down, so that halves are rounded up below zero too. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
