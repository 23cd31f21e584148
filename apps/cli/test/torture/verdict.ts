import { type EntityManager } from '@mikro-orm/postgresql';
import { standingText } from '#awards';
import { type Cycle, Delivery, JournalEntry, Nomination, verifyJournal } from '#store';
import { expectedLetters } from '../../src/simulate/expected.js';
import type { Sent } from './client.js';

/** Everything that must hold once all is quiet; what does not, as sentences. */
export async function verdict(
  em: EntityManager,
  cycle: Cycle,
  sent: readonly Sent[],
  arrived: ReadonlyMap<string, number>,
): Promise<string[]> {
  return [
    ...(await acknowledgedIsWritten(em, cycle, sent)),
    ...(await rowsAgree(em, cycle)),
    ...(await lettersOnce(em, cycle, arrived)),
    ...(await chainHolds(em, cycle)),
    ...(await nothingLeft(em)),
  ];
}

const keyOf = ({ type, subject, actor }: Omit<Sent, 'outcome'>) => `${type} ${subject} ${actor}`;

/** Whatever was acknowledged is in the journal; whatever is there was sent. */
async function acknowledgedIsWritten(em: EntityManager, cycle: Cycle, sent: readonly Sent[]): Promise<string[]> {
  const rows = new Map((await em.find(Nomination, { cycle })).map(({ id, code }) => [id, code]));
  const entries = await em.find(JournalEntry, { cycle, actorRole: { $ne: 'clock' } });
  const written = Map.groupBy(entries, ({ type, subjectId, actorId }) =>
    keyOf({ type, subject: type === 'nomination.started' ? `${cycle.id}/${rows.get(subjectId)}` : subjectId, actor: actorId }),
  );
  const wrong: string[] = [];
  for (const [key, all] of Map.groupBy(sent, keyOf)) {
    const acknowledged = all.filter(({ outcome }) => outcome === 'acknowledged').length;
    const found = written.get(key)?.length ?? 0;
    // One that was started already is found again, and acknowledged without another entry.
    const least = key.startsWith('nomination.started') ? Math.min(1, acknowledged) : acknowledged;
    if (found < least || found > all.length) wrong.push(`${key}: ${acknowledged} of ${all.length} acknowledged, ${found} in the journal`);
  }
  return wrong;
}

async function rowsAgree(em: EntityManager, cycle: Cycle): Promise<string[]> {
  const entries = await em.find(JournalEntry, { cycle, to: { $ne: null } }, { orderBy: { id: 'asc' } });
  const last = new Map(entries.map(({ subjectId, to }) => [subjectId, to]));
  const rows = [...(await em.find(Nomination, { cycle })), cycle];
  return rows.filter((row) => last.get(row.id) !== standingText(row)).map((row) => `${row.id} does not stand where its last entry says`);
}

/** At most once at the mail server, and every one that is owed accounted for. */
async function lettersOnce(em: EntityManager, cycle: Cycle, arrived: ReadonlyMap<string, number>): Promise<string[]> {
  const keyIn = (messageId: string) => messageId.slice(0, messageId.lastIndexOf('@'));
  const counts = new Map([...arrived].map(([id, times]) => [keyIn(id), times]));
  const deliveries = await em.find(Delivery, { cycle });
  const wrong = [...counts].filter(([, times]) => times > 1).map(([key, times]) => `Letter ${key} arrived ${times} times`);
  for (const { key, status } of deliveries) {
    if (status !== 'sent' && status !== 'unknown') wrong.push(`Letter ${key} is ${status}`);
    if (status === 'sent' && !counts.has(key)) wrong.push(`Letter ${key} is called sent and never arrived`);
  }
  const known = new Set(deliveries.map(({ key }) => key));
  wrong.push(...[...counts.keys()].filter((key) => !known.has(key)).map((key) => `Letter ${key} arrived and nobody owes it`));
  for (const [letter, owed] of Object.entries(await expectedLetters(em, cycle))) {
    const found = deliveries.filter((one) => one.letter === letter).length;
    if (found !== owed) wrong.push(`${owed} letters ${letter} are owed, ${found} are accounted for`);
  }
  return wrong;
}

async function chainHolds(em: EntityManager, cycle: Cycle): Promise<string[]> {
  const { fault, unsealed, entries } = await verifyJournal(em, cycle.id);
  const written = await em.count(JournalEntry, { cycle });
  if (fault) return [`The journal is ${fault.problem} at number ${fault.number}`];
  return unsealed > 0 || entries !== written ? [`${written - entries} entries are not sealed`] : [];
}

async function nothingLeft(em: EntityManager): Promise<string[]> {
  const left = await em.execute<{ what: string; count: number }[]>(
    `select 'undispatched entries' as what, count(*)::int from journal_undispatched union all select 'unsealed entries', count(*)::int from journal_unsealed
     union all select 'unfinished reactions', count(*)::int from reaction where status <> 'done'
     union all select 'certificates to render', count(*)::int from certificate where rendered_at is null`,
  );
  return left.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what} are left`);
}
