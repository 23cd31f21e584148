import { wholly } from '#store';
import type { Actor } from '#workflow';
import { seenBy } from './walled-rules.js';
import {
  type Em,
  everyEntity,
  everything,
  idsOf,
  keyOf,
  type Name,
  PEOPLE,
  type Row,
  type Rows,
  type Table,
  TABLES,
  walledWorld,
  type WalledWorld,
} from './walled-world.js';

// Everything is asked without any condition, as if somebody had forgotten it: what comes back is what the database alone lets through.

let world: WalledWorld;
beforeAll(async () => {
  world = await walledWorld();
}, 120_000);
afterAll(() => world.close());

function expectedFor(name: Name): Record<Table, string[]> {
  const sees = seenBy(world.people[name], world);
  return Object.fromEntries(TABLES.map((table) => [table, idsOf(table, world.all[table].filter(sees[table]))])) as Record<Table, string[]>;
}

const idsIn = (rows: Rows) => Object.fromEntries(TABLES.map((table) => [table, idsOf(table, rows[table])]));

it('has in every table something that is kept from somebody and, but for the ballot papers, something that is shown', () => {
  const shown = (table: Table) => PEOPLE.map((name) => expectedFor(name)[table].length);
  expect(TABLES.filter((table) => Math.min(...shown(table)) === world.all[table].length)).toEqual([]);
  expect(TABLES.filter((table) => Math.max(...shown(table)) === 0)).toEqual(['ballot_paper']);
});

it.each(PEOPLE)('shows to %s what is theirs, through SQL and the ORM, in a transaction and without', async (name) => {
  const expected = expectedFor(name);
  expect(idsIn(await world.as(name, everything))).toEqual(expected);
  expect(await world.as(name, everyEntity)).toEqual(expected);
  expect(idsIn(await world.as(name, (em) => em.transactional(everything)))).toEqual(expected);
});

it('shows nothing where nobody said who asks, whoever asked before on the same connection', async () => {
  expect((await world.as('the secretariat', everything)).nomination.length).toBeGreaterThan(0);
  expect(await world.as('the secretariat', (em) => em.transactional(async (tx) => (await everything(tx)).journal.length))).toBeGreaterThan(
    0,
  );
  const nothing = Object.fromEntries(TABLES.map((table) => [table, []]));
  expect(await everything(world.unasked())).toEqual(nothing);
  expect(await world.unasked().transactional(everything)).toEqual(nothing);
});

it('forgets who asked when a transaction is given up', async () => {
  const given = world.as('the secretariat', (em) =>
    em.transactional(async (tx) => {
      throw new Error(`gave up on ${(await everything(tx)).nomination.length}`);
    }),
  );
  await expect(given).rejects.toThrow(/gave up on [1-9]/);
  expect((await everything(world.unasked())).nomination).toEqual([]);
});

const NOT_ALLOWED = '42501';

it.each(PEOPLE)('lets %s change or remove no row that is not theirs', async (name) => {
  const own = expectedFor(name);
  for (const table of TABLES) {
    const foreign = idsOf(table, world.all[table]).filter((id) => !own[table].includes(id));
    for (const statement of [`update "${table}" set ${keyOf(table)} = ${keyOf(table)}`, `delete from "${table}"`]) {
      const touched = await world
        .as(name, (em) => em.execute<Row[]>(`${statement} where ${keyOf(table)}::text = any (?) returning 1`, [`{${foreign.join()}}`]))
        .catch((error: { code?: string }) => (error.code === NOT_ALLOWED ? [] : Promise.reject(error)));
      expect({ statement, touched }).toEqual({ statement, touched: [] });
    }
  }
  expect(await everything(world.season.store.em.fork())).toEqual(world.all);
});

type Write = [statement: string, ...params: unknown[]];

/** Runs it and takes it back; how many rows it wrote. */
const trying =
  ([statement, ...params]: Write) =>
  async (em: Em): Promise<number> => {
    await em.begin();
    try {
      return (await em.execute<{ affectedRows: number }>(statement, params, 'run')).affectedRows;
    } finally {
      await em.rollback();
    }
  };

const actorOf = (name: Name): Actor => world.people[name] ?? { id: '', role: 'clock', unit: null };
const nominationIn = (status: string) => world.all.nomination.find((row) => row['status'] === status) ?? {};
const cycleId = () => world.season.cycle.id;

const START = `insert into nomination (code, cycle_id, unit_id, line, status, content) values ('X', ?, ?, '{}', 'draft', '{}')`;
const FILE = `insert into nomination (code, cycle_id, unit_id, filed_by_id, line, status, content) values ('X', ?, ?, ?, ?, 'draft', '{}')`;
const SAVE = `insert into revision (nomination_id, number, content, saved_by_id, saved_at) values (?, 99, '{}', ?, now())`;
const ASK = `insert into return_point (nomination_id, stage, round, field, request) values (?, 'x', 1, 'x', 'x')`;
const ENDORSE = `insert into endorsement (cycle_id, stage, unit_id, nomination_id) values (?, 'x', ?, ?)`;
const FORWARD = `insert into petition (cycle_id, stage, unit_id, number, signed_on, created_at) values (?, 'x', ?, '1', '2024-01-01', now())`;
const OBJECT = `insert into objection (nomination_id, name, phone, address, body, created_at) values (?, 'A', 'B', 'C', 'D', now())`;
const SCORE = `insert into score_sheet (nomination_id, scorer_id, items, saved_at) values (?, ?, '{}', now())`;
const RECUSE = `insert into recusal (nomination_id, scorer_id, reason, created_at) values (?, ?, 'x', now())`;
const SIGN = `insert into vote_register (cycle_id, stage, voter_id) values (?, 'x', ?)`;
const CAST = `insert into ballot_paper (cycle_id, stage, choices) values (?, 'x', '[]')`;

