import { globSync, readFileSync } from 'node:fs';
import { testDatabase, type TestDatabase } from '#testing';
import { openStore, WEB_ROLE } from '../index.js';

let database: TestDatabase;
let store: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  database = await testDatabase();
  store = await openStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

/** Rows that not everybody who asks may see: `policies.ts`. */
const WALLED = [
  'ballot_paper',
  'comment',
  'data_request',
  'decision',
  'delivery',
  'endorsement',
  'evidence_file',
  'journal',
  'journal_text',
  'nomination',
  'objection',
  'petition',
  'petition_papers',
  'presence',
  'recusal',
  'return_point',
  'revision',
  'score_sheet',
  'thread',
  'tick',
  'upload',
  'vote_register',
];

const SIGNING_IN = 'asked before anybody knows who asks, by a secret or for the person who has shown one';
const DIRECTORY = 'what everybody may know, or what the rules look up of anybody';
const MACHINERY = 'numbers and times, no words of anybody';

/** Tables without policies, and why. A new one that holds what a branch wrote, a member judged or the public sent belongs to the others. */
const OPEN: Record<string, string> = {
  api_token: SIGNING_IN,
  authenticator: SIGNING_IN,
  ceremony: SIGNING_IN,
  certificate: 'anybody may check a certificate by its code; there is none before the publication',
  clock_shift: MACHINERY,
  council_seat: DIRECTORY,
  cycle: DIRECTORY,
  definition: DIRECTORY,
  delegation: DIRECTORY,
  invitation: DIRECTORY,
  journal_seal: MACHINERY,
  journal_undispatched: MACHINERY,
  journal_unsealed: MACHINERY,
  link_request: SIGNING_IN,
  membership: DIRECTORY,
  mikro_orm_migrations: MACHINERY,
  nomination_line: 'ids alone: the nominations they lead to are behind the wall',
  one_time_link: SIGNING_IN,
  passkey: SIGNING_IN,
  password: SIGNING_IN,
  person: DIRECTORY,
  reaction: MACHINERY,
  recovery_code: SIGNING_IN,
  recovery_request: SIGNING_IN,
  retention_sweep: MACHINERY,
  session: SIGNING_IN,
  sign_in: SIGNING_IN,
  tie: DIRECTORY,
  timer: MACHINERY,
  unit: DIRECTORY,
  unit_past: DIRECTORY,
};

it('has decided for every table whether it is behind the wall', async () => {
  const rows = await store.em
    .fork()
    .execute<{ name: string; walled: boolean }[]>(
      `select relname as name, relrowsecurity as walled from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname collate "C"`,
    );
  const names = (isWalled: boolean) => rows.filter(({ walled }) => walled === isWalled).map(({ name }) => name);
  expect(names(true)).toEqual(WALLED);
  expect(names(false)).toEqual(Object.keys(OPEN));
});

it('has a policy for every wall, and lets the role of the web in nowhere else', async () => {
  const em = store.em.fork();
  const policies = await em.execute<{ name: string }[]>('select distinct tablename as name from pg_policies order by 1');
  expect(policies.map(({ name }) => name)).toEqual(WALLED);
  const schemas = await em.execute<{ name: string }[]>(
    `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' and has_schema_privilege(?, oid, 'usage')`,
    [WEB_ROLE],
  );
  expect(schemas).toEqual([{ name: 'public' }]);
});

const sources = globSync('{apps,libs}/*/src/**/*.ts').filter((path) => !path.endsWith('.spec.ts'));
const linesWith = (pattern: RegExp) =>
  sources.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

it('says who asks for a transaction only, never for a session', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(linesWith(/\bset\s+(session|local|role)\b|\breset\s+(all|role)\b/i)).toEqual([]);
  const settings = linesWith(/set_config|asking\.(role|unit|person|cycle|whole)/).filter((line) => !line.includes('/migrations/'));
  expect(settings.map((line) => line.split(':')[0])).toEqual(['libs/store/src/walls/asking.ts', 'libs/store/src/walls/voter.ts']);
  expect(settings.map((line) => line.match(/, true\)/g)?.length)).toEqual([5, 1]);
  expect(settings.join()).not.toMatch(/false/);
});

/** Who decides or counts on the whole. Each is a hole on purpose: a new one needs a reason that its reader accepts. */
const ON_THE_WHOLE = {
  'apps/web/src/outbox/outbox.pages.ts': 'all letters, outside production',
  'libs/awards/src/acts.ts': 'acts on a cycle: closing counts sheets and papers, and ends drafts',
  'libs/awards/src/cycles/facts.ts': 'how many sheets, votes and answers are missing',
  'libs/awards/src/cycles/journal.reads.ts': 'codes of nominations in the journal of the office; how many entries are not sealed yet',
  'libs/awards/src/files/sweeping.ts': 'which database a folder of files belongs to: the first entry of its journal',
  'libs/awards/src/imports/people-import.service.ts': 'a member of a council who comes to work for a unit steps aside',
  'libs/awards/src/imports/upload.service.ts': 'takes away what others have forgotten',
  'libs/awards/src/privacy/data-request.service.ts': 'takes a name out of all that was written',
  'libs/awards/src/nominations/filing.reads.ts': 'which branches have a nomination, where that is in the line of another ward',
  'libs/awards/src/privacy/own-data.reads.ts': 'what people wrote through any of their memberships, each query by their id',
  'libs/awards/src/reviews/silent.reads.ts': 'which branches have handed in, where that is in the line of another ward',
  'libs/awards/src/people/membership.service.ts': 'a member of a council who comes to work for a unit steps aside',
  'libs/awards/src/people/tie.service.ts': 'every member with that tie steps aside',
  'libs/awards/src/scoring/progress.reads.ts': 'how many sheets are in, for who must see to it that all come',
  'libs/awards/src/units/unit.service.ts': 'what belongs to a unit that ends goes over to another',
};

it('has a list of those who ask on the whole', () => {
  const users = linesWith(/\b(wholly|onTheWhole)\(/).map((line) => line.split(':')[0]);
  expect(new Set(users)).toEqual(new Set([...Object.keys(ON_THE_WHOLE), 'libs/store/src/walls/asking.ts']));
});
