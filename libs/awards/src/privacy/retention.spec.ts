import { JournalEntry, Objection, RetentionSweep } from '#store';
import { anAward, type Award, submit } from '#testing';
import { SETUP } from '../sample/staff.js';
import { forgetDaily, forgetNow, wouldForget } from './retention.js';

let award: Award;
beforeEach(async () => {
  award = await anAward({
    branches: 2,
    wards: 1,
    definition: (sample) => ({ ...sample, retention: { drafts: 10, objections: 20, letters: 30 } }),
  });
});
afterEach(() => award.close());
const em = () => award.store.em.fork();
const sql = <Row extends object>(text: string, params: unknown[] = []) => em().execute<Row[]>(text, params);

const paper = () => {
  const sha256 = '7'.repeat(64);
  return { sha256, source: sha256, type: 'application/pdf' as const, bytes: 9, width: null, height: null, pages: null, thumbnail: null };
};

/** A cycle that ended on the day of the ceremony, with a draft, a dossier, an objection, a letter, and somebody who left. */
async function ended(): Promise<void> {
  const { id: written } = await submit(award, 'CD-AK-01');
  const { nominations } = award.desk;
  const draft = await nominations.start(award.cycle.id, award.nominator('CD-AK-02'));
  await nominations.save(draft.id, award.nominator('CD-AK-02'), { fields: { initiative: 'Chưa xong' }, selfScores: {} }, draft.revision);
  await award.desk.files.add(draft.id, award.nominator('CD-AK-02'), 'HS3', [{ name: 'Nháp.pdf', kept: paper() }]);
  await award.goTo(0, '12:00');
  const now = await award.desk.clock.now(em());
  await sql(
    `insert into objection (nomination_id, name, phone, address, body, created_at) values (?, 'Người dân', '0912345678', 'Tổ 7', 'Ý kiến', ?)`,
    [written, now],
  );
  await sql(
    `insert into delivery (key, cycle_id, entry_id, letter, to_address, recipient, subject, body, status, created_at, sent_at) values ('1.x.y', ?, 1, 'x', 'a@example.vn', 'Ai đó', 'Về', 'Chào', 'sent', ?, ?)`,
    [award.cycle.id, now, now],
  );
  await sql(`update cycle set status = 'published', published_at = ?`, [now]);
  await award.desk.memberships.remove(SETUP, award.nominator('CD-AK-02').id, 'Chuyển đi');
}

const kept = async () => {
  const [row] = await sql<Record<string, unknown>>(`select
    (select count(*)::int from nomination where content <> '{"fields":{},"selfScores":{}}') as dossiers, (select count(*)::int from revision r join nomination n on n.id = r.nomination_id where n.submitted_at is null) as revisions,
    (select name || phone || address from objection) as contact, (select body from objection) as said, (select body from delivery) as letter,
    (select count(*)::int from evidence_file) as files, (select count(*)::int from nomination where files <> '{}') as with_files,
    (select count(*)::int from person where removed_at is not null and phone is not null or removed_at is not null and email is not null) as left_with_contact`);
  return row;
};

const WITHOUT_DRAFT = { dossiers: 1, revisions: 0, files: 7, with_files: 1 };

it('deletes each thing when its own time has come and not before, by the clock that travels', async () => {
  await ended();
  const everything = {
    dossiers: 2,
    // Its text, then its file.
    revisions: 2,
    contact: 'Người dân0912345678Tổ 7',
    said: 'Ý kiến',
    letter: 'Chào',
    // Those of the dossier that was handed in stay with it.
    files: 8,
    with_files: 2,
    left_with_contact: 1,
  };
  const after = async (days: number, time = '13:00') => {
    await award.goTo(days, time);
    await forgetNow(em(), award.desk.clock);
    return kept();
  };
  expect(await kept()).toEqual(everything);
  expect(await after(10, '11:59')).toEqual(everything);
  expect(await after(10)).toEqual({ ...everything, ...WITHOUT_DRAFT });
  expect(await after(20)).toEqual({ ...everything, ...WITHOUT_DRAFT, contact: '' });
  expect(await after(30)).toEqual({ ...everything, ...WITHOUT_DRAFT, contact: '', letter: '' });
  expect((await after(366))?.['left_with_contact']).toBe(0);
  const entries = await em().find(JournalEntry, { type: { $like: '%.data-forgotten' } }, { orderBy: { id: 'asc' } });
  expect(entries.map(({ type, actorId, data }) => [type, actorId, data])).toEqual([
    ['cycle.data-forgotten', 'clock', { drafts: 1, objections: 0, letters: 0 }],
    ['cycle.data-forgotten', 'clock', { drafts: 0, objections: 1, letters: 0 }],
    ['cycle.data-forgotten', 'clock', { drafts: 0, objections: 0, letters: 1 }],
    ['office.data-forgotten', 'clock', { uploads: 0, looks: 0, signIns: 0, contacts: 1, requests: 0 }],
  ]);
});

it('tells beforehand what would go, and touches nothing', async () => {
  await ended();
  await award.goTo(40, '09:00');
  const before = await kept();
  expect(await wouldForget(em(), award.desk.clock)).toEqual({
    cycles: [{ slug: 'award', counts: { drafts: 1, objections: 1, letters: 1 } }],
    office: { uploads: 0, looks: 0, signIns: 0, contacts: 0, requests: 0 },
  });
  expect(await kept()).toEqual(before);
  expect(await em().count(JournalEntry, { type: { $like: '%.data-forgotten' } })).toBe(0);
});

it('is done once a day, whichever worker comes first', async () => {
  await ended();
  await award.goTo(20, '23:00');
  const done = await Promise.all(Array.from({ length: 4 }, () => forgetDaily(em(), award.desk.clock)));
  expect(done.filter((one) => one !== null)).toHaveLength(1);
  await award.goTo(21, '00:30');
  expect(await forgetDaily(em(), award.desk.clock)).not.toBeNull();
  expect([await em().count(RetentionSweep), await em().count(Objection, { name: '' })]).toEqual([2, 1]);
});
