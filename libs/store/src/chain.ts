import { createHash } from 'node:crypto';
import { type EntityManager } from '@mikro-orm/postgresql';
import canonicalize from 'canonicalize';
import type { Json } from './entities/journal.js';
import { run, runWithTheNext } from './round-trips.js';
import { commitmentsIn, commitmentTo, keptTexts } from './texts.js';

/** Head of a chain before its first entry. */
export const GENESIS = '0'.repeat(64);
/** Chain of the acts outside any cycle. */
export const OFFICE = 'office';
const SEAL_LOCK = 7_350_001;

interface Entry {
  id: string;
  cycle_id: string | null;
  type: string;
  subject_id: string;
  actor_id: string;
  actor_role: string;
  actor_unit: string | null;
  from_standing: string | null;
  to_standing: string | null;
  on_behalf_of: string | null;
  request_id: string | null;
  rules: string | null;
  data: Record<string, Json>;
  at: Date | string;
}

/** SHA-256 over the canonical JSON (RFC 8785) of an entry, its number in the chain and the hash before it. Lower-case hex. */
export function entryHash(entry: Entry, number: number, previous: string): string {
  const record = {
    id: entry.id,
    cycle: entry.cycle_id,
    type: entry.type,
    subject: entry.subject_id,
    actor: { id: entry.actor_id, role: entry.actor_role, unit: entry.actor_unit },
    from: entry.from_standing,
    to: entry.to_standing,
    data: entry.data,
    at: new Date(entry.at).toISOString(),
    // Left out where there is none: entries written before these were kept hash as they did.
    ...(entry.on_behalf_of !== null && { onBehalfOf: entry.on_behalf_of }),
    ...(entry.request_id !== null && { request: entry.request_id }),
    ...(entry.rules !== null && { rules: entry.rules }),
    number,
    previous,
  };
  return createHash('sha256')
    .update(canonicalize(record) ?? '', 'utf8')
    .digest('hex');
}

interface Head {
  number: number;
  hash: string;
}

const BEGINNING: Head = { number: 0, hash: GENESIS };

/** The last seal of a chain; number 0 and the genesis hash when nothing is sealed yet. */
export async function journalHead(em: EntityManager, chain: string): Promise<Head> {
  const [last] = await em.execute<Head[]>('select "number", "hash" from "journal_seal" where "chain" = ? order by "number" desc limit 1', [
    chain,
  ]);
  return last ?? BEGINNING;
}

/**
 * Gives committed entries their place in the chain of their cycle; returns how many. Runs after the fact so that writers never wait for
 * each other: an entry that commits late, with a smaller id, simply gets a later number, without a gap.
 */
