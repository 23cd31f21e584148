import type { CycleView, NominationPage } from '#awards';
import type { NominationStatus } from '#workflow';
import { pagerOf } from '../http/pager.js';
import { iconOf, toneOf } from '../nominations/nomination.model.js';

interface Filter {
  status?: NominationStatus | undefined;
  q?: string | undefined;
}

/** A filter as the end of an address: what is not said is not written. */
const queryOf = ({ status, q }: Filter): string => {
  const text = new URLSearchParams({ ...(status && { status }), ...(q && { q }) }).toString();
  return text && `?${text}`;
};

/** The nominations of a cycle as its page lists them, with the ways to others. */
export function listModel({ slug, counts }: CycleView, list: NominationPage, filter: Filter) {
  const path = `/cycles/${slug}`;
  const { status, q } = filter;
  const standings = counts.map((one) => ({ ...one, href: path + queryOf({ status: one.status, q }), isCurrent: one.status === status }));
  return {
    ...list,
    path,
    rows: list.rows.map((row) => ({ ...row, tone: toneOf(row.status), icon: iconOf(row.status) })),
    filter: queryOf(filter),
    isFiltered: Boolean(status ?? q),
    q: q ?? '',
    standings: [{ label: 'cycle.all', href: path + queryOf({ q }), isCurrent: status === undefined }, ...standings],
    hidden: status ? [{ name: 'status', value: status }] : [],
    pager: pagerOf(path + queryOf(filter), list.page, list.size, list.total),
    severalPages: list.total > list.size,
  };
}
