import { type Award, anAwardInReview, type BrokenLine, brokenLine, manyWaiting } from '#testing';
import { Membership, sealJournal } from '#store';
import type { Actor, StageKind } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

type Who = 'branch' | 'ward' | 'office' | 'administrator' | 'scorer' | 'chair' | 'nobody';

/**
 * How often each page asks the database, in a stage of that kind; `$id` is a nomination. Counted are statements: one with parameters brings its BEGIN and
 * its COMMIT along. Whoever adds a question to a page changes its number here.
 */
const PAGES: readonly [stage: StageKind, who: Who, path: string, statements: number][] = [
  ['review', 'nobody', '/', 2],
  ['review', 'branch', '/', 9],
  ['review', 'ward', '/', 13],
  ['review', 'office', '/', 13],
  ['review', 'nobody', '/cycles/award', 6],
  ['review', 'branch', '/cycles/award', 19],
  ['review', 'ward', '/cycles/award', 26],
  ['review', 'office', '/cycles/award', 31],
  ['review', 'office', '/cycles/award?q=chi+doan', 31],
  ['review', 'branch', '/nominations/$id', 26],
  ['review', 'office', '/nominations/$id', 27],
  ['review', 'ward', '/reviews/award/ward-review', 13],
  ['review', 'ward', '/reviews/award/ward-review?q=chi+doan&order=name', 13],
  ['review', 'ward', '/reviews/award/ward-review/$id?place=waiting', 35],
  ['review', 'ward', '/reviews/award/ward-review/forward', 15],
  ['review', 'ward', '/reviews/award/ward-review/reminders', 10],
  ['review', 'office', '/cycles/award/board', 19],
  ['review', 'office', '/cycles/award/petitions', 11],
  ['review', 'nobody', '/cycles/award/journal', 9],
  ['review', 'office', '/cycles/award/journal', 19],
  ['review', 'branch', '/notifications', 7],
  ['review', 'nobody', '/calendar', 2],
  ['review', 'ward', '/people', 8],
  ['review', 'administrator', '/people', 10],
  ['review', 'administrator', '/units', 9],
  ['review', 'office', '/jobs', 7],
  ['scoring', 'scorer', '/', 12],
  ['scoring', 'scorer', '/cycles/award', 19],
  ['scoring', 'scorer', '/nominations/$id/sheet', 29],
  ['scoring', 'chair', '/cycles/award', 25],
  ['scoring', 'office', '/cycles/award/board', 19],
  ['notice', 'nobody', '/notices/award', 3],
  ['ballot', 'chair', '/', 10],
  ['ballot', 'chair', '/cycles/award/ballot', 16],
];

const SIZES = [1, 30, 300];
const BRANCH = 'CD-AK-01';
const STANDING: Partial<Record<StageKind, string>> = { scoring: 'scoring', notice: 'listed', ballot: 'balloting' };

let award: Award;
let line: BrokenLine;
let web: Visiting;
let id: string;
/** By page, one number for each size. */
const counted = new Map<string, [status: number, statements: number][]>();

const em = () => award.store.em.fork();
const nameOf = (stage: StageKind, who: Who, path: string) => `${stage} ${who} ${path}`;

async function actorOf(who: Who): Promise<Actor | null> {
  if (who === 'nobody') return null;
  if (who === 'branch') return award.nominator(BRANCH);
  if (who === 'ward') return award.reviewer('DP-AK');
  if (who === 'office') return award.staff.secretariat;
  if (who === 'chair') return award.staff.chair;
  if (who === 'scorer') return [...award.staff.council.values()].find(({ role }) => role === 'scorer') ?? null;
  const { person, unit } = await em().findOneOrFail(Membership, { role: who });
  return { id: person.id, role: who, unit: unit.id };
}

/** So many more of everything a page could list: nominations, entries, letters, people. */
async function grow(count: number): Promise<void> {
  const prefix = `CD-${count}`;
  await manyWaiting(award, count, prefix);
  const many = em();
  await many.execute(
    `insert into journal (cycle_id, type, subject_id, actor_id, actor_role, from_standing, to_standing, data, at)
     select cycle_id, 'nomination.submitted', id, 'clock', 'clock', 'nomination/draft', 'ward-review/submitted', '{}', now() from nomination where code like ?`,
    [`${prefix}%`],
  );
  await many.execute(
    `insert into delivery (key, cycle_id, person_id, entry_id, letter, recipient, subject, body, created_at)
     select '${prefix}.' || n || '.' || m.person_id, ?, m.person_id, 1, 'submitted', 'Bí thư', 'Đã nộp', 'Đã nộp', now()
       from membership m, generate_series(1, ?) n where m.role in ('nominator', 'reviewer', 'secretariat')`,
    [award.cycle.id, count],
  );
  await many.execute(
    `with people as (insert into person (name) select 'Bí thư số ' || n from generate_series(1, ?) n returning id)
     insert into membership (person_id, unit_id, role) select p.id, u.id, 'nominator' from people p, unit u where u.code = ?`,
    [count, BRANCH],
  );
  while ((await sealJournal(em())) > 0);
}

/** The whole cycle in the stage of that kind: rows alone, without the acts that lead there. */
async function standIn(kind: StageKind): Promise<void> {
  const stage = award.definition.pipeline.stages.find((one) => one.kind === kind)?.code ?? '';
  await em().execute(`update cycle set stage = ?, status = 'open'`, [stage]);
  await em().execute('update nomination set stage = ?, status = ?', [stage, STANDING[kind] ?? 'submitted']);
}

async function countAll(): Promise<void> {
  for (const kind of new Set(PAGES.map(([stage]) => stage))) {
    await standIn(kind);
    for (const [stage, who, path] of PAGES.filter(([one]) => one === kind)) {
      const actor = await actorOf(who);
      const url = path.replace('$id', id);
      // Who signs in, and what a connection or the process keeps, come once.
      await web.page(actor, url);
      const before = line.asked;
      const { status } = await web.page(actor, url);
      const name = nameOf(stage, who, path);
      counted.set(name, [...(counted.get(name) ?? []), [status, line.asked - before]]);
    }
  }
}

beforeAll(async () => {
  award = await anAwardInReview({ branches: 1, wards: 1 });
  line = await brokenLine(award.url);
  web = await visiting(line.url, award.store);
  id = (await award.nomination(BRANCH)).id;
  for (const [index, size] of SIZES.entries()) {
    if (index > 0) await grow(size - (SIZES[index - 1] ?? 0));
    await countAll();
  }
}, 180_000);
afterAll(async () => {
  await web.app.close();
  await line.close();
  await award.close();
});

it.each(PAGES)('in %s shows %s %s with the same questions to 1, 30 and 300 rows', (stage, who, path, statements) => {
  expect(counted.get(nameOf(stage, who, path))).toEqual(SIZES.map(() => [200, statements]));
});
