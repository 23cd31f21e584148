import type { EntityManager } from '@mikro-orm/postgresql';
import type { Definition } from '#workflow';

/**
 * Whose text it is: of another district, of the other ward of the same cycle, or of another member of the council. A canary names the column
 * it stands in, so that a page that shows one says at once what it gave away.
 */
export type Foreign = 'district' | 'ward' | 'member';
const SIGNS: Record<Foreign, string> = { district: 'zqd', ward: 'zqw', member: 'zqm' };

export const canary = (whose: Foreign, column: string) => `${SIGNS[whose]}.${column}.xqz`;

/** Every canary in an answer: `district unit.name`. */
export function canariesIn(text: string): string[] {
  const found = [...text.matchAll(/zq([dwm])\.([a-z_]+\.[a-z_]+)\.xqz/gi)].map(([, sign = '', column = '']) => {
    const whose = (Object.keys(SIGNS) as Foreign[]).find((one) => SIGNS[one].endsWith(sign.toLowerCase()));
    return `${whose} ${column.toLowerCase()}`;
  });
  return [...new Set(found)].sort();
}

/** A definition whose every text says whose it is. */
export function marked(definition: Definition, code: string, organiser: string): Definition {
  const mark = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mark);
    if (typeof value !== 'object' || value === null) return value;
    const keys = Object.keys(value).sort().join();
    if (keys !== 'en,vi') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]));
    return Object.fromEntries(
      Object.entries(value).map(([key, text]) => [key, `${String(text)} ${canary('district', 'definition.document')}`]),
    );
  };
  return { ...(mark(definition) as Definition), code, organiser };
}

/** Columns with text of people, and how much fits. What stands in `KEYS` is no text: codes, states, hashes, and what the address of a page is made of. */
const TEXTS: Record<string, Record<string, number>> = {
  unit: { code: 48, name: 200, name_en: 200 },
  unit_past: { name: 200, name_en: 200 },
  person: { name: 200, email: 254 },
  membership: { title: 200 },
  delegation: { reason: 500 },
  tie: { reason: 500 },
  council_seat: { title: 200 },
  nomination: { code: 40, content: 0, files: 0 },
  revision: { content: 0, files: 0 },
  evidence_file: { name: 200 },
  return_point: { request: 2000, answer: 2000 },
  petition: { number: 60, minutes: 60 },
  petition_papers: { number: 60, minutes: 60, list: 0 },
  comment: { body: 4000 },
  objection: { name: 200, phone: 40, address: 300, body: 4000, answer: 2000 },
  score_sheet: { comment: 4000 },
  recusal: { reason: 2000 },
  decision: { reason: 1000, number: 60, signer: 200 },
  journal: { data: 0 },
  delivery: { key: 120, to_address: 254, recipient: 200, subject: 0, body: 0, error: 0 },
  reaction: { error: 0 },
  upload: { file_name: 200 },
  session: { device: 200 },
  passkey: { name: 60 },
  api_token: { name: 60 },
  link_request: { login: 254 },
  data_request: { wish: 2000, answer: 2000 },
  invitation: { error: 500 },
  journal_text: { text: 0 },
};
const KEYS: Record<string, readonly string[]> = {
  ballot_paper: ['stage', 'choices'],
  api_token: ['token_hash', 'scope'],
  authenticator: ['secret'],
  ceremony: ['token_hash', 'kind', 'data'],
  certificate: ['code', 'sha256'],
  council_seat: ['code'],
  cycle: ['slug', 'status', 'stage', 'schedule'],
  decision: ['winners'],
  definition: ['code', 'document'],
  delivery: ['letter', 'status'],
  data_request: ['kind', 'outcome'],
  endorsement: ['stage'],
  invitation: ['state'],
  evidence_file: ['part', 'state', 'sha256', 'source', 'thumbnail', 'type'],
  journal_text: ['commitment', 'salt'],
  journal: ['type', 'actor_id', 'actor_role', 'on_behalf_of', 'request_id', 'rules', 'from_standing', 'to_standing'],
  journal_seal: ['chain', 'hash'],
  membership: ['role'],
  nomination: ['line', 'status', 'stage'],
  one_time_link: ['token_hash', 'purpose'],
  passkey: ['id', 'public_key', 'transports'],
  password: ['hash'],
  person: ['language', 'phone', 'search', 'sort_name'],
  petition: ['stage'],
  petition_papers: ['stage'],
  reaction: ['name', 'queue', 'status'],
  recovery_code: ['code_hash'],
  return_point: ['stage', 'field'],
  score_sheet: ['items'],
  session: ['token_hash', 'method', 'strength', 'address'],
  sign_in: ['account', 'address', 'device', 'kind'],
  thread: ['part', 'audience'],
  tick: ['stage', 'code'],
  timer: ['kind', 'stage', 'name', 'event'],
  unit: ['tier', 'search'],
  upload: ['kind'],
  vote_register: ['stage'],
};

