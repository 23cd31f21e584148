import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { run } from '#store';
import type { Actor } from '#workflow';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { IN_FORCE, powersOf } from '../people/acting.js';
import { OFFICE_ROLES } from './limits.js';
import { endLinks, makeLink } from './links.js';
import { decidesOnRecovery } from './recovery.policy.js';
import { endSessions } from './session.service.js';
import type { AccessSettings } from './settings.js';

/** Whoever can change the result of an award, also in somebody's place, is helped by two people. */
export async function needsTwo(em: EntityManager, person: string): Promise<boolean> {
  const rows = await run(em, `select 1 from ${powersOf('$1::uuid')} a where a.role = any($2::text[])`, [person, OFFICE_ROLES]);
  return rows.length > 0;
}

/** Notes that a link is wanted for somebody of the office. Throws `Invalid` when nobody could confirm. */
export async function askForLink(em: EntityManager, actor: Actor, person: string, at: Date): Promise<void> {
  const others = await run(
    em,
    `select 1 from membership m join person p on p.id = m.person_id where m.role = 'administrator' and p.id <> all($1::uuid[]) and ${IN_FORCE}`,
    [[actor.id, person]],
  );
  if (others.length === 0)
    throw invalid(
      'person',
      'Người của văn phòng cần hai người đồng ý, mà không còn quản trị viên nào khác. Hãy dùng lệnh “npm run cli -- person link” trên máy chủ.',
      'Somebody of the office is helped by two, and there is no other administrator. Use the command “npm run cli -- person link” on the server.',
    );
  const text = `insert into recovery_request (person_id, asked_by_id) values ($1::uuid, $2::uuid)
    on conflict (person_id) do update set asked_by_id = excluded.asked_by_id, asked_at = now()`;
  await run(em, text, [person, actor.id]);
  record(em, { type: 'person.recovery-asked', cycle: null, subjectId: person, actor, at });
}

/** Takes a request that somebody else made, within a day; returns who made it. Neither who asked nor the person themselves decides on it. */
export async function takeRequest(em: EntityManager, actor: Actor, person: string): Promise<string> {
  if (!decidesOnRecovery(actor)) throw new NotFound('No such page');
  const [row] = await run<{ askedBy: string }>(
    em,
    `delete from recovery_request where person_id = $1::uuid and person_id <> $2::uuid and asked_by_id <> $2::uuid
        and asked_at > now() - interval '1 day' returning asked_by_id as "askedBy"`,
    [person, actor.id],
  );
  if (!row) throw new NotFound('No such request');
  return row.askedBy;
}

export interface WaitingRecovery {
  id: string;
  name: string;
  askedBy: string;
  askedAt: Date;
  /** Whether this administrator is another than the one who asked. */
  mayDecide: boolean;
}

/** What waits for an administrator, the oldest first; nothing for others. */
export async function waitingRecoveries(em: EntityManager, actor: Actor): Promise<WaitingRecovery[]> {
  if (!decidesOnRecovery(actor)) return [];
  return run<WaitingRecovery>(
    em,
    `select p.id, p.name, a.name as "askedBy", r.asked_at as "askedAt", r.asked_by_id <> $1::uuid as "mayDecide"
       from recovery_request r join person p on p.id = r.person_id join person a on a.id = r.asked_by_id
      where p.id <> $1::uuid and p.removed_at is null and r.asked_at > now() - interval '1 day' order by r.asked_at, p.id`,
    [actor.id],
  );
}

/** Sessions and older links end; the new link is made and written down. */
export async function renew(
  em: EntityManager,
  settings: AccessSettings,
  { actor, person, at, askedBy }: { actor: Actor; person: string; at: Date; askedBy?: string },
) {
  const [row] = await em.execute<{ name: string }[]>(raw('select name from person where id = :person and removed_at is null', { person }));
  if (!row) throw new NotFound('No such person');
  await endSessions(em, person);
  await endLinks(em, person);
  const data = askedBy === undefined ? {} : { askedBy };
  record(em, { type: 'person.recovered', cycle: null, subjectId: person, actor, at, data });
  return { name: row.name, ...(await makeLink(em, settings, person, { purpose: 'recovery', life: `${settings.invitationDays} days` })) };
}