const FIRST = { branch: 'a branch that still writes', ward: 'the ward of the first branch' } as const;
const SECOND = { branch: 'a branch on notice', ward: 'the ward of the second branch' } as const;

/** What is written, by whom it may be and by whom it must not: the one who may is the proof that nothing but the wall stops the other. */
const WRITES: [string, () => Write, Name, Name][] = [
  ['a nomination of a branch', () => [START, nextCycle, actorOf(FIRST.branch).unit], FIRST.branch, SECOND.branch],
  [
    'a nomination in the place of a branch',
    () => [FILE, nextCycle, actorOf(FIRST.branch).unit, actorOf(FIRST.ward).unit, JSON.stringify(nominationIn('draft')['line'])],
    FIRST.ward,
    SECOND.ward,
  ],
  ['a revision', () => [SAVE, nominationIn('draft')['id'], actorOf(FIRST.branch).id], FIRST.branch, SECOND.branch],
  [
    'a revision of what a branch handed in',
    () => [SAVE, nominationIn('listed')['id'], actorOf(SECOND.branch).id],
    SECOND.branch,
    SECOND.ward,
  ],
  ['a point to correct', () => [ASK, nominationIn('listed')['id']], SECOND.ward, FIRST.ward],
  ['an endorsement', () => [ENDORSE, cycleId(), actorOf(SECOND.ward).unit, nominationIn('listed')['id']], SECOND.ward, FIRST.ward],
  ['a petition', () => [FORWARD, cycleId(), actorOf(SECOND.ward).unit], SECOND.ward, FIRST.ward],
  ['a sheet', () => [SCORE, nominationIn('listed')['id'], actorOf('a scorer').id], 'a scorer', 'another scorer'],
  ['a recusal', () => [RECUSE, nominationIn('listed')['id'], actorOf('a scorer').id], 'a scorer', 'another scorer'],
  ['a name in the register of votes', () => [SIGN, cycleId(), actorOf('another scorer').id], 'another scorer', 'a scorer'],
  ['a paper', () => [CAST, cycleId()], 'another scorer', 'the secretariat'],
];

let nextCycle: string;
beforeAll(async () => {
  const [made] = await world.season.store.em
    .fork()
    .execute<{ id: string }[]>(
      `insert into cycle (slug, definition_id, organiser_id, ceremony) select 'next', definition_id, organiser_id, ceremony from cycle returning id`,
    );
  nextCycle = made?.id ?? '';
});

it.each(WRITES)('takes %s from whose it is, and from nobody else', async (_, write, may, mayNot) => {
  await expect(world.as(mayNot, trying(write()))).rejects.toMatchObject({ code: NOT_ALLOWED });
  expect(await world.as(may, trying(write()))).toBe(1);
});

it('takes an objection from anybody, about what is on notice', async () => {
  const about = (status: string) => world.as('the public', trying([OBJECT, nominationIn(status)['id']]));
  expect(await about('listed')).toBe(1);
  await expect(about('balloting')).rejects.toMatchObject({ code: NOT_ALLOWED });
});

it('lets only an act on the whole cycle settle a list', async () => {
  const settle = `insert into decision (cycle_id, version, winners, finalised_by_id, finalised_at) values (?, 9, '[]', ?, now())`;
  const write: Write = [settle, cycleId(), actorOf('the chair').id];
  await expect(world.as('the chair', trying(write))).rejects.toMatchObject({ code: NOT_ALLOWED });
  expect(await world.as('the chair', (em) => wholly(() => trying(write)(em)))).toBe(1);
});

it('shows the whole to what decides on the whole, and to nothing that is asked afterwards', async () => {
  const rows = await world.as('the secretariat', (em) => wholly(() => everything(em)));
  const guarded: Table[] = ['nomination', 'revision', 'score_sheet', 'recusal', 'vote_register', 'ballot_paper', 'journal'];
  expect(guarded.map((table) => idsOf(table, rows[table]))).toEqual(guarded.map((table) => idsOf(table, world.all[table])));
  expect(idsIn(await world.as('the secretariat', everything))).toEqual(expectedFor('the secretariat'));
});

it.each([
  ['change the journal', `update journal set type = 'x'`],
  ['remove from the journal', 'delete from journal'],
  ['empty the journal', 'truncate journal cascade'],
  ['change a seal', `update journal_seal set hash = 'x'`],
  ['switch a trigger off', 'alter table journal disable trigger all'],
  ['lift the policies', 'alter table nomination disable row level security'],
  ['remove a policy', 'drop policy nomination_read on nomination'],
  ['make a table', 'create table x (id int)'],
  ['make a passing table', 'create temporary table nomination (id int)'],
  ['travel in time', 'insert into clock_shift (id, milliseconds) values (1, 1)'],
  ['read the queues', 'select * from bullmq.job'],
])('cannot %s as the role of the web', async (_, statement) => {
  await expect(world.as('the secretariat', trying([statement]))).rejects.toMatchObject({ code: NOT_ALLOWED });
  await expect(world.as('the secretariat', (em) => wholly(() => trying([statement])(em)))).rejects.toMatchObject({ code: NOT_ALLOWED });
});

it('writes nothing into the journal where nobody said who asks', async () => {
  const entry = `insert into journal (type, subject_id, actor_id, actor_role, data, at) values ('x', gen_random_uuid(), 'x', 'x', '{}', now())`;
  await expect(trying([entry])(world.unasked())).rejects.toMatchObject({ code: NOT_ALLOWED });
  expect(await world.as('the public', trying([entry]))).toBe(1);
});
