import { attachSampleFiles, chance, dossierOf, SETUP } from '#awards';
import { JournalEntry, Membership, Unit } from '#store';
import { type Award, anAward, earlierYear } from '#testing';
import { type Visiting, visiting } from './visiting.js';

// The web asks as its own role: the walls of the database stand behind every step.
let award: Award;
let web: Visiting;
beforeAll(async () => {
  award = await anAward({ branches: 4, wards: 2 });
  web = await visiting(award.url, award.store);
});
afterAll(async () => {
  await web?.app.close();
  await award?.close();
});

const unitId = async (code: string) => (await award.store.em.fork().findOneOrFail(Unit, { code })).id;

it('lets a ward write in the place of a branch, which reads it, agrees and sees it handed in', async () => {
  const branch = 'CD-AK-01';
  const [ward, nominator] = [award.reviewer('DP-AK'), award.nominator(branch)];
  expect((await web.page(ward, '/cycles/award')).text).toContain('Lập hồ sơ thay chi đoàn');
  const begun = await web.send(ward, '/cycles/award/filings', { unit: await unitId(branch) });
  const { id } = await award.nomination(branch);
  expect([begun.status, begun.location]).toEqual([303, `/nominations/${id}/edit`]);
  const saved = await web.send(ward, `/nominations/${id}/edit/form-reason`, { revision: '0', 'fields.reason': 'Kết quả rõ.' });
  expect([saved.status, (await award.nomination(branch)).content.fields]).toEqual([303, { reason: 'Kết quả rõ.' }]);
  expect((await web.page(award.reviewer('DP-CG'), `/nominations/${id}`)).status).toBe(404);

  await award.desk.nominations.save(id, ward, dossierOf(award.definition, branch, 0.9, chance(3)), 1);
  await attachSampleFiles(award.desk, award.definition, id, ward);
  expect((await web.page(ward, `/nominations/${id}/submission`)).text).toContain(
    'Cần người đề cử của đơn vị đọc và xác nhận trước khi nộp.',
  );
  const early = await web.send(ward, `/nominations/${id}/submission`);
  expect([early.status, early.text.includes('cần được người đề cử của đơn vị xác nhận')]).toEqual([409, true]);

  const todo = await web.page(nominator, '/');
  expect(todo.text).toContain('Xác nhận hồ sơ');
  expect((await web.page(nominator, `/nominations/${id}`)).text).toContain('Đoàn phường An Khê lập hồ sơ này thay đơn vị.');
  const confirmed = await web.send(nominator, `/nominations/${id}/confirmation`);
  expect(confirmed.location).toBe(`/nominations/${id}/submission`);
  const late = await web.send(ward, `/nominations/${id}/edit/form-reason`, { revision: '2', 'fields.reason': 'Ghi thêm.' });
  expect(late.status).toBe(409);
  expect((await web.send(ward, `/nominations/${id}/submission`)).location).toBe(`/nominations/${id}/receipt`);
  expect((await web.page(nominator, `/nominations/${id}/receipt`)).text).toMatch(/Số biên nhận/);
  const acts = await award.store.em.fork().find(JournalEntry, { subjectId: id }, { orderBy: { id: 'asc' } });
  expect(acts.map(({ type, data }) => [type, data['onBehalfOf'] !== undefined])).toEqual([
    ['nomination.started', true],
    ['nomination.saved', true],
    ['nomination.saved', true],
    ['nomination.files-added', true],
    ['nomination.files-added', true],
    ['nomination.files-added', true],
    ['nomination.confirmed', false],
    ['nomination.submitted', true],
  ]);
});

it('says so when the branch has begun by itself, and shows nothing of what it writes', async () => {
  const branch = 'CD-CG-01';
  const { id } = await award.desk.nominations.start(award.cycle.id, award.nominator(branch));
  const refused = await web.send(award.reviewer('DP-CG'), '/cycles/award/filings', { unit: await unitId(branch) });
  expect([refused.status, refused.text.includes('Đơn vị này đã tự lập hồ sơ.')]).toEqual([422, true]);
  expect((await web.page(award.reviewer('DP-CG'), `/nominations/${id}/edit`)).status).toBe(404);
});

it('takes a form that is sent again once, and one from an older page beside what was written since', async () => {
  const branch = 'CD-CG-02';
  const actor = award.nominator(branch);
  const { id } = await award.desk.nominations.start(award.cycle.id, actor);
  const url = `/nominations/${id}/edit/form-branch`;
  const form = { revision: '0', 'fields.members': '1.234', 'fields.founded': '26/3/2015', 'fields.rating': '' };
  expect([(await web.send(actor, url, form)).status, (await web.send(actor, url, form)).status]).toEqual([303, 303]);
  expect(await award.nomination(branch)).toMatchObject({ revision: 1, content: { fields: { members: '1234', founded: '2015-03-26' } } });
  const older = { revision: '0', 'fields.reason': 'Từ trang cũ.' };
  expect((await web.send(actor, `/nominations/${id}/edit/form-reason`, older)).status).toBe(303);
  expect((await award.nomination(branch)).content.fields).toEqual({ members: '1234', founded: '2015-03-26', reason: 'Từ trang cũ.' });
  const clash = await web.send(actor, url, { ...form, 'fields.members': '99' });
  expect([clash.status, /1\.234/.test(clash.text), /99/.test(clash.text)]).toEqual([409, true, true]);
});

