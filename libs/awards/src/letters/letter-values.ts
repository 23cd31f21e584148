import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, type JournalEntry, type Nomination, Unit, textReader } from '#store';
import { addWorkingDays, dateOf, dayNumber, type Definition, type Stage } from '#workflow';
import { closingOf } from '../cycles/deadline.js';
import { currentDecision } from '../cycles/decision.js';
import { dateIn, timeIn } from '../cycles/schedule.js';
import type { Waiting } from '../reviews/waiting.js';
import { lineOf } from '../units/line.js';

/** Everything a wording may name: what a letter is about, spelled out in the award's own zone. */
export interface LetterValues {
  [name: string]: string | LetterValues;
}

/** What a letter tells of: an entry of the journal, or what would be one. */
export type Happened = Pick<JournalEntry, 'type' | 'at' | 'subjectId' | 'to' | 'data'>;

export interface About {
  em: EntityManager;
  entry: Happened;
  cycle: Cycle;
  definition: Definition;
  baseUrl: string;
}

/** 2024-03-26 → 26/03/2024 */
export const slashed = (date: string) => date.split('-').reverse().join('/');

function moment(iso: string | Date | null | undefined, timeZone: string): { time: string; date: string } {
  if (!iso) return { time: '', date: '' };
  const instant = new Date(iso);
  return { time: timeIn(instant, timeZone), date: slashed(dateIn(instant, timeZone)) };
}

/** Values that every letter of a cycle has. */
export function awardValues({ cycle, definition }: About): LetterValues {
  const { timeZone, ceremony } = definition;
  const dayBefore = (days: number) => slashed(dateOf(dayNumber(cycle.ceremony) - days));
  const closes = (kind: string) => {
    const stage = definition.pipeline.stages.find((one) => one.kind === kind);
    return moment(stage && cycle.schedule[stage.code]?.closes, timeZone);
  };
  const ballot = closes('ballot');
  const scoring = closes('scoring');
  return {
    award: {
      name: definition.name.vi,
      name_quoted: definition.name.vi.replace(/^Giải thưởng\s+/, ''),
      short: definition.shortName.vi,
      year: String(definition.year),
    },
    ward_deadline: closes('review').date,
    score_due_time: scoring.time,
    score_due_date: scoring.date,
    meeting_time: ballot.time,
    meeting_date: ballot.date,
    meeting_place: definition.council?.meetingPlace ?? '',
    absence_date: dayBefore(10),
    ceremony: { time: ceremony.at ?? '', date: slashed(cycle.ceremony), place: ceremony.place ?? '' },
    rsvp_date: dayBefore(2),
    appeal_date: cycle.publishedAt ? slashed(addWorkingDays(dateIn(cycle.publishedAt, timeZone), 5, definition.holidays)) : '',
  };
}

/** Values of a letter about one nomination. */
export async function nominationValues(about: About, nomination: Nomination): Promise<LetterValues> {
  const { em, entry, cycle, definition, baseUrl } = about;
  const data = (await textReader(em, [entry], ''))(entry.data);
  const ward = await unitName(em, decidingUnit(definition, nomination, entry));
  const district = await unitName(em, cycle.organiser.id);
  const happened = moment(entry.at, definition.timeZone);
  const due = moment(typeof data['due'] === 'string' ? data['due'] : null, definition.timeZone);
  const decision = await currentDecision(em, cycle);
  return {
    ...awardValues(about),
    branch: { name: nomination.unit.name },
    ward: { name: ward },
    district: { name: district },
    nomination: { code: nomination.code },
    time: happened.time,
    date: happened.date,
    due_time: due.time,
    due_date: due.date,
    return_items: returnItems(definition, data['points']),
    petition: petition(data),
    decision: { number: decision?.number ?? '', date: decision?.signedOn ? slashed(decision.signedOn) : '' },
    link: `${baseUrl}/nominations/${nomination.id}`,
  };
}

/** The unit a letter speaks of as the ward: the one whose stage returned the nomination, else the one of the first review. */
function decidingUnit({ pipeline }: Definition, { line }: Nomination, { type, to }: Happened): string {
  const returnedIn = type === 'nomination.returned' || type === 'branch.reminded' ? to?.split('/')[0] : undefined;
  const stage = pipeline.stages.find(({ code, kind }) => (returnedIn ? code === returnedIn : kind === 'review'));
  return stage ? (line[stage.tier] ?? '') : '';
}

