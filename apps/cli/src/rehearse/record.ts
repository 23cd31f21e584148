import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import {
  BallotPaper,
  CouncilSeat,
  Cycle,
  Decision,
  EvidenceFile,
  type Files,
  JournalEntry,
  Nomination,
  Objection,
  Person,
  Recusal,
  ReturnPoint,
  Revision,
  ScoreSheet,
  textReader,
} from '#store';
import { standingText } from '#awards';
import type { Definition, Language } from '#workflow';
import { typed } from '../language.js';

/** Tables that are taken over as they are; people without their addresses. */
export const COPIED = ['unit', 'person', 'membership', 'tie'] as const;

export interface Entry {
  type: string;
  subjectId: string;
  actorId: string;
  actorRole: string;
  actorUnit: string | null;
  from: string | null;
  to: string | null;
  data: Record<string, unknown>;
  at: Date;
}

/** Everything of an earlier cycle that a rehearsal needs, read at one moment. Nothing of it is ever written back. */
export interface CycleRecord {
  slug: string;
  definition: Definition;
  ceremony: string;
  isPublished: boolean;
  rows: Record<(typeof COPIED)[number], unknown[]>;
  seats: Record<string, string>;
  names: Map<string, string>;
  entries: Entry[];
  /** Code and end of every nomination, by id. */
  nominations: Map<string, { code: string; end: string }>;
  contents: Map<string, { fields: Record<string, string>; selfScores: Record<string, number> }>;
  /** The files of each revision, and what is known of each file. */
  files: Map<string, Files>;
  evidence: Map<string, EvidenceFile>;
  points: { id: string; nomination: string; stage: string; round: number; field: string; answer: string }[];
  recusals: Map<string, string>;
  sheets: Map<string, Record<string, number>>;
  /** Choices of the papers of each ballot, in no order. */
  papers: Map<string, string[][]>;
  objections: ReadonlySet<string>;
  signer: string;
}

/** Reads the cycle of that address in one read-only transaction. */
export function readRecord(em: EntityManager, slug: string, language: Language): Promise<CycleRecord> {
  return em.fork().transactional(
    async (reading) => {
      const cycle = await reading.findOne(Cycle, { slug }, { populate: ['definition'] });
      if (!cycle) throw typed(language, `Không có đợt xét tặng “${slug}”.`, `There is no cycle “${slug}”.`);
      return {
        slug,
        definition: cycle.definition.document,
        ceremony: cycle.ceremony,
        isPublished: cycle.status === 'published',
        rows: await copiedRows(reading),
        ...(await peopleOf(reading, cycle)),
        ...(await journalOf(reading, cycle)),
        ...(await dossiersOf(reading, cycle)),
        ...(await councilOf(reading, cycle)),
      };
    },
    { readOnly: true, isolationLevel: IsolationLevel.REPEATABLE_READ },
  );
}

async function copiedRows(em: EntityManager): Promise<CycleRecord['rows']> {
  const rows: [string, unknown[]][] = [];
  for (const table of COPIED)
    rows.push([
      table,
      (await em.execute<{ row: unknown }[]>(`select to_jsonb(t) - 'email' - 'phone' as row from ${table} t`)).map(({ row }) => row),
    ]);
  return Object.fromEntries(rows) as CycleRecord['rows'];
}

async function peopleOf(em: EntityManager, cycle: Cycle) {
  const seats = await em.find(CouncilSeat, { cycle });
  const people = await em.find(Person, {});
  return {
    seats: Object.fromEntries(seats.map(({ code, person }) => [code, person.id])),
    names: new Map(people.map(({ id, name }) => [id, name])),
  };
}

async function journalOf(em: EntityManager, cycle: Cycle) {
  const entries = await em.find(JournalEntry, { cycle }, { orderBy: { id: 'asc' } });
  // A reason that was deleted cannot be repeated; that there was one can.
  const read = await textReader(em, entries, '–');
  return { entries: entries.map((entry) => ({ ...entryOf(entry), data: read(entry.data) })) };
}

export function entryOf(entry: JournalEntry): Entry {
  const { type, subjectId, actorId, actorRole, actorUnit, from, to, data, at } = entry;
  return { type, subjectId, actorId, actorRole, actorUnit, from, to, data, at };
}

async function dossiersOf(em: EntityManager, cycle: Cycle) {
  const nominations = await em.find(Nomination, { cycle });
  const revisions = await em.find(Revision, { nomination: { cycle } });
  const evidence = await em.find(EvidenceFile, { nomination: { cycle }, state: 'kept' });
  const points = await em.find(ReturnPoint, { nomination: { cycle } });
  const objections = await em.find(Objection, { nomination: { cycle } }, { fields: ['id'] });
  return {
    nominations: new Map(nominations.map((one) => [one.id, { code: one.code, end: standingText(one) }])),
    contents: new Map(revisions.map(({ nomination, number, content }) => [`${nomination.id} ${number}`, content])),
    files: new Map(revisions.map(({ nomination, number, files }) => [`${nomination.id} ${number}`, files])),
    evidence: new Map(evidence.map((file) => [file.id, file])),
    points: points.map(({ id, nomination, stage, round, field, answer }) => ({
      id,
      nomination: nomination.id,
      stage,
      round,
      field,
      answer: answer ?? '',
    })),
    objections: new Set(objections.map(({ id }) => id)),
  };
}

async function councilOf(em: EntityManager, cycle: Cycle) {
  const recusals = await em.find(Recusal, { nomination: { cycle } });
  const sheets = await em.find(ScoreSheet, { nomination: { cycle } });
  const papers = await em.find(BallotPaper, { cycle }, { orderBy: { id: 'asc' } });
  const decision = await em.findOne(Decision, { cycle });
  return {
    recusals: new Map(recusals.map(({ nomination, scorer, reason }) => [`${nomination.id} ${scorer.id}`, reason])),
    sheets: new Map(sheets.map(({ nomination, scorer, items }) => [`${nomination.id} ${scorer.id}`, items])),
    papers: new Map([...Map.groupBy(papers, ({ stage }) => stage)].map(([stage, own]) => [stage, own.map(({ choices }) => choices)])),
    signer: decision?.signer ?? '',
  };
}
