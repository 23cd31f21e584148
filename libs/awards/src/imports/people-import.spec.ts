import { JournalEntry, Membership, openStore, Person } from '#store';
import { anAward, type Award, testDatabase } from '#testing';
import { writeCsv } from '#tables';
import { deskOn } from '../sample/desk.js';
import { SETUP } from '../sample/staff.js';

const HEADING = ['Họ và tên', 'Điện thoại', 'Thư điện tử', 'Vai trò', 'Mã đơn vị'];
let award: Award;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 2 });
});
afterAll(() => award.close());
const options = { convert: false };
const file = (...rows: string[][]) => writeCsv([HEADING, ...rows]);

it('names every problem by its cell and adds nobody', async () => {
  const before = await award.store.em.fork().count(Person);
  const bytes = file(
    ['', '12', 'x', 'vua', 'X'],
    ['A', '', '', 'nominator', 'CD-AK-01'],
    ['B', '0903000001', '', 'Người xét', 'DP-AK'],
    ['Khác', '+84903000001', '', 'reviewer', 'DP-CG'],
    ['B', '903000001', '', 'nguoi xet', 'DP-AK'],
  );
  const { faults } = await award.desk.peopleImports.preview(SETUP, bytes, options);
  expect(faults.map(({ place }) => place)).toEqual(['A2', 'B2', 'C2', 'D2', 'E2', 'B3', 'A5', 'A6']);
  await expect(award.desk.peopleImports.apply(SETUP, bytes, options)).rejects.toMatchObject({ faults: expect.any(Array) });
  expect(await award.store.em.fork().count(Person)).toBe(before);
});

it('adds people with all their memberships, and again only what is new', async () => {
  const rows = [
    ['Phó bí thư Chi đoàn 11', '0903000009', '', 'nominator', 'CD-AK-01'],
    ['Phó bí thư Chi đoàn 11', '0903000009', '', 'reviewer', 'DP-AK'],
  ];
  expect(await award.desk.peopleImports.apply(SETUP, file(...rows), options)).toBe(2);
  const em = award.store.em.fork();
  const person = await em.findOneOrFail(Person, { phone: '0903000009' });
  expect(await em.count(Membership, { person })).toBe(2);
  expect((await em.find(JournalEntry, { subjectId: person.id }, { orderBy: { id: 'asc' } })).map(({ type }) => type)).toEqual([
    'person.added',
    'membership.added',
  ]);
  const again = await award.desk.peopleImports.preview(
    SETUP,
    file(...rows, ['Phó bí thư Chi đoàn 11', '0903000009', '', 'observer', 'DP-AK']),
    options,
  );
  expect([again.known, again.rows.map(({ role }) => role), again.faults]).toEqual([2, ['observer'], []]);
});

it('knows people by their number or their address, whichever a row has, and names the cell that contradicts what is on record', async () => {
  const bytes = file(
    ['Người theo dõi phường', '0903000012', 'theodoi@example.vn', 'observer', 'DP-AK'],
    ['Người theo dõi phường', '', 'TheoDoi@example.vn', 'observer', 'DP-CG'],
  );
  expect(await award.desk.peopleImports.apply(SETUP, bytes, options)).toBe(2);
  const em = award.store.em.fork();
  const person = await em.findOneOrFail(Person, { phone: '0903000012' });
  expect([person.email, await em.count(Membership, { person })]).toEqual(['theodoi@example.vn', 2]);
  const later = file(
    ['Người theo dõi phường', '', 'theodoi@example.vn', 'observer', 'DP-AK'],
    ['Người theo dõi phường', '', 'theodoi@example.vn', 'reviewer', 'DP-AK'],
  );
  expect((await award.desk.peopleImports.preview(SETUP, later, options)).known).toBe(1);
  expect(await award.desk.peopleImports.apply(SETUP, later, options)).toBe(1);
  expect(await em.count(Person, { email: 'theodoi@example.vn' })).toBe(1);

  const twoOfEach = file(
    ['Người theo dõi phường', '0903000013', 'theodoi@example.vn', 'observer', 'CD-AK-01'],
    ['Người theo dõi phường', '0903000012', 'khac@example.vn', 'observer', 'CD-AK-01'],
    ['Phó bí thư Chi đoàn 12', '0903000014', 'chung@example.vn', 'nominator', 'CD-AK-01'],
    ['Phó bí thư Chi đoàn 12', '0903000015', 'chung@example.vn', 'nominator', 'CD-CG-01'],
    ['Phó bí thư Chi đoàn 13', '', 'chung@example.vn', 'nominator', 'CD-CG-01'],
  );
  const { faults } = await award.desk.peopleImports.preview(SETUP, twoOfEach, options);
  expect(faults.map(({ place, message }) => [place, message.vi])).toEqual([
    ['B2', 'Số điện thoại này không phải của Người theo dõi phường, người có thư điện tử này.'],
    ['C3', 'Thư điện tử này không phải của Người theo dõi phường, người có số điện thoại này.'],
    ['B5', 'Số điện thoại này không phải của Phó bí thư Chi đoàn 12, người có thư điện tử này.'],
    ['A6', 'Thư điện tử này là của Phó bí thư Chi đoàn 12.'],
  ]);
  const whole = { name: 'Invalid', faults: expect.any(Array) as unknown };
  await expect(award.desk.peopleImports.apply(SETUP, twoOfEach, options)).rejects.toMatchObject(whole);
  expect(await em.count(Person, { phone: { $in: ['0903000014', '0903000015'] } })).toBe(0);
});

