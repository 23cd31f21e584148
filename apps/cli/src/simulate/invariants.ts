import { type EntityManager } from '@mikro-orm/postgresql';
import { currentDecision, standingText } from '#awards';
import { type Cycle, Delivery, EvidenceFile, JournalEntry, Nomination, verifyJournal } from '#store';
import type { Archive } from '#files';
import type { Accepted } from './counting.js';
import { expectedLetters, sum } from './expected.js';
import type { Postbox } from './postbox.js';
import type { Report } from './report.js';

interface Evidence {
  em: EntityManager;
  cycle: Cycle;
  accepted: Accepted;
  postbox: Postbox;
  report: Report;
  archive: Archive;
}

/** Everything that must hold after a season, as sentences about what does not. */
export async function broken(evidence: Evidence): Promise<string[]> {
  return [
    ...(await journalled(evidence)),
    ...(await explained(evidence)),
    ...(await lettersAsOwed(evidence)),
    ...(await certificatesAsWon(evidence)),
    ...(await chainHolds(evidence)),
    ...(await withinLimits(evidence)),
    ...(await filesKept(evidence)),
  ];
}

/** Every act that a caller saw accepted is in the journal, and nothing else of its kind. */
async function journalled({ em, cycle, accepted }: Evidence): Promise<string[]> {
  const entries = await em.find(JournalEntry, { cycle, actorRole: { $ne: 'clock' } });
  const objections = await em.find(JournalEntry, { cycle, type: 'nomination.objected' });
  const written = [...entries, ...objections];
  return [...accepted].flatMap(([types, expected]) => {
    const found = written.filter(({ type }) => types.split('|').includes(type)).length;
    return found === expected ? [] : [`${expected} acts “${types}” were accepted, ${found} are in the journal`];
  });
}

/** Each nomination stands where its last entry says. */
async function explained({ em, cycle }: Evidence): Promise<string[]> {
  const last = new Map(
    (await em.find(JournalEntry, { cycle, to: { $ne: null } }, { orderBy: { id: 'asc' } })).map(({ subjectId, to }) => [subjectId, to]),
  );
  const nominations = await em.find(Nomination, { cycle });
  return nominations
    .filter((nomination) => last.get(nomination.id) !== standingText(nomination))
    .map(({ code }) => `${code} does not stand where the journal says`);
}

async function lettersAsOwed({ em, cycle, postbox }: Evidence): Promise<string[]> {
  const expected = await expectedLetters(em, cycle);
  const deliveries = await em.find(Delivery, { cycle });
  const wrong = Object.entries(expected).flatMap(([letter, count]) => {
    const sent = deliveries.filter((delivery) => delivery.letter === letter && delivery.status === 'sent').length;
    return sent === count ? [] : [`${count} letters ${letter} are owed, ${sent} were sent`];
  });
  const twice = [...postbox.arrived.values()].filter((times) => times > 1).length;
  if (twice > 0) wrong.push(`${twice} letters arrived more than once`);
  if (postbox.arrived.size !== sum(expected))
    wrong.push(`${sum(expected)} letters are owed, ${postbox.arrived.size} arrived at the mail server`);
  return wrong;
}

async function certificatesAsWon({ em, cycle, report }: Evidence): Promise<string[]> {
  const decision = await currentDecision(em, cycle);
  const won = decision?.winners.length ?? 0;
  if (report.certificates !== won) return [`${won} winners, but ${report.certificates} certificates`];
  return report.winners.length === won ? [] : [`The decision names ${won} winners, ${report.winners.length} nominations are awarded`];
}

async function chainHolds({ em, cycle }: Evidence): Promise<string[]> {
  const { fault, entries, unsealed } = await verifyJournal(em, cycle.id);
  const written = await em.count(JournalEntry, { cycle });
  return [
    ...(fault ? [`The journal is ${fault.problem} at number ${fault.number}`] : []),
    ...(unsealed > 0 || entries !== written ? [`${written - entries} journal entries are not sealed`] : []),
  ];
}

async function withinLimits({ report, cycle }: Evidence): Promise<string[]> {
  const stage = cycle.definition.document.pipeline.stages.at(-1);
  if (stage?.kind !== 'announcement') return [];
  const per = stage.winnersPerUnit?.max ?? Infinity;
  const crowded = [...Map.groupBy(report.winners, ({ ward }) => ward)].filter(([, own]) => own.length > per);
  return [
    ...(report.winners.length > stage.winnersMax ? [`${report.winners.length} winners, at most ${stage.winnersMax}`] : []),
    ...crowded.map(([ward]) => `${ward} has more than ${per} winners`),
  ];
}

/** Every file that a dossier names has a row, and its bytes lie in the archive. */
async function filesKept({ em, cycle, archive }: Evidence): Promise<string[]> {
  const rows = new Map((await em.find(EvidenceFile, { nomination: { cycle }, state: 'kept' })).map((row) => [row.id, row]));
  const named = (await em.find(Nomination, { cycle })).flatMap(({ code, files }) =>
    Object.values(files).flatMap((places) => places.map(({ id }) => [code, id] as const)),
  );
  const sizes = new Map<string, number>();
  for (const sha256 of new Set([...rows.values()].map((row) => row.sha256 ?? '')))
    sizes.set(sha256, await archive.size(sha256).catch(() => -1));
  return named
    .filter(([, id]) => {
      const row = rows.get(id);
      return row === undefined || sizes.get(row.sha256 ?? '') !== row.bytes;
    })
    .map(([code, id]) => `The file ${id} of ${code} is not kept`);
}
