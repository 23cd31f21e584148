import { deskOn, Invalid, NotFound, proposalFor, standingText, type Desk } from '#awards';
import { Cycle, JournalEntry, Nomination } from '#store';
import { type Definition, Refusal, type Text } from '#workflow';
import { type Ground, isAsked, isPerformable, perform } from './perform.js';
import { type CycleRecord, type Entry, entryOf } from './record.js';
import { copyPeople, prepareAgain, timePasses } from './scratch.js';

/** An act that was accepted then and is refused now. */
export interface Refused {
  entry: Entry;
  rule: string;
  message: Text;
}

export interface Replayed {
  acts: number;
  refused: Refused[];
  adapted: { entry: Entry | null; message: Text }[];
  ends: Map<string, string>;
  closings: Map<string, Date>;
  winners: string[];
  standing: string;
}

const MISSING: Text = {
  vi: 'Khi diễn tập không có, hoặc người này không thấy được.',
  en: 'In the rehearsal it is not there, or not for this person.',
};
const UNKNOWN: Text = { vi: 'Loại việc này không diễn tập lại được.', en: 'This kind of act cannot be done again.' };

/** Why it was refused, in words; null for a failure of the program. */
export function refusalOf(error: unknown): { rule: string; message: Text } | null {
  if (error instanceof Refusal)
    return { rule: error.because, message: error.because === 'wrongStatus' ? elsewhere(error) : error.sentence };
  if (error instanceof NotFound) return { rule: 'notFound', message: MISSING };
  if (!(error instanceof Invalid)) return null;
  const [first] = error.faults;
  return { rule: 'invalid', message: first?.message ?? UNKNOWN };
}

/** The page's own sentence speaks of reloading; here nobody has a page. */
const elsewhere = ({ status, event }: Refusal): Text => ({
  vi: `Đang ở “${status}”, không có việc ${event}.`,
  en: `It stands at “${status}”, where there is no ${event}.`,
});

/** Does every recorded act again, in its order and at its time, under another definition, in an empty database. */
export async function replay(em: Desk['em'], definition: Definition, record: CycleRecord): Promise<Replayed> {
  const desk = deskOn(em);
  await copyPeople(desk, record);
  const { cycle, standIns } = await prepareAgain(desk, definition, record);
  const refused: Refused[] = [];
  const adapted: Replayed['adapted'] = standIns.map((seat) => ({ entry: null, message: standIn(seat) }));
  const papers = new Map([...record.papers].map(([stage, box]) => [stage, [...box]]));
  const ground = { desk, definition, cycle: cycle.id, record, objections: new Map<string, string>(), papers };
  const acts = actsOf(record.entries);
  let now = record.entries[0]?.at ?? new Date(0);
  for (const entry of acts) {
    await timePasses(desk, now, entry.at);
    now = entry.at;
    const because = await attempt({ ...ground, adapt: (message) => adapted.push({ entry, message }) }, entry);
    if (!because) continue;
    refused.push({ entry, ...because });
    if (entry.type === 'cycle.finalised' && (await settle(desk, cycle.id, entry))) adapted.push({ entry, message: BY_RANKING });
  }
  const end = record.entries.at(-1)?.at ?? now;
  await timePasses(desk, now, end);
  if (record.isPublished && (await runOut(desk, cycle.id, record, end))) adapted.push({ entry: null, message: LATER });
  return { acts: acts.length, refused, adapted, ...(await outcome(desk, cycle.id, definition)) };
}

const standIn = (seat: string): Text => ({
  vi: `ghế “${seat}” chưa có người trong đợt cũ: một người thế, không làm gì`,
  en: `nobody held the seat “${seat}”: a stand-in who does nothing`,
});
const BY_RANKING: Text = {
  vi: 'danh sách đã chốt không dùng được: lấy danh sách theo xếp hạng',
  en: 'the list that was settled on does not fit: the ranking’s own is taken',
};
const LATER: Text = { vi: 'công bố sau hạn cuối cùng của lịch', en: 'published after the last deadline of the schedule' };

/** Each act once: a list that was forwarded has left an entry for every nomination on it. */
function actsOf(entries: readonly Entry[]): Entry[] {
  const asked = entries.filter(isAsked);
  const listOf = ({ type, actorId, actorUnit, from, data, at }: Entry) =>
    [type, actorId, actorUnit, from, data['petition'], at.getTime()].join(' ');
  return asked.filter((entry, index) => {
    const before = asked[index - 1];
    return entry.type !== 'nomination.forwarded' || before === undefined || listOf(before) !== listOf(entry);
  });
}

