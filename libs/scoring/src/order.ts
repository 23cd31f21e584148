/** Order by code units: the same on every machine and in every language, unlike an order by locale. */
export const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The items that occur a second time. */
export const repeated = (ids: readonly string[]): string[] => ids.filter((id, index) => ids.indexOf(id) < index);
