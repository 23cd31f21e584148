import { JournalEntry, Nomination, Revision, Unit } from '#store';
import { anAward, type Award, earlierYear } from '#testing';
import { attachSampleFiles, chance, dossierOf, lastDossier, SETUP } from '../index.js';

let award: Award;
beforeAll(async () => {
  award = await anAward({ branches: 6, wards: 2 });
});
afterAll(() => award.close());

const em = () => award.store.em.fork();
const draftOf = (branch: string) => award.desk.nominations.start(award.cycle.id, award.nominator(branch));
const keep = (id: string, branch: string, patch: Parameters<Award['desk']['drafts']['keep']>[2], basedOn: number) =>
  award.desk.drafts.keep(id, award.nominator(branch), patch, basedOn);
const journalled = async (id: string) =>
  (await em().find(JournalEntry, { subjectId: id }, { orderBy: { id: 'asc' } })).map(({ type, data }) => [type, data]);

it('keeps what was changed and nothing else, and writes a save that is sent again once', async () => {
  const { id } = await draftOf('CD-AK-01');
  const patch = { 'fields.members': '24', 'tables.projects': [{ name: 'Vườn rau', people: '12' }], 'eligibility.DK2': 'yes' };
  expect(await keep(id, 'CD-AK-01', patch, 0)).toEqual({ revision: 1, others: {} });
  expect(await keep(id, 'CD-AK-01', patch, 0)).toEqual({ revision: 1, others: {} });
  expect(await keep(id, 'CD-AK-01', patch, 1)).toEqual({ revision: 1, others: {} });
  expect(await keep(id, 'CD-AK-01', { 'fields.members': null, 'fields.reason': 'Kết quả rõ.' }, 1)).toEqual({ revision: 2, others: {} });
  expect((await award.nomination('CD-AK-01')).content).toEqual({
    fields: { reason: 'Kết quả rõ.' },
    selfScores: {},
    tables: { projects: [{ name: 'Vườn rau', people: '12' }] },
    eligibility: { DK2: 'yes' },
  });
  expect(await em().count(Revision, { nomination: id })).toBe(2);
  expect(await em().count(JournalEntry, { subjectId: id, type: 'nomination.saved' })).toBe(2);
});

it('lets two devices write beside each other, and asks where both wrote the same', async () => {
  const { id } = await draftOf('CD-AK-02');
  await keep(id, 'CD-AK-02', { 'fields.members': '24' }, 0);
  expect(await keep(id, 'CD-AK-02', { 'fields.reason': 'Từ máy kia.' }, 0)).toEqual({ revision: 2, others: { 'fields.members': '24' } });
  await expect(keep(id, 'CD-AK-02', { 'fields.members': '25' }, 0)).rejects.toMatchObject({
    name: 'Stale',
    yours: { fields: { members: '25' } },
    theirs: { fields: { members: '24', reason: 'Từ máy kia.' } },
    revision: 2,
  });
  const both = await Promise.all([
    keep(id, 'CD-AK-02', { 'fields.achievements': 'Máy một.' }, 2),
    keep(id, 'CD-AK-02', { 'fields.volunteering': 'Máy hai.' }, 2),
  ]);
  expect(new Set(both.map(({ revision }) => revision))).toEqual(new Set([3, 4]));
  expect((await award.nomination('CD-AK-02')).content.fields).toEqual({
    members: '24',
    reason: 'Từ máy kia.',
    achievements: 'Máy một.',
    volunteering: 'Máy hai.',
  });
});

it('names every cell of a table that is wrong, and keeps nothing of it', async () => {
  const { id } = await draftOf('CD-AK-03');
  const projects = [
    { name: 'x'.repeat(151), people: '3,5' },
    { name: 'Sân chơi', finishedOn: '2023-02-30' },
  ];
  await expect(keep(id, 'CD-AK-03', { 'tables.projects': projects, 'eligibility.DK3': 'maybe' }, 0)).rejects.toMatchObject({
    faults: ['tables.projects.0.name', 'tables.projects.0.people', 'tables.projects.1.finishedOn', 'eligibility.DK3'].map((place) => ({
      place,
    })),
  });
  expect((await award.nomination('CD-AK-03')).revision).toBe(0);
});

