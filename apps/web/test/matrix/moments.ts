/** The moments of a season at which everybody tries everything, in their order. */
export const MOMENTS = [
  'nomination',
  'ward-review',
  'returned',
  'suspended',
  'cancelled',
  'eligibility',
  'scoring',
  'waiting',
  'notice',
  'ballot',
  'announcement',
  'settled',
  'published',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** Days from the ceremony and the time of day up to which the season is played. */
export const UNTIL: Record<Moment, readonly [days: number, time: string]> = {
  nomination: [-76, '12:00'],
  'ward-review': [-50, '12:00'],
  returned: [-50, '12:00'],
  suspended: [-50, '12:00'],
  cancelled: [-50, '12:00'],
  eligibility: [-30, '12:00'],
  scoring: [-25, '17:30'],
  waiting: [-15, '06:00'],
  notice: [-13, '12:00'],
  ballot: [-10, '12:00'],
  announcement: [-7, '08:00'],
  settled: [-7, '12:00'],
  published: [-5, '12:00'],
};
