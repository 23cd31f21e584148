import { MikroORM } from '@mikro-orm/postgresql';
import {
  askedBy,
  BallotPaper,
  Comment,
  DataRequest,
  Decision,
  Delivery,
  Endorsement,
  JournalEntry,
  JournalText,
  migrate,
  Nomination,
  Objection,
  Petition,
  PetitionPapers,
  Recusal,
  ReturnPoint,
  Revision,
  ScoreSheet,
  storeOptions,
  Thread,
  Tick,
  Upload,
  VoteRegister,
} from '#store';
import { aSeason, type SeasonPlayed } from '#testing';
import type { Actor } from '#workflow';

/** What is behind the wall. */
export const ENTITIES = {
  nomination: Nomination,
  revision: Revision,
  return_point: ReturnPoint,
  endorsement: Endorsement,
  petition: Petition,
  objection: Objection,
  score_sheet: ScoreSheet,
  recusal: Recusal,
  vote_register: VoteRegister,
  ballot_paper: BallotPaper,
  decision: Decision,
  petition_papers: PetitionPapers,
  tick: Tick,
  thread: Thread,
  comment: Comment,
  journal: JournalEntry,
  journal_text: JournalText,
  delivery: Delivery,
  upload: Upload,
  data_request: DataRequest,
};
export type Table = keyof typeof ENTITIES;
export const TABLES = Object.keys(ENTITIES) as Table[];

export type Row = Record<string, unknown>;

/** The column that names a row. */
const KEYS: Partial<Record<Table, string>> = { delivery: 'key', journal_text: 'commitment' };
export const keyOf = (table: Table): string => KEYS[table] ?? 'id';
export type Rows = Record<Table, Row[]>;
export type Em = MikroORM['em'];

export const PEOPLE = [
  'the public',
  'a branch that still writes',
  'a branch on notice',
  'the ward of the first branch',
  'the ward of the second branch',
  'a scorer',
  'another scorer',
  'the chair',
  'the secretariat',
  'an observer',
  'a secretariat elsewhere',
  'somebody without a unit',
  'the ward of the second branch, for another cycle only',
  'a secretariat for another cycle only',
] as const;
export type Name = (typeof PEOPLE)[number];

export interface WalledWorld {
  season: SeasonPlayed;
  /** Every row there is. */
  all: Rows;
  people: Record<Name, Actor | null>;
  /** Asks as the web process does, over one single connection. */
  as<T>(name: Name, work: (em: Em) => Promise<T>): Promise<T>;
  /** The same without a word about who asks. */
  unasked: () => Em;
  close(): Promise<void>;
}

/** A season in the middle of its ballot, and what no moment of a season has at once: a draft, a nomination on notice, an objection, a settled list. */
export async function walledWorld(): Promise<WalledWorld> {
  const season = await aSeason({ until: -9 });
  const [draft, listed] = await arrange(season);
  // A copy of a database does not bring along what was taken from everybody in it.
  await migrate(season.url);
  const web = await MikroORM.init({ ...storeOptions(season.url, true), pool: { max: 1 } });
  const people = await peopleOf(season, draft, listed);
  return {
    season,
    all: await everything(season.store.em.fork()),
    people,
    as: (name, work) => askedBy(people[name], () => work(web.em.fork())),
    unasked: () => web.em.fork(),
    close: async () => {
      await web.close();
      await season.close();
    },
  };
}

async function arrange(season: SeasonPlayed): Promise<[Nomination, Nomination]> {
  const { desk, store, cycle, staff } = season;
  await desk.ballots.cast(cycle.id, staff.chair, []);
  await desk.ballots.cast(cycle.id, seat(staff.council, 'UV1'), [(await season.first('balloting')).id]);
  const [draft, ...others] = (await season.nominations()).filter(({ status }) => status !== 'balloting');
  const listed = others.find(({ line }) => line['ward'] !== draft?.line['ward']);
  if (!draft || !listed) throw new Error('Two wards have a nomination that is not voted on');
  const em = store.em.fork();
  await em.execute(`update nomination set status = 'draft', submitted_at = null where id = ?`, [draft.id]);
  await em.execute(`update nomination set status = 'listed' where id = ?`, [listed.id]);
  await em.execute(
    `insert into objection (nomination_id, name, phone, address, body, created_at) values (?, 'A', '0905000000', 'B', 'C', now())`,
    [listed.id],
  );
  await em.execute(`insert into decision (cycle_id, winners, finalised_by_id, finalised_at) values (?, '[]', ?, now())`, [
    cycle.id,
    staff.chair.id,
  ]);
  await em.execute(`insert into recusal (nomination_id, scorer_id, reason, created_at) values (?, ?, 'x', now()) on conflict do nothing`, [
    listed.id,
    seat(staff.council, 'UV2').id,
  ]);
  await em.execute(
    `insert into delivery (key, cycle_id, person_id, entry_id, letter, recipient, subject, body, created_at) values ('1.x.' || ?, ?, ?, 1, 'x', 'A', 'B', 'C', now())`,
    [staff.chair.id, cycle.id, staff.chair.id],
  );
  await em.execute(`insert into upload (person_id, kind, file_name, content, created_at) values (?, 'people', 'x', '', now())`, [
    staff.secretariat.id,
  ]);
  for (const { id } of [staff.secretariat, staff.chair])
    await em.execute(`insert into data_request (person_id, kind, wish, asked_at, due) values (?, 'correction', 'x', now(), '2099-12-31')`, [
      id,
    ]);
  await talkAbout(season, listed);
  // Somebody has a sheet left to open.
  await em.execute('delete from score_sheet where nomination_id = ? and scorer_id = ?', [listed.id, seat(staff.council, 'UV1').id]);
  return [draft, listed];
}

