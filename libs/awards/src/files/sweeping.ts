import type { EntityManager } from '@mikro-orm/postgresql';
import { type Archive, Refused } from '#files';
import { onTheWhole, run } from '#store';

/**
 * Gives up what was announced more than a day ago and did not come, and removes from the archive what is as old and no row names. Gives how many
 * files went. For the worker, which sees all rows: a file of which one saw no row would be lost, so whoever does not see all of them is refused.
 */
export async function sweepFiles(em: EntityManager, archive: Archive): Promise<number> {
  const [row] = await run<{ walled: boolean }>(em, `select row_security_active('evidence_file') as walled`, []);
  if (row?.walled !== false) throw new Error('Who sweeps the archive must see every row of it');
  await run(em, `delete from evidence_file where state = 'receiving' and created_at < now() - interval '1 day'`, []);
  const database = await identityOf(em);
  return database !== null && (await archive.belongsTo(database)) ? archive.sweep((hashes) => namedHashes(em, hashes)) : 0;
}

/** Makes an archive without files that of this database. Throws `Refused` when it is that of another. */
export async function claimArchive(em: EntityManager, archive: Archive): Promise<void> {
  const database = await identityOf(em);
  if (database !== null && !(await archive.claim(database))) throw new Refused('elsewhere');
}

/** What tells this database from every other, also after it was restored from a backup: the first entry of its journal. Null before there is one. */
async function identityOf(em: EntityManager): Promise<string | null> {
  const [first] = await onTheWhole(em, (whole) =>
    run<{ identity: string }>(whole, `select subject_id || ' ' || at as identity from journal order by id limit 1`, []),
  );
  return first?.identity ?? null;
}

async function namedHashes(em: EntityManager, hashes: string[]): Promise<Set<string>> {
  const rows = await run<{ hash: string }>(
    em,
    `select h as hash from unnest($1::text[]) h where exists (select 1 from evidence_file where sha256 = h or thumbnail = h)`,
    [hashes],
  );
  return new Set(rows.map(({ hash }) => hash));
}
