import { dateIn, type Desk, makeSure, NotFound, timeIn } from '#awards';
import { Cycle, Nomination, ReturnPoint } from '#store';
import { type Actor, type Definition, stageOf, type Text } from '#workflow';
import { performFiling } from './perform-files.js';
import type { CycleRecord, Entry } from './record.js';

/** Where the acts of a record are done again. */
export interface Ground {
  desk: Desk;
  definition: Definition;
  cycle: string;
  record: CycleRecord;
  /** New ids of objections by recorded ones. */
  objections: Map<string, string>;
  /** Papers not handed out yet, by stage. */
  papers: Map<string, string[][]>;
  /** Says what of an act could not be done as it was recorded. */
  adapt: (what: Text) => void;
}

interface Doing extends Ground {
  entry: Entry;
  actor: Actor;
  text: (key: string) => string;
}
type Perform = (doing: Doing) => Promise<unknown>;

/** What follows from other acts, done by the services themselves. */
const CONSEQUENCES: ReadonlySet<string> = new Set([
  'cycle.prepared',
  'cycle.letter-resent',
  'cycle.letter-confirmed',
  'cycle.job-retried',
  'nomination.lapsed',
  'nomination.advanced',
  'nomination.eliminated',
  'nomination.awarded',
  'nomination.not-awarded',
  'nomination.reissued',
  'nomination.supplement-lapsed',
  // What people told each other and had made decides nothing.
  'nomination.checked',
  'nomination.commented',
  'nomination.thread-resolved',
  'nomination.thread-reopened',
  'petition.drafted',
  'petition.forwarded',
  'branch.reminded',
]);

/** True of an entry that somebody brought about by asking for it: the clock and the close of a stage ask for nothing. */
export function isAsked({ type, actorRole, data }: Entry): boolean {
  if (type === 'nomination.objected') return true;
  if (CONSEQUENCES.has(type) || actorRole === 'clock') return false;
  return !('undecided' in data) && !(type === 'nomination.forwarded' && data['petition'] === null);
}

/** False of a kind of act that cannot be done again. */
export const isPerformable = ({ type }: Entry): boolean => Object.hasOwn(ACTS, type);

/** Does what an entry records through the service of today. */
export async function perform(ground: Ground, entry: Entry): Promise<void> {
  const actor = { id: entry.actorId, role: entry.actorRole, unit: entry.actorUnit } as Actor;
  const text = (key: string) => (typeof entry.data[key] === 'string' ? entry.data[key] : '');
  await ACTS[entry.type]?.({ ...ground, entry, actor, text });
}

