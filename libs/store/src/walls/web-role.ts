import { Client, type ClientBase, escapeIdentifier } from 'pg';

/** The role as which the web process reads and writes: it owns nothing, changes no table, and the policies bind it. One for all databases of a server. */
export const WEB_ROLE = 'vinh_danh_web';

/** The session's role for all its statements, as a connection option. */
export const AS_WEB_ROLE = `-c role=${WEB_ROLE}`;

// Whole tables only grow, are kept by triggers, or are none of the web's business: the wall beside the triggers.
const READ_ONLY = ['mikro_orm_migrations', 'journal_seal', 'clock_shift', 'nomination_line'];
const ONLY_GROWS = ['journal', 'journal_unsealed', 'journal_undispatched', 'definition', 'revision', 'vote_register', 'ballot_paper'];

const list = (tables: readonly string[]) => tables.map((table) => `"${table}"`).join(', ');

const GRANTS = [
  // Tables of shadows in front of ours, or a table of one's own: neither.
  'revoke create on schema public from public',
  `do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$`,
  `grant usage on schema public to ${WEB_ROLE}`,
  `revoke all on all tables in schema public from ${WEB_ROLE}`,
  `grant select, insert, update, delete on all tables in schema public to ${WEB_ROLE}`,
  `revoke insert, update, delete on ${list(READ_ONLY)} from ${WEB_ROLE}`,
  `revoke update, delete on ${list(ONLY_GROWS)} from ${WEB_ROLE}`,
  // Only to take a name out of it: a policy asks for what.
  `grant update (content, files) on revision to ${WEB_ROLE}`,
  `grant usage on all sequences in schema public to ${WEB_ROLE}`,
];

/**
 * Makes the role where it is missing and gives it what it may do to the tables there are. After every migration, so that a new table is in. A user
 * who may not make roles goes on without: `webRoleFault` says what somebody who may has to do.
 */
export async function grantWebRole(client: ClientBase): Promise<void> {
  if (!(await hasRole(client)) && !(await isAllowed(client.query(`create role ${WEB_ROLE} nologin`)))) return;
  await client.query('begin');
  for (const grant of GRANTS) await client.query(grant);
  await client.query('commit');
  if (!(await maySetRole(client))) await isAllowed(client.query(`grant ${WEB_ROLE} to current_user`));
}

const hasRole = async (client: ClientBase): Promise<boolean> =>
  (await client.query('select 1 from pg_roles where rolname = $1', [WEB_ROLE])).rowCount === 1;

/** A member of a role need not be allowed to become it: since version 16 whoever makes a role is such a member. */
async function maySetRole(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select pg_has_role(current_user, $1, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as may`,
    [WEB_ROLE],
  );
  return rows[0]?.may === true;
}

/** Roles belong to the whole server: another database may be set up at this very moment. Who makes it first makes it for all. */
const MEANWHILE = ['42710', '23505', 'XX000'];
const NOT_ALLOWED = '42501';

async function isAllowed(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (MEANWHILE.includes(code)) return true;
    if (code === NOT_ALLOWED) return false;
    throw error;
  }
}

/** `unreachable`: nobody can say. Else null when all is well, or one sentence with what an administrator of the server has to do. */
export async function webRoleFault(databaseUrl: string): Promise<string | null> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    // Whoever asks the database next finds that out, too, and waits for it.
    return null;
  }
  try {
    return await faultOf(client);
  } finally {
    await client.end();
  }
}

const FAULTS = `select
  (select rolsuper or rolbypassrls from pg_roles where rolname = $1) as above,
  exists (select 1 from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = $1) as owner,
  coalesce(has_table_privilege($1, to_regclass('nomination'), 'select'), false) as granted,
  coalesce((select relrowsecurity from pg_class where oid = to_regclass('nomination')), false) as walled`;

async function faultOf(client: ClientBase): Promise<string | null> {
  const { rows: users } = await client.query<{ name: string }>('select current_user as name');
  const user = escapeIdentifier(users[0]?.name ?? '');
  const setUp = 'then bring the database up to date once more (npm run cli -- setup, or npm start).';
  if (!(await hasRole(client)))
    return `The database role of the web process is missing. Somebody who may make roles on the server must run: CREATE ROLE ${WEB_ROLE} NOLOGIN; GRANT ${WEB_ROLE} TO ${user}; ${setUp}`;
  if (!(await maySetRole(client)))
    return `The user of DATABASE_URL may not act as the database role of the web process. Somebody who may make roles on the server must run: GRANT ${WEB_ROLE} TO ${user};`;
  const { rows } = await client.query<{ above: boolean; owner: boolean; granted: boolean; walled: boolean }>(FAULTS, [WEB_ROLE]);
  const [found] = rows;
  if (!found || found.above || found.owner)
    return `The policies of the tables do not bind the database role of the web process. Somebody who may change roles on the server must run: ALTER ROLE ${WEB_ROLE} NOSUPERUSER NOBYPASSRLS; and give what it owns to another role.`;
  if (!found.granted || !found.walled)
    return `The database role of the web process has no rights to the tables yet: ${setUp.replace('then b', 'b')}`;
  return null;
}
