import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { type Actor } from '#workflow';
import { isOneOf } from '../policy.js';
import { DECIDES_ON_JOBS, REACH, reachOf } from './job.policy.js';

const PAGE_SIZE = 20;

export type TroubleAction = 'RETRY' | 'SEND_AGAIN' | 'CONFIRM';

/** A letter whose fate nobody knows, or something that has failed: for a while (`retrying`), or for good unless a person acts. */
export interface Trouble {
  kind: 'letter' | 'reaction';
  state: 'unknown' | 'retrying' | 'failed';
  /** The delivery; null for a reaction. */
  key: string | null;
  /** The reaction that failed or is being tried again; null when it went through otherwise. */
  reaction: { entryId: number; name: string } | null;
  subject: string | null;
  recipient: string | null;
  to: string | null;
  nomination: { id: string; code: string } | null;
  error: string | null;
  attempts: number;
  /** When it was last tried. */
  at: Date | null;
  /** By when it will be tried again by itself. */
  again: Date | null;
  actions: TroubleAction[];
}

export interface TroublePage {
  rows: Trouble[];
  total: number;
  size: number;
}

/** A reaction whose letters are listed one by one is not listed once more. */
const LISTED = `
  select d.key, d.entry_id, d.subject, d.recipient, d.to_address, d.status, d.error, d.attempts, d.tried_at as at,
         r.name, r.status as reaction_status, r.look_at
    from delivery d
    left join lateral (select * from reaction where entry_id = d.entry_id and queue = 'mail' order by name limit 1) r on true
   where d.status in ('failed', 'unknown')
  union all
  select null, r.entry_id, null, null, null, r.status, r.error, r.attempts, r.finished_at, r.name, r.status, null
    from reaction r
   where r.status = 'failed'
     and not (r.queue = 'mail' and exists (select 1 from delivery d where d.entry_id = r.entry_id and d.status = 'failed'))`;

interface Row {
  key: string | null;
  entry_id: string;
  subject: string | null;
  recipient: string | null;
  to_address: string | null;
  status: 'failed' | 'unknown';
  error: string | null;
  attempts: number;
  at: Date | string | null;
  name: string | null;
  reaction_status: 'pending' | 'done' | 'failed' | null;
  look_at: Date | string | null;
  nomination: string | null;
  code: string | null;
}

/** What the queue could not do, latest first. */
export async function troublePage(em: EntityManager, actor: Actor, page = 1): Promise<TroublePage> {
  const reach = reachOf(actor);
  const rows = await em.execute<Row[]>(
    raw(
      `select t.*, n.id as nomination, n.code from (${LISTED}) t
         join journal j on j.id = t.entry_id left join nomination n on n.id = j.subject_id where ${REACH}
        order by t.at desc nulls last, t.entry_id desc, t.key limit :limit offset :offset`,
      { ...reach, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE },
    ),
  );
  return {
    rows: rows.map((row) => troubleOf(row, isOneOf(actor, DECIDES_ON_JOBS))),
    total: await countTroubles(em, actor),
    size: PAGE_SIZE,
  };
}

export async function countTroubles(em: EntityManager, actor: Actor): Promise<number> {
  const [row] = await em.execute<{ count: string }[]>(
    raw(`select count(*) from (${LISTED}) t join journal j on j.id = t.entry_id where ${REACH}`, reachOf(actor)),
  );
  return Number(row?.count ?? 0);
}

function troubleOf(row: Row, mayDecide: boolean): Trouble {
  const state = stateOf(row);
  const reaction = row.name === null ? null : { entryId: Number(row.entry_id), name: row.name };
  return {
    kind: row.key === null ? 'reaction' : 'letter',
    state,
    key: row.key,
    reaction,
    subject: row.subject,
    recipient: row.recipient,
    to: row.to_address,
    nomination: row.nomination && row.code ? { id: row.nomination, code: row.code } : null,
    error: row.error,
    attempts: row.attempts,
    at: row.at === null ? null : new Date(row.at),
    again: state === 'retrying' && row.look_at !== null ? new Date(row.look_at) : null,
    actions: !mayDecide ? [] : state === 'unknown' ? ['SEND_AGAIN', 'CONFIRM'] : state === 'failed' && reaction ? ['RETRY'] : [],
  };
}

function stateOf({ status, reaction_status }: Row): Trouble['state'] {
  if (status === 'unknown') return 'unknown';
  return reaction_status === 'pending' ? 'retrying' : 'failed';
}
