import { byId, repeated } from './order.js';

export interface Placed {
  id: string;
  place: number;
  /** The unit whose winners are limited, such as its ward. */
  unit: string;
  tiedWith: readonly string[];
}

export interface WinnerRules {
  /** Most winners in all. */
  max: number;
  /** Most winners from one unit. Absent: no limit. */
  perUnit?: number | undefined;
}

export interface Selection {
  /** Those who win however the ties are broken, by place, then by id. */
  winners: string[];
  /** Groups of tied candidates of whom some win and some do not: the chair decides, within the same limits. */
  undecided: string[][];
}

/** Room that is left: in all, and in each unit that has winners already. */
interface Room {
  total: number;
  units: Map<string, number>;
}

/**
 * Walks down the ranking and lets in whoever there is room for. Where more are tied than there is room, none of them is chosen:
 * the group is handed back, and the room it will take is kept for it, so that those below are neither let in nor shut out by
 * the chair's choice. A tie for the last room of one unit is a group of that unit; a tie for the last room of all is one group.
 *
 * Source: sample award CDKDC-2023, `quotas` (at most 8 winners, at most 1 of a ward) and `council.tie_break` (the chair decides).
 *
 * @throws RangeError when an id is there twice, a tie contradicts the places, or a limit is not a whole number from 0 on.
 */
export function selectWinners(ranked: readonly Placed[], rules: WinnerRules): Selection {
  requireSound(ranked, rules);
  const room: Room = { total: rules.max, units: new Map() };
  const winners: string[] = [];
  const undecided: string[][] = [];
  for (const tied of groupsByPlace(ranked)) {
    const fits = [...Map.groupBy(tied, (one) => one.unit)]
      .map(([unit, members]) => ({ unit, ids: members.map((one) => one.id), left: room.units.get(unit) ?? rules.perUnit ?? Infinity }))
      .filter(({ left }) => left > 0);
    const wanted = fits.reduce((sum, { ids, left }) => sum + Math.min(ids.length, left), 0);
    if (wanted > room.total) {
      if (room.total > 0) undecided.push(fits.flatMap(({ ids }) => ids).sort(byId));
      break;
    }
    for (const { unit, ids, left } of fits) {
      const taken = Math.min(ids.length, left);
      if (taken < ids.length) undecided.push(ids);
      room.units.set(unit, left - taken);
      room.total -= taken;
    }
    winners.push(...fits.flatMap(({ ids, left }) => (ids.length <= left ? ids : [])).sort(byId));
  }
  return { winners, undecided };
}

function groupsByPlace(ranked: readonly Placed[]): Placed[][] {
  const ordered = ranked.toSorted((a, b) => a.place - b.place || byId(a.id, b.id));
  return [...Map.groupBy(ordered, (one) => one.place).values()];
}

function requireSound(ranked: readonly Placed[], { max, perUnit }: WinnerRules): void {
  for (const limit of [max, perUnit ?? 0]) {
    if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`${limit} is no number of winners`);
  }
  const [twice] = repeated(ranked.map((one) => one.id));
  if (twice !== undefined) throw new RangeError(`${twice} is ranked twice`);
  for (const one of ranked) {
    const apart = ranked.find((other) => one.tiedWith.includes(other.id) && other.place !== one.place);
    if (apart) throw new RangeError(`${one.id} is tied with ${apart.id} but has another place`);
  }
}
