import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { CouncilSeat, Cycle, type DeliveryStatus, JournalEntry, Membership, Nomination, Person, Unit } from '#store';
import type { Letter, LetterEvent } from '#workflow';
import { dateIn } from '../cycles/schedule.js';
import { rulebookOf } from '../machines.js';
import { inForceOn } from '../people/acting.js';
import type { Waiting } from '../reviews/waiting.js';
import {
  type About,
  branchValues,
  type Happened,
  invitationValues,
  type LetterValues,
  nominationValues,
  noticeValues,
  reminderValues,
} from './letter-values.js';
import { fill } from './wording.js';

/** One letter for one person. */
export interface Composed {
  letter: string;
  person: Person;
  to: string | null;
  recipient: string;
  subject: string;
  body: string;
}

/** The same, ready to be kept and sent. */
export interface Written extends Composed {
  key: string;
  cycle: Cycle;
  entryId: number;
  status: DeliveryStatus;
}

interface Addressee {
  person: Person;
  values: LetterValues;
}

/** The letters that an entry of the journal owes, in the wording of its cycle's own definition. */
export async function lettersFor(em: EntityManager, entryId: number, event: LetterEvent, baseUrl: string): Promise<Written[]> {
  const entry = await em.findOneOrFail(JournalEntry, entryId);
  if (!entry.cycle) return [];
  const cycle = await em.findOneOrFail(Cycle, entry.cycle.id, { populate: ['definition', 'organiser'] });
  return (await lettersAbout(em, cycle, entry, event, baseUrl)).map((letter) => ({
    ...letter,
    key: `${entry.id}.${letter.letter}.${letter.person.id}`,
    cycle,
    entryId: entry.id,
    status: letter.to ? 'pending' : 'noAddress',
  }));
}

/** The letters about something that happened; before it is done, those that it would owe: the same words for the same people. */
export async function lettersAbout(
  em: EntityManager,
  cycle: Cycle,
  entry: Happened,
  event: LetterEvent,
  baseUrl: string,
): Promise<Composed[]> {
  const about: About = { em, entry, cycle, definition: rulebookOf(cycle).definition, baseUrl };
  const composed: Composed[] = [];
  for (const letter of about.definition.letters.filter(({ on }) => on === event))
    for (const { person, values } of await addressees(about, letter))
      composed.push({
        letter: letter.code,
        person,
        to: person.email,
        recipient: person.name,
        subject: fill(wording(letter.subject, person), values).replace(/\s+/g, ' '),
        body: fill(wording(letter.body, person), values),
      });
  return composed;
}

const wording = (text: Letter['body'], { language }: Person) => (language === 'en' ? (text.en ?? text.vi) : text.vi);

async function addressees(about: About, letter: Letter): Promise<Addressee[]> {
  switch (letter.on) {
    case 'councilInvited':
      return council(about);
    case 'reminder':
      return lateReviewers(about);
    case 'noticeOpened':
      return everyReviewer(about);
    case 'submissionDue':
      return silentBranches(about);
    default:
      return aboutNomination(about, letter);
  }
}

async function aboutNomination(about: About, { to }: Letter): Promise<Addressee[]> {
  const { em, entry, definition } = about;
  const nomination = await em.findOneOrFail(Nomination, entry.subjectId, { populate: ['unit'] });
  const values = await nominationValues(about, nomination);
  const review = definition.pipeline.stages.find((stage) => stage.kind === 'review' && stage.by === 'reviewer');
  const units = { nominator: nomination.unit.id, reviewers: review && nomination.line[review.tier] };
  const people = [
    ...(to.includes('nominator') ? await holders(about, 'nominator', units.nominator) : []),
    ...(to.includes('reviewers') && units.reviewers ? await holders(about, 'reviewer', units.reviewers) : []),
  ];
  return people.map((person) => ({ person, values }));
}

async function holders({ em, cycle, entry, definition }: About, role: 'nominator' | 'reviewer', unit: string): Promise<Person[]> {
  const memberships = await em.find(
    Membership,
    { $and: [{ role, unit }, inForceOn(dateIn(entry.at, definition.timeZone), cycle.id)] },
    { populate: ['person'], orderBy: { person: { name: 'asc' } } },
  );
  // Whoever has the role in this cycle and in all of them hears it once.
  return [...new Set(memberships.map(({ person }) => person))];
}

async function council(about: About): Promise<Addressee[]> {
  const { em, cycle, entry } = about;
  const assigned = (entry.data['assigned'] ?? {}) as Record<string, number>;
  const seats = await em.find(CouncilSeat, { cycle }, { populate: ['person'], orderBy: { code: 'asc' } });
  return seats.map(({ person, title }) => ({ person, values: invitationValues(about, title, assigned[person.id] ?? 0) }));
}

/** Reviewers of the units where something still waited when the reminder was made. */
async function lateReviewers(about: About): Promise<Addressee[]> {
  const { em, entry } = about;
  const waiting = (entry.data['units'] ?? {}) as Record<string, Waiting>;
  const found: Addressee[] = [];
  for (const unit of await em.find(Unit, { id: { $in: Object.keys(waiting) } }, { orderBy: { code: 'asc' } })) {
    const values = await reminderValues(about, unit, waiting[unit.id]);
    for (const person of await holders(about, 'reviewer', unit.id)) found.push({ person, values });
  }
  return found;
}

/** The nominators of the branches that had not handed in when they were reminded. */
async function silentBranches(about: About): Promise<Addressee[]> {
  const { em, entry } = about;
  const found: Addressee[] = [];
  for (const unit of await em.find(Unit, { id: { $in: (entry.data['units'] ?? []) as string[] } }, { orderBy: { code: 'asc' } })) {
    const values = await branchValues(about, unit);
    for (const person of await holders(about, 'nominator', unit.id)) found.push({ person, values });
  }
  return found;
}

/** A notice is posted publicly; every reviewing unit is asked to post it too. */
async function everyReviewer(about: About): Promise<Addressee[]> {
  const { em, cycle, definition } = about;
  const review = definition.pipeline.stages.find((stage) => stage.kind === 'review' && stage.by === 'reviewer');
  if (!review) return [];
  const values = await noticeValues(about);
  const rows = await em.execute<{ unit: string }[]>(
    raw('select distinct line ->> :tier as unit from nomination where cycle_id = :cycle order by 1', {
      tier: review.tier,
      cycle: cycle.id,
    }),
  );
  const found: Addressee[] = [];
  for (const { unit } of rows) for (const person of await holders(about, 'reviewer', unit)) found.push({ person, values });
  return found;
}
