import type { Text } from '#workflow';
import type { CycleRecord, Entry } from './record.js';
import { closingsOf, type Replayed } from './replay.js';

export interface ActShown {
  at: string;
  type: string;
  who: string;
  subject: string | null;
}

/** What was different when an earlier cycle was run again under another definition. Plain data, as `--json` prints it. */
export interface Differences {
  against: string;
  before: string;
  now: string;
  acts: number;
  refused: (ActShown & { rule: string; message: Text })[];
  /** How many acts of each kind each rule refused. */
  refusals: { type: string; rule: string; count: number }[];
  adapted: (Partial<ActShown> & { message: Text })[];
  ends: { code: string; before: string | null; now: string | null }[];
  closings: { stage: string; before: string | null; now: string | null }[];
  winners: { lost: string[]; won: string[] };
  standing: string;
}

const MINUTE = 60_000;

export function differences(record: CycleRecord, replayed: Replayed, now: string): Differences {
  const shown = (entry: Entry): ActShown => ({
    at: entry.at.toISOString(),
    type: entry.type,
    // The public has no membership; the system writes down that somebody objected.
    who: record.names.get(entry.actorId) ?? (entry.type === 'nomination.objected' ? 'public' : entry.actorRole),
    subject: record.nominations.get(entry.subjectId)?.code ?? null,
  });
  const ends = new Map([...record.nominations.values()].map(({ code, end }) => [code, end]));
  const won = [...ends].flatMap(([code, end]) => (end === 'awarded' ? [code] : [])).sort();
  const counts = Map.groupBy(replayed.refused, ({ entry, rule }) => `${entry.type} ${rule}`);
  return {
    against: record.slug,
    before: `${record.definition.code}@${record.definition.version}`,
    now,
    acts: replayed.acts,
    refused: replayed.refused.map(({ entry, rule, message }) => ({ ...shown(entry), rule, message })),
    refusals: [...counts.values()].map((own) => ({ type: own[0]?.entry.type ?? '', rule: own[0]?.rule ?? '', count: own.length })),
    adapted: replayed.adapted.map(({ entry, message }) => ({ ...(entry && shown(entry)), message })),
    ends: changedKeys(ends, replayed.ends, (a, b) => a === b)
      .toSorted()
      .map((code) => ({ code, before: ends.get(code) ?? null, now: replayed.ends.get(code) ?? null })),
    closings: closingDifferences(closingsOf(record.entries, record.definition), replayed.closings),
    winners: { lost: won.filter((code) => !replayed.winners.includes(code)), won: replayed.winners.filter((code) => !won.includes(code)) },
    standing: replayed.standing,
  };
}

/** Less than a minute is no difference. */
function closingDifferences(before: ReadonlyMap<string, Date>, now: ReadonlyMap<string, Date>): Differences['closings'] {
  const isSame = (a: Date | undefined, b: Date | undefined) => (a && b ? Math.abs(a.getTime() - b.getTime()) < MINUTE : a === b);
  const iso = (at: Date | undefined) => at?.toISOString() ?? null;
  return changedKeys(before, now, isSame).map((stage) => ({ stage, before: iso(before.get(stage)), now: iso(now.get(stage)) }));
}

const changedKeys = <T>(
  before: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
  isSame: (a: T | undefined, b: T | undefined) => boolean,
) => [...new Set([...before.keys(), ...now.keys()])].filter((key) => !isSame(before.get(key), now.get(key)));

export const isSameSeason = ({ refused, adapted, ends, closings, winners }: Differences): boolean =>
  refused.length + adapted.length + ends.length + closings.length + winners.lost.length + winners.won.length === 0;
