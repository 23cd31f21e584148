import { type EntityManager } from '@mikro-orm/postgresql';
import { type Content, JournalEntry, Nomination, type ReturnPoint, run, textReader } from '#store';
import type { Actor, NominationEventType, Text } from '#workflow';
import { NotFound } from '../errors.js';
import { readRules, rulebookOf } from '../machines.js';
import { type Resubmission, resubmissionOf } from './changes.reads.js';
import { type FileView, filesOf } from '../files/file.reads.js';
import type { ConditionView } from './conditions.js';
import { openParts } from './open-parts.js';
import { type Missing, missingParts, selfScoreTotal } from './dossier.js';
import { conditionsOf, nominationFacts } from './facts.js';
import { namesThen } from '../units/then.js';
import { hiddenEntries, hiddenFields, hidesIdentity, shownOfEntry, visibleTo } from './nomination.policy.js';
import { type NominationRow, rowOf } from './nomination.reads.js';

export interface HistoryItem {
  type: string;
  at: Date;
  /** Name of the person, null for the system and where it must stay unnamed. */
  who: string | null;
  data: JournalEntry['data'];
}

/** One thing a reviewer asked for, with its answer. */
export interface PointView extends Pick<ReturnPoint, 'id' | 'stage' | 'round' | 'field' | 'request' | 'answer' | 'answeredAt'> {
  /** The file of that part it is about, when it is about one. */
  file: { id: string; name: string } | null;
}

export interface NominationView extends NominationRow {
  /** Fields that are left out, because they tell whose it is. */
  hiddenFields: string[];
  cycle: { id: string; slug: string; name: Text; stage: string | null; timeZone: string };
  content: Content;
  revision: number;
  selfScore: number;
  missing: string[];
  /** The same, with what to do about each. */
  lacking: Missing[];
  /** By the code of the dossier item or rubric item. */
  files: Record<string, FileView[]>;
  /** All but neutral ones, which would tell whose dossier it is to somebody who must not know yet. */
  hidesFiles: boolean;
  /** After a return: the only parts that may change; null: all may. */
  openParts: readonly string[] | null;
  /** The conditions of the award, and how each stands. */
  conditions: ConditionView[];
  points: PointView[];
  /** What changed since it was last sent back, for those who compare; null when it never was. */
  resubmission: Resubmission | null;
  /** Score and votes, once results are public; null before. */
  result: { score: number | null; votes: number | null; byCriterion: Record<string, number> } | null;
  history: HistoryItem[];
  actions: NominationEventType[];
  /** The unit that writes it in the branch's place, and when the branch agreed; null when it writes itself. */
  filing: { by: string; confirmedAt: Date | null } | null;
  ranksTaken: readonly number[];
  quotaLeft: number | null;
  returns: number;
  /** Between which moments a return may be due; null: no last one. */
  dueFrom: Date;
  dueUntil: Date | null;
  line: Readonly<Record<string, string>>;
}

/** One nomination with everything its page shows and the buttons its reader has. Not visible: `NotFound`. */
export async function nominationView(em: EntityManager, id: string, actor: Actor, now: Date): Promise<NominationView> {
  const nomination = await em.findOne(
    Nomination,
    { $and: [{ id }, await visibleTo(em, actor)] },
    { populate: ['unit', 'unit.parent', 'filedBy', 'cycle'] },
  );
  if (!nomination) throw new NotFound('No such nomination');
  const { cycle } = nomination;
  await readRules(em, [cycle]);
  const { definition, nominations } = rulebookOf(cycle);
  const conditions = await conditionsOf(em, { nomination, definition });
  const facts = await nominationFacts(em, { cycle, nomination, definition, actor, now, conditions });
  const isBlind = hidesIdentity(cycle, actor);
  return {
    ...rowOf(nomination, cycle, actor, await namesThen(em, cycle, [nomination])),
    cycle: { id: cycle.id, slug: cycle.slug, name: definition.name, stage: cycle.stage ?? null, timeZone: definition.timeZone },
    ...(await writtenIn(em, nomination, actor)),
    hidesFiles: isBlind,
    // When a unit was founded or has won before tells which one it is.
    conditions: isBlind ? [] : conditions,
    points: isBlind ? [] : await pointsOf(em, nomination),
    resubmission: await resubmissionOf(em, nomination, actor),
    result: cycle.status === 'published' ? await resultOf(em, nomination) : null,
    history: isBlind ? [] : await historyOf(em, nomination, actor),
    actions: nominations.allowed({ status: nomination.status, stage: nomination.stage ?? null }, facts, actor),
    filing: nomination.filedBy && !isBlind ? { by: nomination.filedBy.name, confirmedAt: nomination.confirmedAt ?? null } : null,
    ranksTaken: facts.ranksTaken,
    quotaLeft: facts.quotaLeft,
    returns: nomination.returns,
    dueFrom: new Date(facts.dueFrom),
    dueUntil: facts.dueUntil === null ? null : new Date(facts.dueUntil),
    line: nomination.line,
  };
}

