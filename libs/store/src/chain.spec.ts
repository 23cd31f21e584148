import { anAwardInReview, type Award } from '#testing';
import { JournalEntry, sealJournal, verifyJournal } from './index.js';

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
  while ((await sealJournal(award.store.em.fork())) > 0);
});
afterEach(() => award.close());

const em = () => award.store.em.fork();
const verify = () => verifyJournal(em(), award.cycle.id);
/** What somebody with the owner's password could do: the trigger is switched off for the act. */
const tamper = (...statements: string[]) =>
  em().transactional(async (tx) => {
    for (const table of ['journal', 'journal_seal']) await tx.execute(`alter table ${table} disable trigger user`);
    for (const statement of statements) await tx.execute(statement);
    for (const table of ['journal', 'journal_seal']) await tx.execute(`alter table ${table} enable trigger user`);
  });
const entryAt = async (number: number) => {
  const [row] = await em().execute<{ entry_id: string }[]>('select entry_id from journal_seal where chain = ? and number = ?', [
    award.cycle.id,
    number,
  ]);
  return String(row?.entry_id);
};

it('holds for every act of a cycle', async () => {
  const entries = await em().count(JournalEntry, { cycle: award.cycle });
  expect(await verify()).toMatchObject({ entries, unsealed: 0, fault: null });
});

it('refuses to change or remove what was written', async () => {
  for (const statement of [
    `update journal set type = 'x'`,
    'delete from journal',
    'truncate journal cascade',
    'delete from journal_seal',
    'delete from cycle',
  ])
    await expect(em().execute(statement)).rejects.toThrow('only grows');
});

it('names an entry whose content was changed', async () => {
  const id = await entryAt(4);
  await tamper(`update journal set actor_role = 'chair' where id = ${id}`);
  expect((await verify()).fault).toEqual({ number: 4, entryId: id, problem: 'changed' });
});

it('names an entry that was removed', async () => {
  const id = await entryAt(3);
  await tamper(`delete from journal where id = ${id}`);
  expect((await verify()).fault).toEqual({ number: 3, entryId: id, problem: 'missing' });
});

it('names the gap when an entry was removed together with its seal', async () => {
  const [id, next] = [await entryAt(3), await entryAt(4)];
  await tamper(`delete from journal_seal where entry_id = ${id}`, `delete from journal where id = ${id}`);
  expect((await verify()).fault).toEqual({ number: 3, entryId: next, problem: 'missing' });
});

it('names the first of two entries that were exchanged', async () => {
  const [a, b] = [await entryAt(2), await entryAt(5)];
  await tamper(
    `update journal_seal set entry_id = -1 where entry_id = ${a}`,
    `update journal_seal set entry_id = ${a} where entry_id = ${b}`,
    `update journal_seal set entry_id = ${b} where entry_id = -1`,
  );
  expect((await verify()).fault).toMatchObject({ number: 2, problem: 'reordered' });
});

it('names an entry that was slipped past the seal', async () => {
  const id = await entryAt(6);
  await tamper(`delete from journal_seal where chain = '${award.cycle.id}' and number >= 6`);
  expect((await verify()).fault).toMatchObject({ entryId: id, problem: 'missing' });
});

it('numbers entries without a gap when sealers compete and commits come out of order', async () => {
  const late = em();
  await late.begin();
  await late.execute(
    `insert into journal (cycle_id, type, subject_id, actor_id, actor_role, data, at) values (?, 'cycle.reminded', ?, 'clock', 'clock', '{}', now())`,
    [award.cycle.id, award.cycle.id],
  );
  const branch = award.roster.branches[0]?.code ?? '';
  const { id } = await award.nomination(branch);
  await award.desk.reviews.decline(id, award.reviewer(award.roster.wards[0] ?? ''), 'Chưa đủ kết quả');
  await Promise.all([sealJournal(em()), sealJournal(em()), sealJournal(em())]);
  await late.commit();
  await Promise.all([sealJournal(em()), sealJournal(em())]);
  const report = await verify();
  expect(report).toMatchObject({ unsealed: 0, fault: null, entries: await em().count(JournalEntry, { cycle: award.cycle }) });
});