const ACTS: Record<string, Perform> = {
  'cycle.launched': ({ desk, cycle, actor }) => desk.cycles.launch(cycle, actor),
  'cycle.stage-closed': ({ desk, cycle, actor, text }) => desk.cycles.closeStage(cycle, actor, text('stage'), { reason: text('reason') }),
  'cycle.stage-opened': ({ desk, cycle, actor, text }) => desk.cycles.openStage(cycle, actor, text('stage'), { reason: text('reason') }),
  'cycle.stage-extended': extend,
  'cycle.unit-extended': extend,
  'cycle.suspended': ({ desk, cycle, actor, text }) => desk.cycles.suspend(cycle, actor, text('reason')),
  'cycle.resumed': ({ desk, cycle, actor }) => desk.cycles.resume(cycle, actor),
  'cycle.cancelled': ({ desk, cycle, actor, text }) => desk.cycles.cancel(cycle, actor, text('reason')),
  'cycle.reminded': ({ desk, cycle, actor }) => desk.cycles.remind(cycle, actor),
  'cycle.finalised': async (doing) =>
    doing.desk.cycles.finalise(doing.cycle, doing.actor, await winnersOf(doing), doing.text('reason') || undefined),
  'cycle.reopened': ({ desk, cycle, actor, text }) => desk.cycles.reopen(cycle, actor, text('reason')),
  'cycle.published': ({ desk, cycle, actor, text, record }) =>
    desk.cycles.publish(cycle, actor, { number: text('decision'), signedOn: text('signedOn'), signer: record.signer }),
  'cycle.corrected': async (doing) => {
    const { desk, cycle, actor, text, record } = doing;
    const wanted = { number: text('decision'), signedOn: text('signedOn'), signer: record.signer, reason: text('reason') };
    return desk.cycles.correct(cycle, actor, { ...wanted, winners: await winnersOf(doing) });
  },
  'ballot.cast': cast,
  'nomination.started': ({ desk, cycle, actor }) => desk.nominations.start(cycle, actor),
  'nomination.saved': save,
  'nomination.answered': async (doing) => {
    const { desk, actor, record, text } = doing;
    const id = await nominationOf(doing);
    const recorded = record.points.find((point) => point.id === text('point'));
    return desk.nominations.answer(id, actor, await pointOf(doing, id, text('field')), recorded?.answer ?? '');
  },
  'nomination.files-added': file,
  'nomination.file-removed': file,
  'nomination.file-captioned': file,
  'nomination.file-moved': file,
  'nomination.submitted': async (doing) => doing.desk.nominations.submit(await nominationOf(doing), doing.actor),
  'nomination.resubmitted': async (doing) => doing.desk.nominations.submit(await nominationOf(doing), doing.actor),
  'nomination.withdrawn': async (doing) => doing.desk.nominations.withdraw(await nominationOf(doing), doing.actor, doing.text('reason')),
  'nomination.returned': async (doing) =>
    doing.desk.reviews.return(await nominationOf(doing), doing.actor, doing.entry.data['points'] as { field: string; request: string }[]),
  'nomination.endorsed': async (doing) => {
    const rank = doing.entry.data['rank'];
    const id = await nominationOf(doing);
    // What they made sure of by the other rules is not what these ask for: a rehearsal takes it that they would have.
    const { stage } = await doing.desk.em.fork().findOneOrFail(Nomination, id);
    await makeSure(doing.desk, doing.definition, { id, stage: stage ?? null }, doing.actor);
    return doing.desk.reviews.endorse(id, doing.actor, typeof rank === 'number' ? rank : undefined);
  },
  'nomination.ranked': async (doing) => doing.desk.reviews.rank(await nominationOf(doing), doing.actor, Number(doing.entry.data['rank'])),
  'nomination.declined': async (doing) => doing.desk.reviews.decline(await nominationOf(doing), doing.actor, doing.text('reason')),
  'nomination.disqualified': async (doing) => doing.desk.reviews.disqualify(await nominationOf(doing), doing.actor, doing.text('reason')),
  'nomination.reopened': async (doing) => doing.desk.reviews.reopen(await nominationOf(doing), doing.actor, doing.text('reason')),
  'nomination.revoked': async (doing) => doing.desk.reviews.revoke(await nominationOf(doing), doing.actor, doing.text('reason')),
  'nomination.forwarded': ({ desk, cycle, actor, text, entry }) =>
    desk.petitions.forward(cycle, entry.from?.split('/')[0] ?? '', actor, { number: text('petition'), signedOn: text('signedOn') }),
  'nomination.recused': async (doing) => {
    const { record, entry, actor } = doing;
    return doing.desk.scoring.recuse(await nominationOf(doing), actor, record.recusals.get(`${entry.subjectId} ${actor.id}`) ?? '');
  },
  // Contact data and words of the public are never copied.
  'nomination.objected': async (doing) => {
    const wanted = { name: 'Diễn tập', phone: '0', address: '-', body: '-' };
    const { id } = await doing.desk.objections.object(await nominationOf(doing), wanted);
    doing.objections.set(doing.text('objection'), id);
  },
  'objection.answered': ({ desk, actor, text, objections }) => {
    const id = objections.get(text('objection'));
    if (id === undefined) throw new NotFound('No such objection');
    return desk.objections.answer(id, actor, '-');
  },
  'sheet.saved': async (doing) => {
    const { record, entry, actor } = doing;
    const items = record.sheets.get(`${entry.subjectId} ${actor.id}`) ?? {};
    return doing.desk.scoring.save(await nominationOf(doing), actor, { items: knownItems(doing, items) });
  },
  'sheet.submitted': async (doing) => {
    const items = doing.entry.data['items'] as Record<string, number>;
    return doing.desk.scoring.submit(await nominationOf(doing), doing.actor, { items: knownItems(doing, items) });
  },
};

async function file(doing: Doing): Promise<unknown> {
  return performFiling(doing, await nominationOf(doing));
}

function extend({ desk, cycle, actor, text, definition }: Doing): Promise<unknown> {
  const until = new Date(text('until'));
  const wall = `${dateIn(until, definition.timeZone)}T${timeIn(until, definition.timeZone)}`;
  return desk.cycles.extend(cycle, actor, { stage: text('stage'), until: wall, reason: text('reason'), unit: text('unit') || undefined });
}