/** What its branch has written and shown in it, and what is still missing. */
async function writtenIn(em: EntityManager, nomination: Nomination, actor: Actor) {
  const { cycle, content, revision, files } = nomination;
  const hidden = hiddenFields(cycle, actor);
  const lacking = missingParts(rulebookOf(cycle).definition, content, files);
  return {
    content: without(content, hidden),
    hiddenFields: hidden,
    revision,
    selfScore: selfScoreTotal(content),
    lacking,
    missing: lacking.map(({ part }) => part),
    files: await filesOf(em, nomination, actor),
    openParts: await openParts(em, nomination),
  };
}

/** Moments come as the database writes them. */
async function pointsOf(em: EntityManager, { id }: Nomination): Promise<PointView[]> {
  const points = await run<Omit<PointView, 'answeredAt'> & { answeredAt: string | null }>(
    em,
    `select r.id, r.stage, r.round, r.field, case when f.id is not null then jsonb_build_object('id', f.id, 'name', f.name) end as file, r.request, r.answer,
        r.answered_at as "answeredAt"
      from return_point r left join evidence_file f on f.id = r.file_id where r.nomination_id = $1::uuid order by r.round desc, r.field`,
    [id],
  );
  return points.map((point) => ({ ...point, answeredAt: point.answeredAt === null ? null : new Date(point.answeredAt) }));
}

/** A table that tells whose dossier it is is left out like a field. */
function without(content: Content, hidden: readonly string[]): Content {
  const shown = <T>(parts: Record<string, T>) => Object.fromEntries(Object.entries(parts).filter(([code]) => !hidden.includes(code)));
  return { ...content, fields: shown(content.fields), ...(content.tables && { tables: shown(content.tables) }) };
}

async function resultOf(em: EntityManager, nomination: Nomination): Promise<NominationView['result']> {
  const entries = await em.find(JournalEntry, {
    subjectId: nomination.id,
    type: { $in: ['nomination.advanced', 'nomination.eliminated'] },
  });
  const scored = entries.find(({ data }) => data['byCriterion']);
  return {
    score: nomination.score === null || nomination.score === undefined ? null : Number(nomination.score),
    votes: nomination.votes ?? null,
    byCriterion: (scored?.data['byCriterion'] ?? {}) as Record<string, number>,
  };
}

async function historyOf(em: EntityManager, nomination: Nomination, actor: Actor): Promise<HistoryItem[]> {
  const entries = await run<Omit<HistoryItem, 'at'> & { at: string }>(
    em,
    `select j.type, j.at, j.data, p.name as who from journal j left join person p on p.id = case when j.actor_id ~ '${UUID}' then j.actor_id::uuid end
      where j.subject_id = $1::uuid and not j.type = any($2::text[]) order by j.id desc limit 100`,
    [nomination.id, hiddenEntries(nomination.cycle, actor)],
  );
  const read = await textReader(em, entries);
  return entries.map(({ type, at, who, data }) => ({
    type,
    at: new Date(at),
    who,
    data: shownOfEntry(nomination.cycle, read(data), actor),
  }));
}

/** Of people; the clock and the public have words for theirs. */
const UUID = '^[0-9a-f-]{36}$';
