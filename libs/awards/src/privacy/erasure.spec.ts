import { Client } from 'pg';
import { Cycle, EvidenceFile, JournalEntry, OFFICE, Person, sealJournal, verifyJournal } from '#store';
import { type Award, anAwardInReview } from '#testing';
import { hashOf } from '../access/secret.js';
import { SETUP } from '../sample/staff.js';
import { ownData } from './own-data.reads.js';

const BRANCH = 'CD-AK-01';
/** Nowhere else in any table. */
const NAME = 'Trần Thị Hoàng Yến Canary';
const CANARIES = [NAME, 'canary@example.vn', '0987654321', '0987 654 321', 'Nét chữ Canary'];
let award: Award;
let subject: string;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 3, wards: 1 });
  subject = award.nominator(BRANCH).id;
  await award.desk.memberships.change(SETUP, subject, { name: NAME, email: 'canary@example.vn', phone: '0987654321' });
});
afterEach(() => award.close());
const em = () => award.store.em.fork();

/** Every row of every table, those of the queues included, as text. */
async function dump(): Promise<string> {
  const client = new Client({ connectionString: award.url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'bullmq')`,
    );
    const all: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      all.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return all.join('\n');
  } finally {
    await client.end();
  }
}
const found = async () => {
  const lines = (await dump()).split('\n');
  return lines.filter((line) => CANARIES.some((word) => line.toLowerCase().includes(word.toLowerCase()))).map((line) => line.split(' ')[0]);
};

/** Names and numbers wherever people may have written them. */
async function plant(): Promise<void> {
  const nomination = await award.nomination(BRANCH);
  const reviewer = award.reviewer('DP-AK');
  await award.desk.reviews.decline(nomination.id, reviewer, `${NAME} chưa họp chi đoàn, gọi 0987 654 321`);
  await em().execute(`update nomination set content = jsonb_set(content, '{fields,initiative}', to_jsonb(?::text)) where id = ?`, [
    `Do ${NAME.toUpperCase()} khởi xướng`,
    nomination.id,
  ]);
  await em().execute(`update evidence_file set name = ? where nomination_id = ? and part = 'HS3'`, [`Biên bản ${NAME}.pdf`, nomination.id]);
  await em().execute(`update nomination set files = jsonb_set(files, '{HS5,0,caption}', to_jsonb(?::text)) where id = ?`, [
    `${NAME} phát biểu`,
    nomination.id,
  ]);
  await em().execute(
    `insert into delivery (key, cycle_id, person_id, entry_id, letter, to_address, recipient, subject, body, status, created_at) values (?, ?, ?, 1, 'x', 'canary@example.vn', ?, ?, ?, 'sent', now())`,
    [`1.x.${subject}`, award.cycle.id, subject, NAME, `Gửi ${NAME}`, `Chào ${NAME}`],
  );
  await award.desk.dataRequests.ask({ id: subject, role: 'nominator', unit: null }, { kind: 'erasure', wish: 'Nét chữ Canary' });
  await em().execute(`insert into link_request (login) values ('canary@example.vn')`);
  await em().execute(`insert into sign_in (kind, account, address, device) values ('password', ?, 'x', 'Canary browser')`, [
    hashOf('0987654321'),
  ]);
}

const isWhole = async () => {
  while ((await sealJournal(em())) > 0);
  const chains = [OFFICE, ...(await em().find(Cycle, {})).map(({ id }) => id)];
  return Promise.all(chains.map(async (chain) => (await verifyJournal(em(), chain)).fault));
};

it('leaves no trace of the person in any table, and the journal still verifies', async () => {
  await plant();
  const before = await found();
  expect(new Set(before)).toEqual(
    new Set([
      'public.person',
      'public.nomination',
      'public.evidence_file',
      'public.delivery',
      'public.journal_text',
      'public.link_request',
      'public.data_request',
    ]),
  );
  expect(await isWhole()).toEqual([null, null]);
  const [entries, files] = [await em().count(JournalEntry), await em().count(EvidenceFile)];
  const pseudonym = await award.desk.dataRequests.erase(SETUP, subject);
  expect(pseudonym).toMatch(/^Người đã xóa [0-9A-F]{4}$/);
  expect(await found()).toEqual([]);
  expect((await em().execute<object[]>(`select 1 from sign_in where device = 'Canary browser'`)).length).toBe(0);
  expect(await em().findOneOrFail(Person, subject)).toMatchObject({ name: pseudonym, email: null, phone: null });
  expect((await award.nomination(BRANCH)).content.fields['initiative']).toBe(`Do ${pseudonym} khởi xướng`);
  // Files are the dossier's, whoever sent them: they stay, under names without the person.
  expect([await em().count(EvidenceFile), (await award.nomination(BRANCH)).files['HS5']?.[0]?.caption]).toEqual([
    files,
    `${pseudonym} phát biểu`,
  ]);
  expect(await em().count(JournalEntry)).toBe(entries + 1);
  expect(await isWhole()).toEqual([null, null]);
  const entry = await em().findOneOrFail(JournalEntry, { type: 'person.erased' });
  expect(entry).toMatchObject({ subjectId: subject, data: { letters: 1, texts: 1, places: expect.any(Number) as number } });
});

it('notices a text that was changed, and not one that was erased', async () => {
  await plant();
  await isWhole();
  await em().execute('alter table journal_text disable trigger "journal_text_stays_as_it_is"');
  await em().execute(`update journal_text set text = 'Lý do khác' where text like '%chưa họp%'`);
  const faults = await isWhole();
  expect(faults.filter((fault) => fault !== null)).toEqual([expect.objectContaining({ problem: 'changed' })]);
  await em().execute(`delete from journal_text where text = 'Lý do khác'`);
  expect(await isWhole()).toEqual([null, null]);
});

it('lets no statement change a text', async () => {
  await plant();
  await expect(em().execute(`update journal_text set text = 'x'`)).rejects.toThrow('only grows');
});

it('is for administrators, never of oneself, and leaves one of them', async () => {
  const { dataRequests } = award.desk;
  for (const actor of [award.reviewer('DP-AK'), award.staff.secretariat, award.nominator(BRANCH)])
    expect(() => dataRequests.erase(actor, subject)).toThrow('No such page');
  const [last] = await em().execute<{ id: string }[]>(`select person_id as id from membership where role = 'administrator'`);
  const administrator = { id: last?.id ?? '', role: 'administrator', unit: null } as const;
  await expect(dataRequests.erase(administrator, administrator.id)).rejects.toMatchObject({ faults: [{ place: 'person' }] });
  await expect(dataRequests.erase(SETUP, administrator.id)).rejects.toMatchObject({ faults: [{ place: 'role' }] });
});

it('counts two working days to the answer, over weekends and holidays', async () => {
  const ask = async (person: string) =>
    (await award.desk.dataRequests.ask({ id: person, role: 'nominator', unit: null }, { kind: 'correction', wish: 'Sửa tên' })).due;
  // From a Monday, and from the Friday before the holidays of Tết.
  const [first, second] = ['CD-AK-02', 'CD-AK-03'].map((branch) => award.nominator(branch).id);
  expect(await ask(first ?? '')).toBe('2024-02-07');
  await award.goTo(-46, '09:00');
  expect(await ask(second ?? '')).toBe(await workingDaysFrom('2024-02-09', 2));
});

async function workingDaysFrom(day: string, count: number): Promise<string> {
  const closed = new Set(award.definition.holidays);
  const at = new Date(`${day}T00:00:00Z`);
  for (let left = count; left > 0;) {
    at.setUTCDate(at.getUTCDate() + 1);
    if (at.getUTCDay() % 6 !== 0 && !closed.has(at.toISOString().slice(0, 10))) left -= 1;
  }
  return at.toISOString().slice(0, 10);
}

it('shows people everything that is kept about them, and nobody else', async () => {
  await plant();
  const actor = award.nominator(BRANCH);
  const data = await ownData(em(), actor);
  expect(data.person).toMatchObject([{ name: NAME, email: 'canary@example.vn', phone: '0987654321' }]);
  expect([data.memberships.length, data.letters.length, data.requests.length]).toEqual([1, 1, 1]);
  expect(data.journal.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['nomination.submitted', 'person.changed', 'person.data-asked', 'person.added']),
  );
  const others = JSON.stringify(await ownData(em(), award.nominator('CD-AK-02')));
  expect(others).not.toContain('Canary');
  await expect(ownData(em(), { ...actor, onBehalfOf: subject })).rejects.toThrow('No such page');
});