it('withdraws with a reason, and not without', async () => {
  const { id } = await award.nomination('CD-AK-01');
  const actor = award.nominator('CD-AK-01');
  expect((await web.send(actor, `/nominations/${id}/withdrawal`, { reason: ' ' })).status).toBe(422);
  expect((await web.send(actor, `/nominations/${id}/withdrawal`, { reason: 'Chi đoàn xin rút.' })).status).toBe(303);
  expect((await award.nomination('CD-AK-01')).status).toBe('withdrawn');
});

it('fills in from the last dossier what is empty, and says what that was', async () => {
  const branch = 'CD-CG-02';
  const actor = award.nominator(branch);
  await earlierYear(award, ['CD-AK-02', branch]);
  const { id, revision } = await award.nomination(branch);
  const conditions = { 'eligibility.DK1': 'yes', 'eligibility.DK2': 'yes', 'eligibility.DK3': 'yes' };
  await web.send(actor, `/nominations/${id}/edit/conditions`, { revision: String(revision), ...conditions });
  // That it did not win the year before is known; the year before that is not, so it is asked.
  expect((await web.page(actor, `/nominations/${id}/edit`)).location).toBe(`/nominations/${id}/edit/conditions`);
  await web.send(actor, `/nominations/${id}/edit/conditions`, { revision: String(revision + 1), 'eligibility.DK4': 'yes' });
  expect((await web.page(actor, `/nominations/${id}/edit`)).text).toContain('Lấy từ hồ sơ lần trước');
  const copied = await web.send(actor, `/nominations/${id}/copy`);
  const told = await web.page(actor, copied.location ?? '');
  expect(told.text).toContain('Đã lấy 6 mục từ hồ sơ lần trước');
  const { fields, tables, selfScores } = (await award.nomination(branch)).content;
  expect([fields['members'], tables, selfScores]).toEqual(['1234', { projects: [{ name: `Vườn rau ${branch}` }] }, {}]);
});

it.each([
  ['in all cycles', () => null],
  ['in this one only', () => award.cycle.id],
])('says at once that a branch which won the year before has to wait, to who takes part %s', async (_, limit) => {
  const actor = award.nominator('CD-AK-02');
  await award.store.em.fork().nativeUpdate(Membership, { person: actor.id, role: 'nominator' }, { cycle: limit() });
  const { id } = await award.desk.nominations.start(award.cycle.id, actor);
  expect((await web.page(actor, `/nominations/${id}/edit/conditions`)).text).toMatch(/Đơn vị đã được tặng năm 2022\. Hãy chờ đợt sau\./);
});

it('does not wait for a branch from another ward that has handed in there', async () => {
  const [moved, silent] = [await unitId('CD-AK-01'), await unitId('CD-CG-02')];
  await award.desk.units.move(SETUP, moved, { parent: 'DP-CG', on: '2023-12-05' });
  for (const path of ['/cycles/award', '/reviews/award/ward-review/reminders']) {
    const { html } = await web.page(award.reviewer('DP-CG'), path);
    expect([path, html.includes(moved)]).toEqual([path, false]);
  }
  expect((await web.page(award.reviewer('DP-CG'), '/reviews/award/ward-review/reminders')).html).toContain(silent);
});

it('offers nothing to file to a reviewer whose membership counts in another cycle', async () => {
  const { desk, staff, definition, store } = award;
  const { code, version } = definition;
  const council = Object.fromEntries([...staff.council].map(([seat, one]) => [seat, one.id]));
  const other = await desk.cycles.prepare(staff.secretariat, { slug: 'other', definition: { code, version }, council });
  await desk.cycles.launch(other.id, staff.secretariat);
  const wanted = { unit: 'DP-CG', role: 'reviewer' as const, cycle: other.id };
  const { id } = await desk.memberships.addPerson(SETUP, { name: 'Người xét đợt khác', phone: '0903123451' }, wanted);
  await store.em.fork().execute('update person set is_sample = true where id = ?', [id]);
  const offered = async (slug: string) =>
    (await web.page({ id, role: 'reviewer', unit: '' }, `/cycles/${slug}`)).html.includes(`action="/cycles/${slug}/filings"`);
  expect([await offered('award'), await offered('other')]).toEqual([false, true]);
});
