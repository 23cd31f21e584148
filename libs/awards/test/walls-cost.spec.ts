import { MikroORM } from '@mikro-orm/postgresql';
import { askedBy, storeOptions } from '#store';
import { anAwardInReview, type Award, manyWaiting } from '#testing';
import type { Actor } from '#workflow';

const MANY = 10_000;

let award: Award;
let web: MikroORM;
let one: string;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 4, wards: 2 });
  const [first] = await manyWaiting(award, MANY);
  one = first?.id ?? '';
  const em = award.store.em.fork();
  await em.execute(`insert into return_point (nomination_id, stage, round, field, request) select id, 'x', 1, 'x', 'x' from nomination`);
  await em.execute(
    `insert into endorsement (cycle_id, stage, unit_id, nomination_id) select cycle_id, 'x', (line ->> 'ward')::uuid, id from nomination`,
  );
  await em.execute('analyze');
  web = await MikroORM.init(storeOptions(award.url, true));
}, 60_000);
afterAll(async () => {
  await web.close();
  await award.close();
});

async function planOf(actor: Actor, statement: string): Promise<string[]> {
  const rows = await askedBy(actor, () =>
    web.em.fork().transactional((em) => em.execute<Record<string, string>[]>(`explain (analyze, costs off, timing off) ${statement}`)),
  );
  return rows.map((row) => row['QUERY PLAN'] ?? '');
}

it.each([
  ['an act locks', () => `select id from nomination where id = '${one}' for update`, 'nomination_pkey'],
  ['a page shows', () => `select id from return_point where nomination_id = '${one}'`, 'return_point_nomination_id_index'],
  ['a quota counts', () => `select count(*) from endorsement where nomination_id = '${one}'`, 'endorsement_nomination_id_stage_unique'],
  ['a history reads', () => `select id from journal where subject_id = '${one}'`, 'journal_subject_id_index'],
])('finds what %s by an index among ten thousand, and asks once who asks', async (_, statement, index) => {
  const plan = await planOf(award.reviewer(award.roster.wards[0] ?? ''), statement());
  expect(plan.join('\n')).toMatch(index);
  expect(plan.filter((line) => /Seq Scan on (nomination|return_point|endorsement|journal)\b/.test(line))).toEqual([]);
  // A question that depends on no row stands in an InitPlan; in a filter it would be asked for each.
  expect(plan.filter((line) => /Filter:.*(asking|current_setting)/.test(line))).toEqual([]);
  expect(plan.filter((line) => line.includes('InitPlan')).length).toBeGreaterThan(0);
});
