import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Json } from './entities/journal.js';
import { run } from './round-trips.js';

type Data = Record<string, Json>;

/** Where entries carry what somebody wrote in their own words. */
const FREE_TEXT: ReadonlySet<string> = new Set(['reason', 'request']);

/** SHA-256 of salt and text, lower-case hex. */
export const commitmentTo = (salt: string, text: string): string => createHash('sha256').update(`${salt}.${text}`, 'utf8').digest('hex');

const COMMITMENT = /^[0-9a-f]{64}$/;

const commitmentIn = (value: Json): string | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { text, ...rest } = value;
  return typeof text === 'string' && COMMITMENT.test(text) && Object.keys(rest).length === 0 ? text : null;
};

/** The same with every value changed, depth first. */
function mapped(value: Json, key: string, change: (value: Json, key: string) => Json): Json {
  const changed = change(value, key);
  if (changed !== value || typeof value !== 'object' || value === null) return changed;
  if (Array.isArray(value)) return value.map((one) => mapped(one, key, change));
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, mapped(one, inner, change)]));
}

/** What the journal is to hold of an act: each free text becomes a commitment, and what to `keep` beside the journal is the text itself. */
export const keepTexts = (keep: (kept: Kept) => void, data: Data): Data =>
  mapped(data, '', (value, key) => {
    if (typeof value !== 'string' || value === '' || !FREE_TEXT.has(key)) return value;
    const salt = randomBytes(16).toString('base64url');
    const commitment = commitmentTo(salt, value);
    keep({ commitment, salt, text: value });
    return { text: commitment };
  }) as Data;

/** The commitments an entry holds. */
export function commitmentsIn(data: Data): string[] {
  const found: string[] = [];
  mapped(data, '', (value) => {
    const commitment = commitmentIn(value);
    if (commitment) found.push(commitment);
    return value;
  });
  return found;
}

interface Kept {
  commitment: string;
  salt: string;
  text: string;
}

/** Those of the texts that are still there, by commitment. */
export async function keptTexts(em: EntityManager, commitments: readonly string[]): Promise<Map<string, Kept>> {
  if (commitments.length === 0) return new Map();
  const rows = await run<Kept>(em, 'select commitment, salt, text from journal_text where commitment = any($1::text[])', [commitments]);
  return new Map(rows.map((row) => [row.commitment, row]));
}

/** Reads the data of these entries with their texts in place, and `gap` where a text was deleted. Entries from before carry their texts themselves. */
export async function textReader(
  em: EntityManager,
  entries: readonly { data: Data }[],
  gap: string | null = null,
): Promise<(data: Data) => Data> {
  const kept = await keptTexts(
    em,
    entries.flatMap(({ data }) => commitmentsIn(data)),
  );
  return (data) =>
    mapped(data, '', (value) => {
      const commitment = commitmentIn(value);
      return commitment === null ? value : (kept.get(commitment)?.text ?? gap);
    }) as Data;
}