it('lets a ward write in the place of a branch, which reads and confirms it before it counts', async () => {
  const branch = 'CD-CG-01';
  const [ward, nominator] = [award.reviewer('DP-CG'), award.nominator(branch)];
  const unit = await em().findOneOrFail(Unit, { code: branch });
  const { nominations, drafts } = award.desk;
  const { id } = await nominations.startFor(award.cycle.id, ward, unit.id);
  await nominations.save(id, ward, dossierOf(award.definition, branch, 0.9, chance(3)), 0);
  await attachSampleFiles(award.desk, award.definition, id, ward);
  await expect(nominations.submit(id, ward)).rejects.toMatchObject({ because: 'confirmedByBranch' });
  await expect(nominations.submit(id, nominator)).rejects.toMatchObject({ because: 'confirmedByBranch' });
  await expect(nominations.confirm(id, ward)).rejects.toMatchObject({ because: 'nominatorOfUnit' });
  await nominations.confirm(id, nominator);
  // It agreed to what it read: from now on only the branch changes it.
  await expect(drafts.keep(id, ward, { 'fields.reason': 'Khác.' }, 4)).rejects.toMatchObject({ because: 'writerOfUnit' });
  await drafts.keep(id, nominator, { 'fields.reason': 'Chi đoàn viết thêm.' }, 4);
  await expect(nominations.confirm(id, nominator)).rejects.toMatchObject({ because: 'awaitsBranch' });
  await nominations.submit(id, ward);
  const onBehalfOf = unit.id;
  expect(await journalled(id)).toEqual([
    ['nomination.started', { onBehalfOf }],
    ['nomination.saved', { revision: 1, answered: [], onBehalfOf }],
    ...['HS2', 'HS3', 'HS5'].map((field, index) => [
      'nomination.files-added',
      expect.objectContaining({ revision: index + 2, field, onBehalfOf }),
    ]),
    ['nomination.confirmed', { revision: 4 }],
    ['nomination.saved', { revision: 5, answered: [] }],
    ['nomination.submitted', { revision: 5, onBehalfOf }],
  ]);
});

it('files for no branch of another ward, and none that writes itself', async () => {
  const { nominations } = award.desk;
  const [foreign, own] = [await em().findOneOrFail(Unit, { code: 'CD-AK-01' }), await em().findOneOrFail(Unit, { code: 'CD-CG-02' })];
  await expect(nominations.startFor(award.cycle.id, award.reviewer('DP-CG'), foreign.id)).rejects.toMatchObject({ name: 'NotFound' });
  await expect(nominations.startFor(award.cycle.id, award.nominator('CD-CG-02'), foreign.id)).rejects.toMatchObject({ name: 'NotFound' });
  await draftOf('CD-CG-02');
  await expect(nominations.startFor(award.cycle.id, award.reviewer('DP-CG'), own.id)).rejects.toMatchObject({
    faults: [{ place: 'unit' }],
  });
  expect(await em().count(Nomination, { unit: own.id })).toBe(1);
});

it('lets the ward that takes over another go on with what that one files', async () => {
  const own = await anAward({ branches: 2, wards: 2 });
  try {
    const unit = (code: string) => own.store.em.fork().findOneOrFail(Unit, { code });
    const { id } = await own.desk.nominations.startFor(own.cycle.id, own.reviewer('DP-CG'), (await unit('CD-CG-01')).id);
    await own.desk.units.merge(SETUP, (await unit('DP-AK')).id, { units: ['DP-CG'], on: '2024-01-10', reason: 'Nghị quyết sáp nhập' });
    const kept = own.desk.drafts.keep(id, own.reviewer('DP-AK'), { 'fields.reason': 'Viết tiếp.' }, 0);
    await expect(kept).resolves.toEqual({ revision: 1, others: {} });
  } finally {
    await own.close();
  }
});