/** A list that the deadline forwarded has no petition. */
const petition = ({ petition: number, signedOn }: Happened['data']): LetterValues =>
  typeof number === 'string' && typeof signedOn === 'string' ? { number, date: slashed(signedOn) } : { number: '…', date: '…' };

function returnItems(definition: Definition, points: unknown): string {
  if (!Array.isArray(points)) return '';
  const labels = new Map([
    ...definition.form.flatMap((section) => section.fields.map((field) => [field.code, field.label.vi] as const)),
    ...definition.rubric.criteria.flatMap((criterion) => criterion.items.map((item) => [item.code, `Mục ${item.code}`] as const)),
  ]);
  return (points as { field: string; request: string }[])
    .map(({ field, request }, index) => `${index + 1}. ${labels.get(field) ?? field}: ${request}`)
    .join('\n');
}

async function unitName(em: EntityManager, id: string): Promise<string> {
  return id ? (await em.findOneOrFail(Unit, id)).name : '';
}

const stageIn = ({ data }: Happened): string => (typeof data['stage'] === 'string' ? data['stage'] : '');
const countIn = ({ data }: Happened, name: string): string => (typeof data[name] === 'number' ? String(data[name]) : '0');

/** What a reviewing unit is reminded of: how much waits there. */
export async function reminderValues(about: About, unit: Unit, waiting: Waiting | undefined): Promise<LetterValues> {
  const { em, entry, cycle, definition, baseUrl } = about;
  const closes = cycle.schedule[stageIn(entry)]?.closes ?? null;
  const due = moment(closes, definition.timeZone);
  const days = closes ? Math.max(0, Math.round((Date.parse(closes) - entry.at.getTime()) / 86_400_000)) : 0;
  return {
    ...awardValues(about),
    ward: { name: unit.name },
    district: { name: await unitName(em, cycle.organiser.id) },
    days: String(days),
    n_submitted: String(waiting?.submitted ?? 0),
    n_pending: String(waiting?.pending ?? 0),
    quota: String(waiting?.quota ?? ''),
    due_time: due.time,
    due_date: due.date,
    link: `${baseUrl}/cycles/${cycle.slug}`,
  };
}

/** What a branch is reminded of that has not handed in: by when its own line has to. */
export async function branchValues(about: About, unit: Unit): Promise<LetterValues> {
  const { em, entry, cycle, definition, baseUrl } = about;
  const line = await lineOf(em, unit);
  const review = definition.pipeline.stages.find(({ kind }) => kind === 'review');
  const due = moment(closingOf(cycle.schedule[stageIn(entry)], line), definition.timeZone);
  return {
    ...awardValues(about),
    branch: { name: unit.name },
    ward: { name: await unitName(em, wardOf(review, line)) },
    district: { name: await unitName(em, cycle.organiser.id) },
    due_time: due.time,
    due_date: due.date,
    link: `${baseUrl}/cycles/${cycle.slug}`,
  };
}

const wardOf = (review: Stage | undefined, line: Record<string, string>) => (review ? (line[review.tier] ?? '') : '');

/** What a council member is invited to. */
export const invitationValues = (about: About, seatTitle: string, assigned: number): LetterValues => ({
  ...awardValues(about),
  member: { title: seatTitle },
  n_assigned: String(assigned),
  link: `${about.baseUrl}/cycles/${about.cycle.slug}`,
});

/** What the public notice says. */
export async function noticeValues(about: About): Promise<LetterValues> {
  const { em, entry, cycle, definition, baseUrl } = about;
  const stage = stageIn(entry);
  const { opens, closes } = cycle.schedule[stage] ?? {};
  return {
    ...awardValues(about),
    district: { name: await unitName(em, cycle.organiser.id) },
    n: countIn(entry, 'nominations').padStart(2, '0'),
    from: moment(opens, definition.timeZone).date,
    to: moment(closes, definition.timeZone).date,
    link: `${baseUrl}/notices/${cycle.slug}`,
  };
}