/** What the ward of a nomination says and looks at, and why its cycle was held up. */
async function talkAbout({ desk, cycle, staff, store }: SeasonPlayed, { id, line }: Nomination): Promise<void> {
  const em = store.em.fork();
  const ward = line['ward'] ?? '';
  const [reviewer] = await em.execute<{ id: string }[]>('select person_id as id from membership where role = ? and unit_id = ?', [
    'reviewer',
    ward,
  ]);
  for (const audience of ['branch', 'unit']) {
    const [thread] = await em.execute<{ id: string }[]>(
      `insert into thread (nomination_id, part, audience, unit_id, opened_at) values (?, 'members', ?, ?, now()) returning id`,
      [id, audience, ward],
    );
    await em.execute(`insert into comment (thread_id, by_id, unit_id, body, at) values (?, ?, ?, 'x', now())`, [
      thread?.id,
      reviewer?.id,
      ward,
    ]);
  }
  const papers = `insert into petition_papers (cycle_id, stage, unit_id, number, minutes, list, asked_at) values (?, 'ward-review', ?, '1', '', '[]', now())`;
  await em.execute(papers, [cycle.id, ward]);
  await desk.cycles.suspend(cycle.id, staff.secretariat, 'Bão');
  await desk.cycles.resume(cycle.id, staff.secretariat);
}

async function peopleOf({ store, staff }: SeasonPlayed, draft: Nomination, listed: Nomination): Promise<WalledWorld['people']> {
  const em = store.em.fork();
  const holder = async (role: 'nominator' | 'reviewer', unit = ''): Promise<Actor> => {
    const [found] = await em.execute<{ id: string }[]>('select person_id as id from membership where role = ? and unit_id = ?', [
      role,
      unit,
    ]);
    if (!found) throw new Error(`Nobody is ${role} there`);
    return { id: found.id, role, unit };
  };
  const [elsewhere] = await em.execute<{ id: string }[]>(
    `insert into unit (code, tier, name) values ('QD-HC', 'district', 'Quận Đoàn Hải Châu') returning id`,
  );
  return {
    'the public': null,
    'a branch that still writes': await holder('nominator', draft.unit.id),
    'a branch on notice': await holder('nominator', listed.unit.id),
    'the ward of the first branch': await holder('reviewer', draft.line['ward']),
    'the ward of the second branch': await holder('reviewer', listed.line['ward']),
    'a scorer': seat(staff.council, 'UV1'),
    'another scorer': seat(staff.council, 'UV2'),
    'the chair': staff.chair,
    'the secretariat': staff.secretariat,
    'an observer': { ...staff.secretariat, role: 'observer' },
    'a secretariat elsewhere': { ...staff.secretariat, unit: elsewhere?.id ?? '' },
    'somebody without a unit': { ...staff.secretariat, unit: null },
    'the ward of the second branch, for another cycle only': {
      ...(await holder('reviewer', listed.line['ward'])),
      cycle: elsewhere?.id ?? '',
    },
    'a secretariat for another cycle only': { ...staff.secretariat, cycle: elsewhere?.id ?? '' },
  };
}

function seat(council: Map<string, Actor>, code: string): Actor {
  const actor = council.get(code);
  if (!actor) throw new Error(`No seat ${code}`);
  return actor;
}

/** Every row of every table, without any condition. */
export async function everything(em: Em): Promise<Rows> {
  const found: Partial<Rows> = {};
  for (const table of TABLES) found[table] = await em.execute<Row[]>(`select * from "${table}" order by ${keyOf(table)}`);
  return found as Rows;
}

/** The same through the ORM: the ids. */
export async function everyEntity(em: Em): Promise<Record<Table, string[]>> {
  const found: Partial<Record<Table, string[]>> = {};
  for (const table of TABLES) found[table] = idsOf(table, await em.find<Row>(ENTITIES[table], {}));
  return found as Record<Table, string[]>;
}

export const idsOf = (table: Table, rows: readonly Row[]): string[] => rows.map((row) => String(row[keyOf(table)])).sort();
