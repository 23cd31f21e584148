import type { EntityManager } from '@mikro-orm/postgresql';
import { AwardDefinition, Cycle, run } from '#store';
import { CLOCK, retentionOf } from '#workflow';
import type { Clock } from '../clock.js';
import { record } from '../journal.js';
import { todayOf } from '../units/unit-act.js';

/** For what belongs to no award, in days. */
export const OFFICE_RETENTION = { uploads: 1, looks: 1, signIns: 90, contacts: 365, requests: 730 } as const;

type Counts = Record<string, number>;

/** What was deleted, or would be. */
export interface Forgotten {
  cycles: { slug: string; counts: Counts }[];
  office: Counts;
}

/** Acts about nothing in particular. */
const NOTHING = '00000000-0000-0000-0000-000000000000';

// When a cycle ended: published, or cancelled.
const ENDED = `coalesce(c.published_at, (select max(j.at) from journal j where j.cycle_id = c.id and j.type = 'cycle.cancelled'))`;
const OVER = `$3::timestamptz - make_interval(days => $2)`;

/** By the name of what is kept: the statement that deletes what of cycle `$1` was kept for `$2` days at `$3`. Each finds nothing the second time. */
const OF_CYCLE = {
  drafts: `with over as (
      select n.id from nomination n join cycle c on c.id = n.cycle_id where c.id = $1::uuid and n.submitted_at is null and ${ENDED} < ${OVER}),
    gone as (delete from revision r using over where r.nomination_id = over.id),
    files as (delete from evidence_file f using over where f.nomination_id = over.id)
    update nomination n set content = '{"fields":{},"selfScores":{}}', files = '{}' from over where n.id = over.id
      and (n.content <> '{"fields":{},"selfScores":{}}'::jsonb or n.files <> '{}'::jsonb) returning 1`,
  objections: `update objection o set name = '', phone = '', address = '' from nomination n join cycle c on c.id = n.cycle_id
    where n.id = o.nomination_id and c.id = $1::uuid and ${ENDED} < ${OVER} and (o.name <> '' or o.phone <> '' or o.address <> '') returning 1`,
  letters: `update delivery d set recipient = '', to_address = null, subject = '', body = '', error = null
    where d.cycle_id = $1::uuid and d.status not in ('pending', 'sending') and coalesce(d.sent_at, d.created_at) < ${OVER}
      and (d.recipient <> '' or d.to_address is not null or d.subject <> '' or d.body <> '' or d.error is not null) returning 1`,
} as const;

/** The same for the office: `$1` days at `$2`. Sign-ins, and who looked at what, have the database's own time. */
const OF_OFFICE: Record<keyof typeof OFFICE_RETENTION, string> = {
  uploads: `delete from upload where created_at < $2::timestamptz - make_interval(days => $1) returning 1`,
  looks: `delete from presence where seen_at < now() - make_interval(days => $1) and $2::timestamptz is not null returning 1`,
  signIns: `delete from sign_in where at < now() - make_interval(days => $1) and $2::timestamptz is not null returning 1`,
  contacts: `update person set email = null, phone = null where removed_at < $2::timestamptz - make_interval(days => $1)
    and (email is not null or phone is not null) returning 1`,
  requests: `delete from data_request where answered_at < $2::timestamptz - make_interval(days => $1) returning 1`,
};

const some = (counts: Counts): boolean => Object.values(counts).some((count) => count > 0);

/** Deletes, within the transaction of `em`, what has been kept long enough, and writes down how much of what. */
async function forget(em: EntityManager, now: Date): Promise<Forgotten> {
  const forgotten: Forgotten = { cycles: [], office: {} };
  for (const cycle of await em.find(Cycle, {}, { populate: ['definition'], orderBy: { slug: 'asc' } })) {
    const days = retentionOf((cycle.definition as unknown as AwardDefinition).document);
    const counts: Counts = {};
    for (const what of ['drafts', 'objections', 'letters'] as const)
      counts[what] = (await run(em, OF_CYCLE[what], [cycle.id, days[what], now])).length;
    if (!some(counts)) continue;
    forgotten.cycles.push({ slug: cycle.slug, counts });
    record(em, { type: 'cycle.data-forgotten', cycle, subjectId: cycle.id, actor: CLOCK, at: now, data: counts });
  }
  for (const what of ['uploads', 'looks', 'signIns', 'contacts', 'requests'] as const)
    forgotten.office[what] = (await run(em, OF_OFFICE[what], [OFFICE_RETENTION[what], now])).length;
  if (some(forgotten.office))
    record(em, { type: 'office.data-forgotten', cycle: null, subjectId: NOTHING, actor: CLOCK, at: now, data: forgotten.office });
  return forgotten;
}

/** Once on each day of the award's clock, whichever worker comes first; null when it was done today. */
export function forgetDaily(em: EntityManager, clock: Clock): Promise<Forgotten | null> {
  return em.fork().transactional(async (tx) => {
    const { now, today } = await todayOf(clock, tx);
    const first = await run(tx, `insert into retention_sweep (day, at) values ($1::date, $2) on conflict do nothing returning 1`, [
      today,
      now,
    ]);
    return first.length === 0 ? null : forget(tx, now);
  });
}

/** The same now, however often. */
export const forgetNow = (em: EntityManager, clock: Clock): Promise<Forgotten> =>
  em.fork().transactional(async (tx) => forget(tx, await clock.now(tx)));

/** What would be deleted: the same statements, taken back. */
export async function wouldForget(em: EntityManager, clock: Clock): Promise<Forgotten> {
  const tx = em.fork();
  await tx.begin();
  try {
    return await forget(tx, await clock.now(tx));
  } finally {
    await tx.rollback();
  }
}
