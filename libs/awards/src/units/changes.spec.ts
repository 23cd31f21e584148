import { JournalEntry, Membership, Unit, UnitPast } from '#store';
import { type Award, anAward } from '#testing';
import { SETUP } from '../sample/staff.js';

let award: Award;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 2 });
});
afterAll(() => award.close());

const unit = (code: string) => award.store.em.fork().findOneOrFail(Unit, { code }, { populate: ['parent'] });
const id = async (code: string) => (await unit(code)).id;
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const refused = (places: string[]) => ({ faults: places.map((place) => expect.objectContaining({ place })) });

it('keeps the names and the place a unit had, with their days, and writes every change down', async () => {
  const { desk, roster } = award;
  const [, other = ''] = roster.wards;
  const branch = roster.branches[0]?.code ?? '';
  await desk.units.rename(SETUP, await id(branch), { name: 'Chi đoàn Hoa Sen', on: '2023-12-01' });
  await desk.units.move(SETUP, await id(branch), { parent: other, on: '2023-12-05' });
  const now = await unit(branch);
  expect([now.name, now.parent?.code]).toEqual(['Chi đoàn Hoa Sen', other]);
  const em = award.store.em.fork();
  const past = await em.find(UnitPast, { unit: now.id }, { orderBy: { until: 'asc' }, populate: ['parent'] });
  const first = roster.units.find(({ code }) => code === branch);
  expect(past.map(({ until, name, parent }) => [until, name, parent?.code])).toEqual([
    ['2023-11-30', first?.name, roster.wards[0]],
    ['2023-12-04', 'Chi đoàn Hoa Sen', roster.wards[0]],
  ]);
  const entries = await em.find(
    JournalEntry,
    { subjectId: now.id, type: { $in: ['unit.renamed', 'unit.moved'] } },
    { orderBy: { id: 'asc' } },
  );
  expect(entries.map(({ type, data }) => [type, data['on']])).toEqual([
    ['unit.renamed', '2023-12-01'],
    ['unit.moved', '2023-12-05'],
  ]);
});

it('refuses what would break the tree or the order of days, and changes nothing', async () => {
  const { desk, roster, definition } = award;
  const [ward = '', other = ''] = roster.wards;
  const branch = roster.branches[1]?.code ?? '';
  const before = await award.store.em.fork().find(Unit, {}, { orderBy: { code: 'asc' } });
  const { units } = desk;
  await expect(units.move(SETUP, await id(ward), { parent: branch, on: '2023-12-01' })).rejects.toMatchObject(refused(['parent']));
  await expect(units.move(SETUP, await id(branch), { parent: definition.organiser, on: '2023-12-01' })).rejects.toMatchObject(
    refused(['parent']),
  );
  await expect(units.move(SETUP, await id(branch), { parent: 'X', on: '2023-12-01' })).rejects.toMatchObject(refused(['parent']));
  await expect(units.rename(SETUP, await id(branch), { name: 'Mới', on: day(2) })).rejects.toMatchObject(refused(['on']));
  await expect(units.close(SETUP, await id(other), { on: '2023-12-01', reason: 'Giải thể' })).rejects.toMatchObject(refused(['on']));
  await expect(units.merge(SETUP, await id(ward), { units: [branch, 'X', ward], on: '2023-12-01', reason: '' })).rejects.toMatchObject(
    refused(['units', 'units', 'units']),
  );
  await expect(units.rename(award.staff.secretariat, await id(branch), { name: 'Mới', on: '2023-12-01' })).rejects.toThrow('No such page');
  expect(await award.store.em.fork().find(Unit, {}, { orderBy: { code: 'asc' } })).toEqual(before);
});

it('refuses two changes that only together would close the tree to a circle', async () => {
  const { desk } = award;
  const rows = ['A', 'B'].map((code) => ({ code, tier: `t${code}`, name: code }));
  const [a, b] = await desk.units.import(SETUP, rows);
  const results = await Promise.allSettled([
    desk.units.move(SETUP, a?.id ?? '', { parent: 'B', on: '2023-12-01' }),
    desk.units.move(SETUP, b?.id ?? '', { parent: 'A', on: '2023-12-01' }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('imports nothing when the rows close to a circle, repeat a tier in one line or contradict what is there', async () => {
  const rows = [
    { code: 'K1', tier: 'x', parent: 'K2', name: 'K1' },
    { code: 'K2', tier: 'y', parent: 'K1', name: 'K2' },
    { code: 'K3', tier: 'ward', parent: award.roster.wards[0] ?? '', name: 'K3' },
    { code: award.roster.wards[0] ?? '', tier: 'ward', parent: null, name: 'Khác' },
    { code: 'K4', tier: 'x', name: 'K4', validFrom: '2024-02-01', validTo: '2024-01-01', mergedInto: 'K1' },
  ];
  await expect(award.desk.units.import(SETUP, rows)).rejects.toMatchObject(
    refused([
      'units[0 K1].parent',
      'units[1 K2].parent',
      'units[2 K3].tier',
      `units[3 ${award.roster.wards[0]}].code`,
      'units[4 K4].validTo',
    ]),
  );
  expect(await award.store.em.fork().count(Unit, { code: { $like: 'K%' } })).toBe(0);
});

it('ends a unit without work and the memberships in it, and not one that has open nominations', async () => {
  const { desk, roster, store } = award;
  const [gone = '', busy = ''] = roster.branches.map(({ code }) => code);
  await desk.nominations.start(award.cycle.id, award.nominator(busy));
  await expect(desk.units.close(SETUP, await id(busy), { on: '2023-12-20', reason: 'Giải thể' })).rejects.toMatchObject(refused(['on']));
  await desk.units.close(SETUP, await id(gone), { on: '2023-12-20', reason: 'Giải thể' });
  expect((await unit(gone)).validTo).toBe('2023-12-20');
  expect(await store.em.fork().execute('select 1 from membership where unit_id = ?', [await id(gone)])).toEqual([]);
});

it('does not end the unit of the last administrator', async () => {
  const { desk, store } = award;
  const em = store.em.fork();
  const [office] = await desk.units.import(SETUP, [{ code: 'VP', tier: 'office', name: 'Văn phòng' }]);
  await em.execute(`update membership set unit_id = ? where role = 'administrator'`, [office?.id]);
  const close = () => desk.units.close(SETUP, office?.id ?? '', { on: '2023-12-20', reason: 'Giải thể' });
  await expect(close()).rejects.toMatchObject(refused(['on']));
  expect(await em.count(Membership, { role: 'administrator' })).toBe(1);
  const other = { unit: award.definition.organiser, role: 'administrator' as const };
  await desk.memberships.addPerson(SETUP, { name: 'Người quản trị', phone: '0903123457' }, other);
  await close();
  expect(await em.fork().count(Membership, { role: 'administrator' })).toBe(1);
});
