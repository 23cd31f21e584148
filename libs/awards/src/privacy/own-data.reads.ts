import type { EntityManager } from '@mikro-orm/postgresql';
import { DataRequest, JournalEntry, type Json, Nomination, Person, run, textReader, wholly } from '#store';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';
import { COUNCIL } from '../people/tie.policy.js';
import { isOneself } from './data.policy.js';

type Row = Record<string, Json>;

/** Everything that is kept about one person, by what it is. Secrets are not there: nobody can read them, they are hashes. */
export type OwnData = Record<(typeof OWN_DATA)[number], Row[]>;

export const OWN_DATA = [
  'person',
  'memberships',
  'delegations',
  'ties',
  'councilSeats',
  'sessions',
  'signIns',
  'passkeys',
  'tokens',
  'invitations',
  'letters',
  'savedRevisions',
  'comments',
  'checks',
  'scoreSheets',
  'recusals',
  'votes',
  'requests',
  'journal',
] as const;

// Which nomination it was is told as soon as everybody knows it: until then its number is only a number.
const NOMINATION = `case when c.status = 'published' then n.code else n.id::text end as nomination`;

const QUERIES: Record<Exclude<(typeof OWN_DATA)[number], 'journal' | 'requests'>, string> = {
  person: `select name, email, phone, language, came_at as "cameAt" from person where id = $1::uuid`,
  memberships: `select m.role, u.name as unit, c.slug as cycle, m.title, m.valid_from as "from", m.valid_to as "until"
    from membership m join unit u on u.id = m.unit_id left join cycle c on c.id = m.cycle_id where m.person_id = $1::uuid order by u.name, m.role`,
  delegations: `select m.role, u.name as unit, d.valid_from as "from", d.valid_to as "until", d.reason
    from delegation d join membership m on m.id = d.membership_id join unit u on u.id = m.unit_id
    where d.delegate_id = $1::uuid or m.person_id = $1::uuid order by d.valid_from desc`,
  ties: `select u.name as unit, t.reason from tie t join unit u on u.id = t.unit_id where t.person_id = $1::uuid order by u.name`,
  councilSeats: `select c.slug as cycle, s.title from council_seat s join cycle c on c.id = s.cycle_id where s.person_id = $1::uuid order by c.slug`,
  sessions: `select method, device, address, created_at as "at", seen_at as "seenAt" from session where person_id = $1::uuid order by seen_at desc`,
  signIns: `select kind, device, address, succeeded, at from sign_in where person_id = $1::uuid order by at desc`,
  passkeys: `select name, created_at as "at", used_at as "usedAt" from passkey where person_id = $1::uuid order by created_at`,
  tokens: `select t.name, t.scope, t.created_at as "at", t.expires_at as "until", t.used_at as "usedAt"
    from api_token t join membership m on m.id = t.membership_id where m.person_id = $1::uuid order by t.created_at`,
  invitations: `select state, invited_at as "at" from invitation where person_id = $1::uuid`,
  letters: `select letter, to_address as "email", subject, body, status as state, coalesce(sent_at, created_at) as at
    from delivery where person_id = $1::uuid order by created_at desc`,
  savedRevisions: `select c.slug as cycle, n.code as nomination, r.number, r.saved_at as at from revision r join nomination n on n.id = r.nomination_id
    join cycle c on c.id = n.cycle_id where r.saved_by_id = $1::uuid order by r.saved_at desc`,
  comments: `select c.slug as cycle, n.code as nomination, t.part, s.body, s.at from comment s join thread t on t.id = s.thread_id
    join nomination n on n.id = t.nomination_id join cycle c on c.id = n.cycle_id where s.by_id = $1::uuid order by s.at desc`,
  checks: `select c.slug as cycle, n.code as nomination, t.stage, t.code as item, t.at from tick t
    join nomination n on n.id = t.nomination_id join cycle c on c.id = n.cycle_id where t.by_id = $1::uuid order by t.at desc`,
  scoreSheets: `select c.slug as cycle, ${NOMINATION}, s.items, s.comment, s.submitted_at as at from score_sheet s
    join nomination n on n.id = s.nomination_id join cycle c on c.id = n.cycle_id where s.scorer_id = $1::uuid order by s.saved_at`,
  recusals: `select c.slug as cycle, ${NOMINATION}, r.reason, r.created_at as at from recusal r
    join nomination n on n.id = r.nomination_id join cycle c on c.id = n.cycle_id where r.scorer_id = $1::uuid order by r.created_at`,
  votes: `select c.slug as cycle, v.stage from vote_register v join cycle c on c.id = v.cycle_id where v.voter_id = $1::uuid order by c.slug`,
};

/** What is kept about oneself. Somebody who acts in the place of another gets neither theirs nor, in that place, their own. */
export async function ownData(em: EntityManager, actor: Actor): Promise<OwnData> {
  const person = await em.findOne(Person, { id: actor.id, removedAt: null });
  if (!person || !isOneself(actor, person.id)) throw new NotFound('No such page');
  return wholly(() => dataOf(em, person));
}

async function dataOf(em: EntityManager, person: Person): Promise<OwnData> {
  const found: Partial<OwnData> = {};
  for (const [what, text] of Object.entries(QUERIES))
    found[what as keyof typeof QUERIES] = (await run<Row>(em, text, [person.id])).map(withMoments);
  found.requests = (await em.find(DataRequest, { person }, { orderBy: { askedAt: 'desc' } })).map(
    ({ kind, wish, askedAt, due, outcome, answer }) => ({
      kind,
      wish,
      at: askedAt.toISOString(),
      due,
      outcome: outcome ?? null,
      answer: answer ?? null,
    }),
  );
  found.journal = await journalAbout(em, person.id);
  return Object.fromEntries(OWN_DATA.map((what) => [what, found[what] ?? []])) as OwnData;
}

/** Moments come from the database in its own notation; a file for machines has ISO 8601. */
const withMoments = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' && MOMENT.test(value) ? new Date(value).toISOString() : value,
    ]),
  );

const MOMENT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d+)?\+00$/;

/** Acts by this person, on their behalf, or about them. Of what others did, only what it was. */
async function journalAbout(em: EntityManager, person: string): Promise<Row[]> {
  const entries = await em.find(
    JournalEntry,
    { $or: [{ actorId: person }, { onBehalfOf: person }, { subjectId: person }] },
    { orderBy: { id: 'desc' }, populate: ['cycle'] },
  );
  const read = await textReader(em, entries);
  const subjects = await em.find(Nomination, { id: { $in: entries.map(({ subjectId }) => subjectId) } }, { fields: ['code'] });
  const codes = new Map(subjects.map(({ id, code }) => [id, code]));
  const isTold = ({ actorRole, cycle }: JournalEntry) => cycle?.status === 'published' || !COUNCIL.some((role) => role === actorRole);
  return entries.map((entry) => ({
    type: entry.type,
    at: entry.at.toISOString(),
    cycle: entry.cycle?.slug ?? null,
    nomination: isTold(entry) ? (codes.get(entry.subjectId) ?? null) : null,
    role: entry.actorRole,
    by: entry.actorId === person ? 'me' : 'other',
    subject: entry.subjectId === person ? 'me' : entry.subjectId,
    data: read(entry.data),
  }));
}
