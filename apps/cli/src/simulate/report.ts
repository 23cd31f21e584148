import { createHash } from 'node:crypto';
import { type EntityManager } from '@mikro-orm/postgresql';
import { currentDecision } from '#awards';
import { Certificate, CouncilSeat, type Cycle, Delivery, JournalEntry, Nomination, Recusal, ScoreSheet, Unit, verifyJournal } from '#store';

export interface Winner {
  place: number;
  code: string;
  name: string;
  ward: string;
  score: number;
  votes: number | null;
}

export interface Report {
  nominations: number;
  returned: number;
  resubmitted: number;
  endorsed: number;
  declined: number;
  withdrawn: number;
  scoreSheets: number;
  recusals: number;
  winners: Winner[];
  letters: { sent: number; failed: number };
  certificates: number;
  journalEntries: number;
  journalHead: string;
  /** SHA-256 over what was done to what by whom, in order, without times and row ids: equal for equal seeds. */
  sequence: string;
  seconds: number;
}

export async function reportOn(em: EntityManager, cycle: Cycle, seconds: number): Promise<Report> {
  const entries = await em.find(JournalEntry, { cycle }, { orderBy: { id: 'asc' } });
  const of = (type: string, role?: string) =>
    entries.filter((entry) => entry.type === type && (role === undefined || entry.actorRole === role)).length;
  const chain = await verifyJournal(em, cycle.id);
  const sent = await em.count(Delivery, { cycle, status: 'sent' });
  return {
    nominations: await em.count(Nomination, { cycle }),
    returned: of('nomination.returned'),
    resubmitted: of('nomination.resubmitted'),
    endorsed: of('nomination.endorsed', 'reviewer'),
    declined: of('nomination.declined'),
    withdrawn: of('nomination.withdrawn'),
    scoreSheets: await em.count(ScoreSheet, { nomination: { cycle }, submittedAt: { $ne: null } }),
    recusals: await em.count(Recusal, { nomination: { cycle } }),
    winners: await winnersOf(em, cycle),
    letters: { sent, failed: (await em.count(Delivery, { cycle })) - sent },
    certificates: await em.count(Certificate, { nomination: { cycle }, renderedAt: { $ne: null } }),
    journalEntries: entries.length,
    journalHead: chain.head,
    sequence: await sequenceOf(em, cycle, entries),
    seconds,
  };
}

async function winnersOf(em: EntityManager, cycle: Cycle): Promise<Winner[]> {
  const decision = await currentDecision(em, cycle);
  const found = new Map(
    (await em.find(Nomination, { cycle, status: 'awarded' }, { populate: ['unit', 'unit.parent'] })).map((nomination) => [
      nomination.id,
      nomination,
    ]),
  );
  return (decision?.winners ?? []).flatMap((id, index) => {
    const nomination = found.get(id);
    if (!nomination) return [];
    const { code, unit, score, votes } = nomination;
    return [{ place: index + 1, code, name: unit.name, ward: unit.parent?.name ?? '', score: Number(score), votes: votes ?? null }];
  });
}

async function sequenceOf(em: EntityManager, cycle: Cycle, entries: readonly JournalEntry[]): Promise<string> {
  const subjects = new Map((await em.find(Nomination, { cycle })).map(({ id, code }) => [id, code]));
  const units = new Map((await em.find(Unit, {})).map(({ id, code }) => [id, code]));
  const seats = new Map((await em.find(CouncilSeat, { cycle })).map(({ person, code }) => [person.id, code]));
  const lines = entries.map(({ type, subjectId, actorRole, actorId, actorUnit, from, to }) =>
    [
      type,
      subjects.get(subjectId) ?? 'cycle',
      actorRole,
      seats.get(actorId) ?? units.get(actorUnit ?? '') ?? '',
      from ?? '',
      to ?? '',
    ].join(' '),
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** The report for people. */
export function tableOf(report: Report): string {
  const rows: [string, string | number][] = [
    ['Nominations', report.nominations],
    ['Returned / resubmitted', `${report.returned} / ${report.resubmitted}`],
    ['Endorsed / declined / withdrawn', `${report.endorsed} / ${report.declined} / ${report.withdrawn}`],
    ['Score sheets / recusals', `${report.scoreSheets} / ${report.recusals}`],
    ['Letters sent / failed', `${report.letters.sent} / ${report.letters.failed}`],
    ['Certificates', report.certificates],
    ['Journal entries', report.journalEntries],
    ['Journal head', report.journalHead],
    ['Seconds', report.seconds],
  ];
  const winners = report.winners.map(
    ({ place, name, ward, score, votes }) =>
      `  ${String(place).padStart(2)}. ${name}, ${ward}: ${score.toFixed(2)} points${votes === null ? '' : `, ${votes} votes`}`,
  );
  return [...rows.map(([label, value]) => `${label.padEnd(34)}${value}`), 'Winners', ...winners].join('\n');
}
