import { type EntityManager } from '@mikro-orm/postgresql';
import { run } from '#store';
import type { Actor } from '#workflow';

const PAGE_SIZE = 30;
/** More than this is shown as this: a number nobody reads. */
const MOST_COUNTED = 100;

export interface LetterRow {
  key: string;
  subject: string;
  body: string;
  at: Date;
  isNew: boolean;
}

export interface LetterPage {
  rows: LetterRow[];
  total: number;
  size: number;
  isAnyNew: boolean;
}

/** Emptied by an erasure or after its time, a letter says nothing any more. */
const OWN = `from delivery d join person p on p.id = d.person_id where d.person_id = $1::uuid and d.subject <> ''`;
const NEW = `(p.letters_read_at is null or d.created_at > p.letters_read_at)`;

/** What was written to this person, whether or not they have a mailbox; the newest first, a page at a time. */
export async function letterPage(em: EntityManager, { id }: Actor, page: number): Promise<LetterPage> {
  const rows = await run<Omit<LetterRow, 'at'> & { at: string; total: number; news: number }>(
    em,
    `select d.key, d.subject, d.body, d.created_at as at, ${NEW} as "isNew", count(*) over ()::int as total,
            (count(*) filter (where ${NEW}) over ())::int as news
       ${OWN} order by d.created_at desc, d.key limit ${PAGE_SIZE} offset $2`,
    [id, (page - 1) * PAGE_SIZE],
  );
  return {
    rows: rows.map(({ key, subject, body, at, isNew }) => ({ key, subject, body, at: new Date(at), isNew })),
    total: rows[0]?.total ?? 0,
    size: PAGE_SIZE,
    isAnyNew: (rows[0]?.news ?? 0) > 0,
  };
}

/** How many of them the person has not read; at most 100. */
export async function countNewLetters(em: EntityManager, { id }: Actor): Promise<number> {
  const [row] = await run<{ count: number }>(
    em,
    `select count(*)::int as count from (select 1 ${OWN} and ${NEW} limit ${MOST_COUNTED}) n`,
    [id],
  );
  return row?.count ?? 0;
}

/** The person has read those they were shown, up to the newest of them; what comes meanwhile stays new. */
export async function readLetters(em: EntityManager, { id }: Actor, upTo: Date): Promise<void> {
  await run(em, 'update person set letters_read_at = greatest(letters_read_at, $2::timestamptz) where id = $1::uuid', [id, upTo]);
}
