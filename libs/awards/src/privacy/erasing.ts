import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Person, run } from '#store';
import { hashOf } from '../access/secret.js';

/** Texts of people in tables of work: a name in them gives way to the pseudonym. What is public and what the journal holds are not among them. */
export const REPLACED: readonly (readonly [table: string, columns: readonly string[], kind: 'text' | 'jsonb'])[] = [
  ['nomination', ['content', 'files'], 'jsonb'],
  ['revision', ['content', 'files'], 'jsonb'],
  ['evidence_file', ['name'], 'text'],
  ['return_point', ['request', 'answer'], 'text'],
  ['comment', ['body'], 'text'],
  ['petition_papers', ['list'], 'jsonb'],
  ['recusal', ['reason'], 'text'],
  ['score_sheet', ['comment'], 'text'],
  ['objection', ['body', 'answer'], 'text'],
  ['delegation', ['reason'], 'text'],
  ['tie', ['reason'], 'text'],
  ['membership', ['title'], 'text'],
  ['delivery', ['recipient', 'subject', 'body', 'error'], 'text'],
  ['reaction', ['error'], 'text'],
  ['invitation', ['error'], 'text'],
  ['decision', ['reason'], 'text'],
  ['cycle', ['schedule'], 'jsonb'],
  ['data_request', ['wish', 'answer'], 'text'],
];

/** What stands for the person from now on: in lists, beside acts, in texts. */
export async function newPseudonym(em: EntityManager): Promise<string> {
  for (;;) {
    const name = `Người đã xóa ${randomBytes(2).toString('hex').toUpperCase()}`;
    if ((await run(em, 'select 1 from person where name = $1', [name])).length === 0) return name;
  }
}

/** What a person is found by in texts: name, address, and the number as people write it. */
export function wordsFor({ name, email, phone }: Person): string[] {
  const groups = phone ? [phone.slice(0, 4), phone.slice(4, 7), phone.slice(7)] : [];
  const numbers = phone ? [phone, groups.join(' '), groups.join('.'), groups.join('-'), `+84${phone.slice(1)}`] : [];
  // A single word is a name of many; only a whole one is replaced.
  return [...(name.trim().includes(' ') ? [name] : []), ...(email ? [email] : []), ...numbers];
}

/** Puts the pseudonym in the place of each word; returns how many rows had one. */
export async function replaceWords(em: EntityManager, words: readonly string[], pseudonym: string): Promise<number> {
  let changed = 0;
  for (const [table, columns, kind] of REPLACED)
    for (const column of columns)
      for (const word of words) {
        const sought = kind === 'jsonb' ? JSON.stringify(word).slice(1, -1) : word;
        const rows = await run(
          em,
          `update "${table}" set "${column}" = regexp_replace("${column}"::text, $1, $2, 'gi')::${kind} where "${column}"::text ~* $1 returning 1`,
          [sought.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), pseudonym],
        );
        changed += rows.length;
      }
  return changed;
}

/** Papers in whose list a word gave way are made again: it stood in their files, too. */
export async function remakePapers(em: EntityManager, pseudonym: string): Promise<void> {
  const papers = await run<{ id: string }>(
    em,
    `update petition_papers set petition_docx = null, petition_pdf = null, list_docx = null, list_pdf = null, rendered_at = null
      where rendered_at is not null and list::text like '%' || $1 || '%' returning id`,
    [pseudonym],
  );
  await run(
    em,
    `update reaction set status = 'pending', attempts = 0, finished_at = null, look_at = now()
      where name = 'petition-papers' and entry_id in (select id from journal where subject_id = any($1::uuid[]))`,
    [papers.map(({ id }) => id)],
  );
}

/** What people wrote in the journal's own entries about this person, or with one of these words; returns how many texts went. */
export async function forgetTexts(em: EntityManager, person: string, words: readonly string[]): Promise<number> {
  const rows = await run(
    em,
    `delete from journal_text t where exists (select 1 from unnest($2::text[]) as w (word) where t.text ilike '%' || replace(replace(replace(w.word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
        or t.commitment in (select j.data #>> '{reason,text}' from journal j where j.subject_id = $1::uuid and j.cycle_id is null) returning 1`,
    [person, words],
  );
  return rows.length;
}

/** Letters to this person: that there was one stays, to whom and what it said goes. One that was not sent yet is not sent any more. */
export async function forgetLetters(em: EntityManager, { id, email }: Person, pseudonym: string): Promise<number> {
  const rows = await run(
    em,
    `update delivery set recipient = $3, to_address = null, subject = '', body = '', error = null,
            status = case when status in ('pending', 'failed') then 'noAddress' else status end
      where key like '%.' || $1 or ($2::text is not null and to_address = $2) returning 1`,
    [id, email ?? null, pseudonym],
  );
  return rows.length;
}

/** How the person came in and from where, invitations, files they were looking through; and every file of people, because it may name them. */
export async function forgetTraces(em: EntityManager, { id, email, phone }: Person): Promise<void> {
  const logins = [email, phone].filter((login) => login !== null && login !== undefined);
  const accounts = [...logins, id].map(hashOf);
  await run(em, 'delete from sign_in where person_id = $1::uuid or account = any($2::text[])', [id, accounts]);
  await run(em, 'delete from link_request where login = any($1::text[])', [logins]);
  await run(em, `delete from ceremony where data ->> 'person' = $1`, [id]);
  await run(em, `delete from upload where person_id = $1::uuid or kind = 'people'`, [id]);
  for (const table of ['one_time_link', 'invitation', 'tie', 'recovery_request'])
    await run(em, `delete from "${table}" where person_id = $1::uuid`, [id]);
}