async function winnersOf({ desk, cycle, entry }: Doing): Promise<string[]> {
  const codes = entry.data['winners'] as string[];
  const found = await desk.em.fork().find(Nomination, { cycle, code: { $in: codes } });
  const missing = codes.find((code) => !found.some((one) => one.code === code));
  if (missing !== undefined) throw new NotFound(missing);
  return codes.flatMap((code) => found.filter((one) => one.code === code).map(({ id }) => id));
}

/** The nomination of today that stands for the recorded one: of the same unit, so of the same code. */
async function nominationOf({ desk, cycle, record, entry }: Doing): Promise<string> {
  const code = record.nominations.get(entry.subjectId)?.code ?? '';
  const found = await desk.em.fork().findOne(Nomination, { cycle, code }, { fields: ['id'] });
  if (!found) throw new NotFound('No such nomination');
  return found.id;
}

async function pointOf({ desk }: Doing, nomination: string, field: string): Promise<string> {
  const em = desk.em.fork();
  const { returns, stage } = await em.findOneOrFail(Nomination, nomination);
  const point = await em.findOne(ReturnPoint, { nomination, round: returns, stage: stage ?? '', field });
  if (!point) throw new NotFound('No such point');
  return point.id;
}

async function save(doing: Doing): Promise<unknown> {
  const { desk, record, entry, actor, definition } = doing;
  const id = await nominationOf(doing);
  const { revision, returns, stage } = await desk.em.fork().findOneOrFail(Nomination, id);
  const content = record.contents.get(`${entry.subjectId} ${Number(entry.data['revision'])}`) ?? { fields: {}, selfScores: {} };
  const known = new Set(definition.form.flatMap((section) => section.fields.map(({ code }) => code)));
  const dropped = Object.keys(content.fields).filter((field) => !known.has(field));
  if (dropped.length > 0)
    doing.adapt({
      vi: `bỏ mục không còn trong phiếu: ${dropped.join(', ')}`,
      en: `left out fields the form no longer has: ${dropped.join(', ')}`,
    });
  const answers: [string, string][] = [];
  for (const field of (entry.data['answered'] as string[] | undefined) ?? []) {
    const recorded = record.points.find(
      (one) => one.nomination === entry.subjectId && one.stage === stage && one.round === returns && one.field === field,
    );
    answers.push([await pointOf(doing, id, field), recorded?.answer ?? '']);
  }
  return desk.nominations.save(
    id,
    actor,
    { ...content, selfScores: knownItems(doing, content.selfScores) },
    revision,
    Object.fromEntries(answers),
  );
}

function knownItems({ definition, adapt }: Doing, items: Record<string, number>): Record<string, number> {
  const known = new Set(definition.rubric.criteria.flatMap((criterion) => criterion.items.map(({ code }) => code)));
  const dropped = Object.keys(items).filter((code) => !known.has(code));
  if (dropped.length > 0)
    adapt({
      vi: `bỏ mục không còn trong bộ tiêu chí: ${dropped.join(', ')}`,
      en: `left out items the rubric no longer has: ${dropped.join(', ')}`,
    });
  return Object.fromEntries(Object.entries(items).filter(([code]) => known.has(code)));
}

/** Papers are secret: whoever voted gets one of them. Names that are no longer on the list are left out. */
async function cast({ desk, cycle, actor, entry, record, papers, definition, adapt }: Doing): Promise<unknown> {
  const em = desk.em.fork();
  const { stage } = await em.findOneOrFail(Cycle, cycle);
  const box = papers.get(entry.from?.split('/')[0] ?? '') ?? [];
  const codes = (box[0] ?? []).map((id) => record.nominations.get(id)?.code ?? '');
  const isBallot = stage !== null && stageOf(definition.pipeline, stage).kind === 'ballot';
  const listed = isBallot ? await em.find(Nomination, { cycle, stage, status: 'balloting', code: { $in: codes } }) : [];
  const dropped = codes.filter((code) => !listed.some((one) => one.code === code));
  if (isBallot && dropped.length > 0)
    adapt({
      vi: `bỏ khỏi phiếu bầu hồ sơ không còn trong danh sách: ${dropped.join(', ')}`,
      en: `left off a paper what is not on the list: ${dropped.join(', ')}`,
    });
  const done = await desk.ballots.cast(
    cycle,
    actor,
    listed.map(({ id }) => id),
  );
  box.shift();
  return done;
}
