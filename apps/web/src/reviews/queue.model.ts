import { type NominationView, type Place, PLACES, type Queue, QUEUE_ORDERS, type QueueFilter } from '#awards';
import type { Actor, Definition } from '#workflow';
import { pagerOf } from '../http/pager.js';
import { iconOf, toneOf } from '../nominations/nomination.model.js';

/** Where a review stage's queue is. */
export const queuePath = (slug: string, stage: string) => `/reviews/${encodeURIComponent(slug)}/${encodeURIComponent(stage)}`;

/** Where this person reviews a nomination; null for who does not. */
export function deskOf({ id, stage, cycle }: NominationView, { pipeline }: Definition, { role }: Actor): string | null {
  const here = pipeline.stages.find(({ code }) => code === stage);
  return here?.kind === 'review' && here.by === role ? `${queuePath(cycle.slug, here.code)}/${id}` : null;
}

/** A filter as the end of an address: what is not said is not written. */
export function queryOf({ place, late, q, order, page }: QueueFilter): string {
  const known = {
    ...(place && { place }),
    ...(late && { late: 'yes' }),
    ...(q && { q }),
    ...(order && order !== 'code' && { order }),
    ...(page && page > 1 && { page: String(page) }),
  };
  const text = new URLSearchParams(known).toString();
  return text && `?${text}`;
}

/** What the page of a queue shows of it. */
export function queueModel(path: string, queue: Queue, filter: QueueFilter, mayRank: boolean) {
  const at = (changed: Partial<QueueFilter>) => path + queryOf({ ...filter, page: 1, ...changed });
  const url = path + queryOf({ ...filter, page: 1 });
  const ranked = queue.rows.filter(({ place, rank }) => place === 'endorsed' && rank !== null);
  return {
    ...queue,
    rows: queue.rows.map((row) => ({
      ...row,
      tone: toneOf(row.status),
      icon: iconOf(row.status),
      href: `${path}/${row.id}${queryOf({ ...filter, page: 1 })}`,
      mayRank: mayRank && row.place === 'endorsed' && row.rank !== null,
      up: upOf(ranked, row.id),
      down: downOf(ranked, row.id),
    })),
    places: placesOf(queue, filter, at),
    orders: ordersOf(queue, filter, at),
    hidden: hiddenOf(filter),
    q: filter.q ?? '',
    isFiltered: Boolean(filter.q ?? filter.place ?? filter.late),
    quotaLeft: queue.quota === null ? null : queue.quota - queue.used,
    hasQuota: queue.quota !== null,
    query: queryOf({ ...filter }),
    pager: pagerOf(url, queue.page, queue.size, queue.total),
    mayForward: queue.stage.petition && queue.counts.endorsed > 0,
    hasPapers: queue.stage.petition,
  };
}

type At = (changed: Partial<QueueFilter>) => string;

/** The filters by place, each with how many are there. */
function placesOf({ counts, late }: Queue, filter: QueueFilter, at: At) {
  const all = PLACES.reduce((sum, place) => sum + counts[place], 0);
  const nowhere = { place: undefined, late: undefined };
  return [
    { label: 'desk.place.all', count: all, href: at(nowhere), isCurrent: !filter.place && !filter.late },
    ...PLACES.map((place: Place) => ({
      label: `desk.place.${place}`,
      count: counts[place],
      href: at({ place, late: undefined }),
      isCurrent: filter.place === place && !filter.late,
    })),
    { label: 'desk.place.late', count: late, href: at({ place: undefined, late: true }), isCurrent: filter.late === true },
  ];
}

const ordersOf = ({ stage }: Queue, filter: QueueFilter, at: At) =>
  QUEUE_ORDERS.filter((order) => order !== 'rank' || stage.ranked).map((order) => ({
    order,
    label: `desk.order.${order}`,
    href: at({ order }),
    isCurrent: (filter.order ?? 'code') === order,
  }));

/** What a search keeps of the filter. */
const hiddenOf = ({ place, late, order }: QueueFilter) => [
  ...(place ? [{ name: 'place', value: place }] : []),
  ...(late ? [{ name: 'late', value: 'yes' }] : []),
  ...(order ? [{ name: 'order', value: order }] : []),
];

type Ranked = readonly { id: string; rank: number | null }[];
const inOrder = (rows: Ranked) => rows.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));

/** The rank of the one before and after it in the list: what a step up or down exchanges. */
function upOf(rows: Ranked, id: string): number | null {
  const list = inOrder(rows);
  const own = list.findIndex((row) => row.id === id);
  return own > 0 ? (list[own - 1]?.rank ?? null) : null;
}

function downOf(rows: Ranked, id: string): number | null {
  const list = inOrder(rows);
  const own = list.findIndex((row) => row.id === id);
  return own >= 0 ? (list[own + 1]?.rank ?? null) : null;
}