export function sealJournal(em: EntityManager, limit = 500): Promise<number> {
  return em.transactional(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(${SEAL_LOCK})`);
    const entries = await tx.execute<Entry[]>(
      'select j.* from "journal_unsealed" u join "journal" j on j."id" = u."entry_id" order by u."entry_id" limit ?',
      [limit],
    );
    if (entries.length === 0) return 0;
    const heads = await headsOf(tx, [...new Set(entries.map(chainOf))]);
    const seals = entries.map((entry): Seal => {
      const chain = chainOf(entry);
      const head = heads.get(chain) ?? BEGINNING;
      const number = head.number + 1;
      const seal = { entry: entry.id, chain, number, hash: entryHash(entry, number, head.hash) };
      heads.set(chain, seal);
      return seal;
    });
    await keep(tx, seals);
    return entries.length;
  });
}

interface Seal extends Head {
  entry: string;
  chain: string;
}

const chainOf = (entry: Entry): string => entry.cycle_id ?? OFFICE;

async function headsOf(em: EntityManager, chains: readonly string[]): Promise<Map<string, Head>> {
  const rows = await run<Head & { chain: string }>(
    em,
    `select c.chain, s."number", s."hash" from unnest($1::text[]) as c (chain)
       cross join lateral (select "number", "hash" from "journal_seal" where "chain" = c.chain order by "number" desc limit 1) s`,
    [chains],
  );
  return new Map(rows.map(({ chain, number, hash }) => [chain, { number, hash }]));
}

async function keep(em: EntityManager, seals: readonly Seal[]): Promise<void> {
  const column = (name: keyof Seal) => seals.map((seal) => seal[name]);
  await run(
    em,
    `insert into "journal_seal" ("entry_id", "chain", "number", "hash", "sealed_at")
       select s.*, now() from unnest($1::bigint[], $2::text[], $3::int[], $4::text[]) as s`,
    [column('entry'), column('chain'), column('number'), column('hash')],
  );
  await runWithTheNext(em, 'delete from "journal_unsealed" where "entry_id" = any($1::bigint[])', [column('entry')]);
}

export interface ChainReport {
  chain: string;
  entries: number;
  head: string;
  unsealed: number;
  /** The first place where the chain does not hold; null when it does. */
  fault: { number: number; entryId: string; problem: 'missing' | 'changed' | 'reordered' } | null;
}

/** Walks a chain from its beginning and names the first entry that is missing, changed or out of order. */
export async function verifyJournal(em: EntityManager, chain: string): Promise<ChainReport> {
  const rows = await em.execute<(Entry & { seal_number: number; seal_hash: string; seal_entry: string })[]>(
    `select j.*, s."number" as seal_number, s."hash" as seal_hash, s."entry_id" as seal_entry
       from "journal_seal" s left join "journal" j on j."id" = s."entry_id" where s."chain" = ? order by s."number"`,
    [chain],
  );
  const [{ count } = { count: '0' }] = await em.execute<{ count: string }[]>(
    `select count(*) from "journal_unsealed" u join "journal" j on j."id" = u."entry_id" where coalesce(j."cycle_id"::text, '${OFFICE}') = ?`,
    [chain],
  );
  const [{ stray } = { stray: null }] = await em.execute<{ stray: string | null }[]>(
    `select min(j."id") as stray from "journal" j left join "journal_seal" s on s."entry_id" = j."id" left join "journal_unsealed" u on u."entry_id" = j."id"
      where coalesce(j."cycle_id"::text, '${OFFICE}') = ? and s."entry_id" is null and u."entry_id" is null`,
    [chain],
  );
  const report = { chain, entries: rows.length, unsealed: Number(count) };
  const isForged = await forgeries(em, rows);
  let head = GENESIS;
  for (const [index, row] of rows.entries()) {
    const number = index + 1;
    const fault = (problem: 'missing' | 'changed' | 'reordered') => ({
      ...report,
      head,
      fault: { number, entryId: row.seal_entry, problem },
    });
    if (row.seal_number !== number || row.id === null) return fault('missing');
    if (entryHash(row, number, head) !== row.seal_hash) return fault(foundElsewhere(row, rows, head, number) ? 'reordered' : 'changed');
    if (isForged(row)) return fault('changed');
    head = row.seal_hash;
  }
  return { ...report, head, fault: stray === null ? null : { number: rows.length + 1, entryId: stray, problem: 'missing' } };
}

/** Tells the entries of which a text is there and is not the one they commit to. One that was deleted is none. */
async function forgeries(em: EntityManager, rows: readonly { id: string | null; data: Entry['data'] }[]) {
  const held = rows.filter(({ id }) => id !== null).map(({ data }) => commitmentsIn(data));
  const kept = await keptTexts(em, held.flat());
  const forged = new Set(
    [...kept.values()].filter((one) => commitmentTo(one.salt, one.text) !== one.commitment).map((one) => one.commitment),
  );
  return ({ data }: { data: Entry['data'] }) => forged.size > 0 && commitmentsIn(data).some((commitment) => forged.has(commitment));
}

/** True when another entry of the chain fits this place: the two were exchanged rather than edited. */
const foundElsewhere = (at: { seal_hash: string }, rows: readonly Entry[], head: string, number: number) =>
  rows.some((row) => row.id !== null && entryHash(row, number, head) === at.seal_hash);
