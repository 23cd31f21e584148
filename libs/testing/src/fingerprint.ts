import { type EntityManager } from '@mikro-orm/postgresql';

/** How many rows each table has, and a hash over all of them. Two equal ones: nothing at all differs between the two moments. */
export type Fingerprint = Record<string, { rows: number; hash: string }>;

/** Of every table of the database's own schema. One statement, so one moment. */
export async function fingerprint(em: EntityManager): Promise<Fingerprint> {
  const tables = await em.execute<{ name: string }[]>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  );
  const counts = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*)::int as rows, coalesce(md5(string_agg(t::text, E'\\n' order by t::text collate "C")), '') as hash from "${name}" t`,
  );
  const found = await em.execute<{ name: string; rows: number; hash: string }[]>(counts.join(' union all '));
  return Object.fromEntries(found.map(({ name, rows, hash }) => [name, { rows, hash }]));
}

/** By how many rows each table grew; tables that did not are left out. A row changed in place counts as `0`. */
export const growth = (before: Fingerprint, after: Fingerprint): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after)
      .filter(([name, { hash }]) => hash !== before[name]?.hash)
      .map(([name, { rows }]) => [name, rows - (before[name]?.rows ?? 0)]),
  );