/** Columns with text of which nobody has said yet whether people write it. */
export async function undecidedColumns(em: EntityManager): Promise<string[]> {
  const columns = await em.execute<{ table: string; column: string }[]>(
    `select table_name as "table", column_name as "column" from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema = 'public' and data_type in ('text', 'character varying', 'jsonb', 'json', 'character')
        and table_name not like 'mikro_orm%' order by 1, 2`,
  );
  return columns
    .filter(({ table, column }) => TEXTS[table]?.[column] === undefined && !KEYS[table]?.includes(column))
    .map(({ table, column }) => `${table}.${column}`);
}

/** Which rows: a condition for each table; without it every row of the table. Tables that are left out keep their text. */
export type Rows = Partial<Record<string, string>>;

export const EVERY_ROW: Rows = Object.fromEntries(Object.keys(TEXTS).map((table) => [table, 'true']));

/** Keys of a journal entry's data under which people's words stand. */
const SAID = ['reason', 'unitName', 'name', 'number', 'signer', 'decision', 'unit', 'recipient'];

/** Writes canaries into the text of those rows. Triggers sleep meanwhile: the journal only grows, and revisions are never changed. */
export async function plant(em: EntityManager, whose: Foreign, rows: Rows): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.execute(`set local session_replication_role = replica`);
    for (const [table, where] of Object.entries(rows))
      for (const [column, most] of Object.entries(TEXTS[table] ?? {}))
        await tx.execute(
          `update "${table}" set "${column}" = ${markedSql(whose, table, column, most)} where "${column}" is not null and (${where})`,
        );
  });
  // What is searched and sorted by follows the names.
  for (const table of ['person', 'unit']) if (rows[table]) await em.execute(`update ${table} set name = name where ${rows[table]}`);
}

function markedSql(whose: Foreign, table: string, column: string, most: number): string {
  const sign = canary(whose, `${table}.${column}`);
  if (column === 'content')
    return `jsonb_set(content::jsonb, '{fields}', coalesce((select jsonb_object_agg(key, value || ' ${sign}') from jsonb_each_text(content::jsonb -> 'fields')), '{}'))`;
  if (column === 'files')
    return `(select coalesce(jsonb_object_agg(key, (select coalesce(jsonb_agg(place || jsonb_build_object('caption', (place ->> 'caption') || ' ${sign}') order by number), '[]')
      from jsonb_array_elements(value) with ordinality as p (place, number))), '{}') from jsonb_each(files))`;
  if (column === 'list')
    return `(select coalesce(jsonb_agg(jsonb_set(line, '{name}', to_jsonb((line ->> 'name') || ' ${sign}'))), '[]') from jsonb_array_elements(list::jsonb) as line)`;
  if (table === 'journal')
    return `(select coalesce(jsonb_object_agg(key, case when key in (${SAID.map((key) => `'${key}'`).join()}) and jsonb_typeof(value) = 'string'
      then to_jsonb((value #>> '{}') || ' ${sign}') else value end), '{}') from jsonb_each(data::jsonb))`;
  if (column === 'email' || column === 'to_address') return `left(replace("${column}", '@', '+${sign}@'), ${most})`;
  // Codes stand in addresses and lists: no blanks in them.
  const glue = column === 'code' || column === 'key' ? '-' : ' ';
  return most === 0 ? `"${column}" || '${glue}${sign}'` : `left("${column}", ${most - sign.length - 1}) || '${glue}${sign}'`;
}