it('counts what a branch won whatever became of its ward, and what one won that was merged into it', async () => {
  const own = await anAward({ branches: 6, wards: 2 });
  try {
    await earlierYear(own, ['CD-CG-01']);
    const unit = async (code: string) => (await own.store.em.fork().findOneOrFail(Unit, { code })).id;
    const handIn = async (branch: string) => {
      const actor = own.nominator(branch);
      const { id, revision } = await own.desk.nominations.start(own.cycle.id, actor);
      await own.desk.nominations.save(id, actor, dossierOf(own.definition, branch, 0.9, chance(1)), revision);
      await attachSampleFiles(own.desk, own.definition, id, actor);
      return own.desk.nominations.submit(id, actor);
    };
    await own.desk.units.merge(SETUP, await unit('DP-AK'), { units: ['DP-CG'], on: '2024-01-10', reason: 'Nghị quyết sáp nhập' });
    await expect(handIn('CD-CG-01')).rejects.toMatchObject({ because: 'eligible' });
    await own.desk.units.merge(SETUP, await unit('CD-AK-02'), { units: ['CD-CG-01'], on: '2024-01-10', reason: 'Nghị quyết sáp nhập' });
    // What was open has been handed over.
    const { id } = await own.nomination('CD-CG-01');
    await expect(own.desk.nominations.submit(id, own.nominator('CD-AK-02'))).rejects.toMatchObject({ because: 'eligible' });
    await expect(handIn('CD-AK-03')).resolves.toMatchObject({ status: 'submitted' });
  } finally {
    await own.close();
  }
});

describe('with an earlier year', () => {
  beforeAll(() => earlierYear(award, ['CD-AK-01', 'CD-CG-03']));

  it('copies into what is empty, and leaves scores and conditions to their own year', async () => {
    const { id } = await draftOf('CD-CG-03');
    await keep(id, 'CD-CG-03', { 'fields.members': '40' }, 0);
    const last = await lastDossier(
      em(),
      { cycle: award.cycle.id, unit: (await award.nomination('CD-CG-03')).unit.id },
      award.nominator('CD-CG-03'),
    );
    const copied = await award.desk.drafts.copyFromLast(id, award.nominator('CD-CG-03'));
    const { members: _, ...earlier } = last?.content.fields ?? {};
    expect(copied.sort()).toEqual([...Object.keys(earlier), 'projects'].sort());
    expect((await award.nomination('CD-CG-03')).content).toEqual({
      fields: { ...earlier, members: '40' },
      selfScores: {},
      tables: { projects: [{ name: 'Vườn rau CD-CG-03' }] },
    });
    expect(await award.desk.drafts.copyFromLast(id, award.nominator('CD-CG-03'))).toEqual([]);
  });

  it('takes no dossier of a branch that won in a year the award excludes, whatever the branch says', async () => {
    const actor = award.nominator('CD-AK-01');
    const { id, revision } = await award.nomination('CD-AK-01');
    await award.desk.nominations.save(id, actor, dossierOf(award.definition, 'CD-AK-01', 0.9, chance(1)), revision);
    await attachSampleFiles(award.desk, award.definition, id, actor);
    await expect(award.desk.nominations.submit(id, actor)).rejects.toMatchObject({ because: 'eligible' });
  });

  it('takes no dossier of a branch that is younger than the award asks for', async () => {
    const actor = award.nominator('CD-AK-03');
    const { id, revision } = await award.nomination('CD-AK-03');
    await award.desk.nominations.save(id, actor, dossierOf(award.definition, 'CD-AK-03', 0.9, chance(1)), revision);
    await attachSampleFiles(award.desk, award.definition, id, actor);
    const founded = (day: string) => em().execute(`update unit set valid_from = ? where code = 'CD-AK-03'`, [day]);
    await founded('2023-01-01');
    await expect(award.desk.nominations.submit(id, actor)).rejects.toMatchObject({ because: 'eligible' });
    await founded('2022-12-31');
    await award.desk.nominations.submit(id, actor);
    expect((await award.nomination('CD-AK-03')).status).toBe('submitted');
  });
});
