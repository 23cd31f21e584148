import { type EntityManager } from '@mikro-orm/postgresql';
import { type Audience, type Cycle, type Nomination, PetitionPapers, run, Tick } from '#store';
import { type Actor, checklistOf, type Check, type StageOf } from '#workflow';
import { rulebookOf } from '../machines.js';
import { isOneOf } from '../policy.js';
import { READS_TALK } from './review.policy.js';

export interface CheckView extends Check {
  /** Who made sure of it, and when; null while nobody has. */
  by: string | null;
  at: Date | null;
}

/** The checklist of the stage in which a nomination stands, as the reviewing unit has ticked it. */
export async function checklistView(
  em: EntityManager,
  cycle: Cycle,
  { id, stage: code }: Pick<Nomination, 'id' | 'stage'>,
): Promise<CheckView[]> {
  const { definition } = rulebookOf(cycle);
  const checks = checklistOf(definition, definition.pipeline.stages.find((stage) => stage.code === code) ?? null);
  if (checks.length === 0) return [];
  const ticks = await em.find(Tick, { nomination: id, stage: code ?? '' }, { populate: ['by'] });
  return checks.map((check) => {
    const tick = ticks.find((one) => one.code === check.code);
    return { ...check, by: tick?.by.name ?? null, at: tick?.at ?? null };
  });
}

export interface ThreadView {
  id: string;
  part: string;
  /** The name of the file it is about, when it is about one. */
  file: string | null;
  audience: Audience;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  comments: { by: string; unit: string; body: string; at: Date }[];
}

interface Said {
  id: string;
  part: string;
  file: string | null;
  audience: Audience;
  resolved_at: string | null;
  resolved_by: string | null;
  by: string;
  unit: string;
  body: string;
  at: string;
}

/** Moments come as the database writes them. */
const moment = (text: string) => new Date(text);

/** What is said about a nomination, as far as it is said to this person. Only for who may see the nomination. */
export async function threadsOf(em: EntityManager, nomination: string, actor: Actor): Promise<ThreadView[]> {
  if (!isOneOf(actor, READS_TALK)) return [];
  const said = await run<Said>(
    em,
    `select t.id, t.part, f.name as file, t.audience, t.resolved_at, r.name as resolved_by, p.name as by, u.name as unit, c.body, c.at
       from thread t join comment c on c.thread_id = t.id join person p on p.id = c.by_id join unit u on u.id = c.unit_id
       left join person r on r.id = t.resolved_by_id left join evidence_file f on f.id = t.file_id
      where t.nomination_id = $1::uuid and (t.audience = 'branch' or (t.unit_id = $2::uuid and $3::text <> 'nominator')) order by t.opened_at, t.id, c.at, c.id`,
    [nomination, actor.unit, actor.role],
  );
  return [...Map.groupBy(said, ({ id }) => id).values()].flatMap((lines) => {
    const [first] = lines;
    if (!first) return [];
    const { id, part, file, audience, resolved_at: resolved, resolved_by: resolvedBy } = first;
    const resolvedAt = resolved === null ? null : moment(resolved);
    return [
      {
        id,
        part,
        file,
        audience,
        resolvedAt,
        resolvedBy,
        comments: lines.map(({ by, unit, body, at }) => ({ by, unit, body, at: moment(at) })),
      },
    ];
  });
}

export const PAPER_FILES = ['petition.docx', 'petition.pdf', 'list.docx', 'list.pdf'] as const;
export type PaperFile = (typeof PAPER_FILES)[number];
const COLUMN = { 'petition.docx': 'petitionDocx', 'petition.pdf': 'petitionPdf', 'list.docx': 'listDocx', 'list.pdf': 'listPdf' } as const;

/** The papers of a unit's lists in a stage, the newest first: petitions sent, and the draft of the next. */
export const papersOf = (em: EntityManager, cycle: Cycle, stage: StageOf<'review'>, { unit }: Actor): Promise<PetitionPapers[]> =>
  em.find(PetitionPapers, { cycle, stage: stage.code, unit: unit ?? '' }, { orderBy: { askedAt: 'desc', id: 'asc' }, limit: 20 });

/** One file of a unit's own papers in that stage; null when there are none of that id, or the file is not made yet. */
export async function paperFile(
  em: EntityManager,
  where: { cycle: Cycle; stage: string; id: string },
  file: PaperFile,
  { unit }: Actor,
): Promise<Uint8Array | null> {
  const column = COLUMN[file];
  const papers = await em.findOne(PetitionPapers, { ...where, unit: unit ?? '' }, { populate: [column] });
  return papers?.[column] ?? null;
}

const PETITIONS_ON_A_PAGE = 50;

/** What units have forwarded in a cycle, the newest first, a page at a time. Only for its office; drafts are not among it. */
export async function petitionPage(em: EntityManager, cycle: Cycle, page: number) {
  const [rows, total] = await em.findAndCount(
    PetitionPapers,
    { cycle, petition: { $ne: null } },
    {
      orderBy: { askedAt: 'desc', id: 'asc' },
      populate: ['unit'],
      limit: PETITIONS_ON_A_PAGE,
      offset: (page - 1) * PETITIONS_ON_A_PAGE,
    },
  );
  return { rows, total, size: PETITIONS_ON_A_PAGE };
}

/** One file of what was forwarded in a cycle; null when there is none. Only for its office. */
export async function receivedFile(em: EntityManager, cycle: Cycle, id: string, file: PaperFile): Promise<Uint8Array | null> {
  const column = COLUMN[file];
  const papers = await em.findOne(PetitionPapers, { id, cycle, petition: { $ne: null } }, { populate: [column] });
  return papers?.[column] ?? null;
}

export interface HandedIn {
  revision: number;
  at: Date;
  /** Once more after a return. */
  isAgain: boolean;
}

/** The revisions that a branch handed in, the first one first: what others than the branch may compare. */
export async function handedIn(em: EntityManager, nomination: string, actor: Actor): Promise<HandedIn[]> {
  if (!isOneOf(actor, READS_TALK)) return [];
  const entries = await run<{ revision: string | null; at: string; type: string }>(
    em,
    `select data ->> 'revision' as revision, at, type from journal
      where subject_id = $1::uuid and type in ('nomination.submitted', 'nomination.resubmitted') order by id`,
    [nomination],
  );
  return entries.flatMap(({ revision, at, type }) =>
    revision === null ? [] : [{ revision: Number(revision), at: moment(at), isAgain: type === 'nomination.resubmitted' }],
  );
}