it('asks whether somebody without a membership has another name', async () => {
  const em = award.store.em.fork();
  await em.execute(`insert into person (name, phone) values ('Cựu Bí thư Chi đoàn 9', '0903000016')`);
  const bytes = file(['Bí thư Chi đoàn 9', '0903000016', '', 'observer', 'DP-AK']);
  expect((await award.desk.peopleImports.preview(SETUP, bytes, options)).faults.map(({ place }) => place)).toEqual(['A2']);
  await em.execute(`delete from person where phone = '0903000016'`);
});

it('lets one of two equal imports add them', async () => {
  const bytes = file(['Bí thư Chi đoàn Đông Hòa', '0903000010', '', 'nominator', 'CD-AK-01']);
  const added = await Promise.all([1, 2].map(() => award.desk.peopleImports.apply(SETUP, bytes, options)));
  expect(added.toSorted((a, b) => a - b)).toEqual([0, 1]);
});

it('reads a membership for one cycle by its address, and names the cell of one that is not there, over or not for that role', async () => {
  const { desk, cycle, store } = award;
  const limited = (...rows: string[][]) => writeCsv([[...HEADING, 'Mã đợt'], ...rows]);
  const row = (slug: string, role = 'observer') => ['Người theo dõi', '0903000011', '', role, 'DP-AK', slug];
  await store.em
    .fork()
    .execute(
      `insert into cycle (slug, definition_id, organiser_id, ceremony, schedule, status) select 'past', definition_id, organiser_id, ceremony, schedule, 'cancelled' from cycle where id = ?`,
      [cycle.id],
    );
  const wrong = await desk.peopleImports.preview(SETUP, limited(row('awards'), row('past'), row('award', 'administrator')), options);
  expect(wrong.faults.map(({ place }) => place).sort()).toEqual(['F2', 'F3', 'F4']);
  await expect(desk.peopleImports.apply(SETUP, limited(row('award'), row('awards')), options)).rejects.toMatchObject({
    faults: [{ place: 'F3', message: { vi: 'Không có đợt “awards”.', en: expect.any(String) } }],
  });
  expect(await store.em.fork().count(Person, { phone: '0903000011' })).toBe(0);

  const both = limited(row('award'), row(''));
  expect(await desk.peopleImports.apply(SETUP, both, options)).toBe(2);
  const em = store.em.fork();
  const held = await em.find(Membership, { person: { phone: '0903000011' } }, { populate: ['cycle'] });
  expect(held.map((one) => one.cycle?.slug ?? '').sort()).toEqual(['', 'award']);
  const again = await desk.peopleImports.preview(SETUP, both, options);
  expect([again.known, again.rows, again.faults]).toEqual([2, [], []]);
  const exported = await desk.peopleImports.preview(SETUP, await desk.peopleImports.export(SETUP, 'xlsx', 'vi'), options);
  expect([exported.rows, exported.faults, exported.known]).toEqual([[], [], await em.count(Membership)]);
  // When the cycle is over, what was exported still reads back.
  await em.execute(`update cycle set status = 'cancelled' where id = ?`, [cycle.id]);
  const later = await desk.peopleImports.preview(SETUP, both, options);
  expect([later.known, later.faults]).toEqual([2, []]);
  await em.execute(`update cycle set status = 'open' where id = ?`, [cycle.id]);
  await em.execute(`delete from membership where cycle_id = ?`, [cycle.id]);
});

it.each(['csv', 'xlsx'] as const)('gives back as %s what an empty installation imported from it', async (format) => {
  const database = await testDatabase();
  const store = await openStore(database.url);
  try {
    const copy = deskOn(store.em);
    await copy.unitImports.apply(SETUP, await award.desk.unitImports.export(SETUP, 'csv', 'vi'), options);
    await copy.peopleImports.apply(SETUP, await award.desk.peopleImports.export(SETUP, format, 'en'), options);
    const [mine, theirs] = [await award.desk.peopleImports.export(SETUP, 'csv', 'vi'), await copy.peopleImports.export(SETUP, 'csv', 'vi')];
    expect(theirs.toString()).toBe(mine.toString());
  } finally {
    await store.close();
    await database.drop();
  }
});