async function attempt(ground: Ground, entry: Entry): Promise<{ rule: string; message: Text } | null> {
  if (!isPerformable(entry)) return { rule: 'unknown', message: UNKNOWN };
  try {
    await perform(ground, entry);
    return null;
  } catch (error) {
    const because = refusalOf(error);
    if (!because) throw error;
    return because;
  }
}

/** The chair settles on what the rules propose instead. False when not even that can be done now. */
async function settle(desk: Desk, id: string, { actorId, actorUnit }: Entry): Promise<boolean> {
  const em = desk.em.fork();
  const { winners } = await proposalFor(em, await em.findOneOrFail(Cycle, id, { populate: ['definition'] }));
  const chair = { id: actorId, role: 'chair' as const, unit: actorUnit };
  try {
    await desk.cycles.finalise(
      id,
      chair,
      winners.map((winner) => winner.id),
    );
    return true;
  } catch (error) {
    if (refusalOf(error)) return false;
    throw error;
  }
}

/** Lets the rest of the schedule pass for a cycle that could not be published when it was; then it is. False when it was, or still cannot be. */
async function runOut(desk: Desk, id: string, record: CycleRecord, now: Date): Promise<boolean> {
  const cycle = await desk.em.fork().findOneOrFail(Cycle, id);
  if (cycle.status === 'published') return false;
  const ends = Object.values(cycle.schedule).map(({ closes }) => Date.parse(closes ?? '') || 0);
  await timePasses(desk, now, new Date(Math.max(now.getTime(), ...ends) + 2 * 86_400_000));
  const [finalised, published] = ['cycle.finalised', 'cycle.published'].map((type) =>
    record.entries.findLast((entry) => entry.type === type),
  );
  if (!finalised || !published || !(await settle(desk, id, finalised))) return false;
  const secretariat = { id: published.actorId, role: 'secretariat' as const, unit: published.actorUnit };
  try {
    await desk.cycles.publish(id, secretariat, {
      number: String(published.data['decision']),
      signedOn: String(published.data['signedOn']),
      signer: record.signer,
    });
    return true;
  } catch (error) {
    if (refusalOf(error)) return false;
    throw error;
  }
}

async function outcome(
  desk: Desk,
  id: string,
  definition: Definition,
): Promise<Pick<Replayed, 'ends' | 'closings' | 'winners' | 'standing'>> {
  const em = desk.em.fork();
  const cycle = await em.findOneOrFail(Cycle, id);
  const nominations = await em.find(Nomination, { cycle: id }, { orderBy: { code: 'asc' } });
  const entries = await em.find(JournalEntry, { cycle: id, type: { $like: 'cycle.stage-%' } }, { orderBy: { id: 'asc' } });
  return {
    ends: new Map(nominations.map((one) => [one.code, standingText(one)])),
    closings: closingsOf(entries.map(entryOf), definition),
    winners: nominations.filter(({ status }) => status === 'awarded').map(({ code }) => code),
    standing: standingText(cycle),
  };
}

/** Where the entries that set a deadline say which. */
const DEADLINES: Record<string, string> = {
  'cycle.stage-opened': 'closes',
  'cycle.stage-extended': 'until',
  'cycle.unit-extended': 'until',
  'cycle.resumed': 'closes',
};

/**
 * When each stage was closed, by its code: by a person when it was done, by the clock when it was due, however late a worker came to it.
 */
export function closingsOf(entries: readonly Entry[], { pipeline }: Definition): Map<string, Date> {
  const due = new Map<string, number>();
  const closings = new Map<string, Date>();
  for (const { type, data, at, actorRole } of entries) {
    const stage = String(data['stage']);
    const key = DEADLINES[type];
    const deadline = key ? Date.parse(String(data[key])) : Number.NaN;
    // The stage closes when the last unit's deadline is over.
    const least = type === 'cycle.unit-extended' ? (due.get(stage) ?? 0) : 0;
    if (!Number.isNaN(deadline)) due.set(stage, Math.max(least, deadline));
    if (type !== 'cycle.stage-closed') continue;
    const grace = pipeline.stages.find(({ code }) => code === stage)?.graceMinutes ?? 0;
    closings.set(stage, actorRole === 'clock' ? new Date((due.get(stage) ?? at.getTime()) + grace * 60_000) : at);
  }
  return closings;
}
