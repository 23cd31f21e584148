import type { EntityManager } from '@mikro-orm/postgresql';
import { type InvitationState, run } from '#store';
import { fold } from '#tables';
import type { Actor, Language, Role } from '#workflow';
import { unitNameSql } from '../people/acting.js';
import { phoneFrom } from '../people/phone.js';
import { like } from '../units/unit.reads.js';
import { reachOf, REACHED } from './invitation.policy.js';

/** `waiting`: has never been here. `new`: nor been invited. `invited`: invited and not come. `came`: has been here. */
export const INVITATION_FILTERS = ['waiting', 'new', 'invited', 'came'] as const;
export type InvitationFilter = (typeof INVITATION_FILTERS)[number];

/** Whom is meant: all that fit, or of those the chosen ones. */
export interface Invited {
  state: InvitationFilter;
  /** Words of a name or a unit, or a telephone number. */
  q?: string | undefined;
  /** The request that imported them. */
  from?: string | undefined;
  people?: readonly string[] | undefined;
}

export interface Invitee {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  language: Language;
  cameAt: Date | null;
  state: InvitationState | null;
  invitedAt: Date | null;
  error: string | null;
  memberships: { role: Exclude<Role, 'clock'>; unit: string; title: string | null }[];
}

const STATE: Record<InvitationFilter, string> = {
  waiting: 'p.came_at is null',
  new: 'p.came_at is null and i.person_id is null',
  invited: 'p.came_at is null and i.person_id is not null',
  came: 'p.came_at is not null',
};

/** A cycle that is not launched is for its office, and for whom `$1` sets no bounds. */
const KNOWN = `$1::uuid is null or c.status <> 'prepared'`;

/** `found`: everybody this actor may invite who fits, for the parameters of `paramsOf`. */
export const foundSql = (state: InvitationFilter) => `with recursive below as (
    select id from unit where parent_id = $1::uuid union select u.id from unit u join below b on u.parent_id = b.id),
  found as (
    select p.id, p.name, p.sort_name, p.email, p.phone, p.language, p.came_at as "cameAt", i.state, i.invited_at as "invitedAt", i.error,
           coalesce((select json_agg(json_build_object('role', m.role, 'unit', ${unitNameSql(KNOWN)}, 'title', m.title) order by u.name, m.role)
              from membership m join unit u on u.id = m.unit_id where m.person_id = p.id), '[]') as memberships
      from person p left join invitation i on i.person_id = p.id
     where ${REACHED} and p.id <> $2::uuid and ${STATE[state]}
       and ($3::text = '' or p.search like $3 or ($4::text is not null and p.phone = $4)
         or exists (select 1 from membership m join unit u on u.id = m.unit_id where m.person_id = p.id and u.search like $3))
       and ($5::text is null or exists (
         select 1 from journal j where j.subject_id = p.id and j.type = 'person.added' and j.request_id = $5))
       and ($6::uuid[] is null or p.id = any($6)))`;

export const paramsOf = (actor: Actor, { q = '', from, people }: Omit<Invited, 'state'>): unknown[] => [
  reachOf(actor),
  actor.id,
  q.trim() ? like(fold(q.trim())) : '',
  phoneFrom(q),
  from ?? null,
  people ?? null,
];

const PAGE_SIZE = 50;

/** Whom this person may invite and how far it came, in the order of given names. */
export async function invitationPage(em: EntityManager, actor: Actor, { page = 1, ...wanted }: Invited & { page?: number }) {
  const rows = await run<Invitee & { total: number }>(
    em,
    `${foundSql(wanted.state)} select found.*, count(*) over ()::int as total from found order by sort_name, id limit ${PAGE_SIZE} offset $7`,
    [...paramsOf(actor, wanted), (page - 1) * PAGE_SIZE],
  );
  return { rows, total: rows[0]?.total ?? 0, page, size: PAGE_SIZE };
}
