import { JournalEntry, Nomination } from '#store';
import { type Award, anAward, anAwardInReview } from '#testing';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
const start = async (opened: Promise<Award>) => {
  award = await opened;
  web = await visiting(award.url, award.store);
};
afterEach(async () => {
  await web.app.close();
  await award.close();
});

const BRANCH = 'CD-AK-01';
const branch = () => award.nominator(BRANCH);
const ward = () => award.reviewer('DP-AK');
const words = (html: string, tag: 'ins' | 'del') =>
  [...html.matchAll(new RegExp(`<${tag}><span class="vh">[^<]*</span>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text);

describe('a nomination that comes back after a return', () => {
  beforeEach(() => start(anAwardInReview({ branches: 4, wards: 2 })));

  async function resubmitted() {
    const { id, content } = await award.nomination(BRANCH);
    const points = [
      { field: 'initiative', request: 'Nêu số liệu.' },
      { field: 'volunteering', request: 'Nêu số lượt.' },
      { field: '2.1', request: 'Điểm này cao quá.' },
    ];
    await award.desk.reviews.return(id, ward(), points);
    const { revision } = await award.nomination(BRANCH);
    const fields = { ...content.fields, initiative: 'Mô hình “Ngôi nhà của Pin” có 11 điểm thu gom.' };
    const first = { ...content, fields: { ...fields, initiative: `${fields.initiative} Chưa xong` } };
    await award.desk.nominations.save(id, branch(), first, revision);
    await award.desk.nominations.save(id, branch(), { ...content, fields, selfScores: { ...content.selfScores, '2.1': 2 } }, revision + 1);
    for (const point of await award.desk.nominations.openPoints(id)) await award.desk.nominations.answer(id, branch(), point.id, 'Đã sửa.');
    const before = { initiative: content.fields['initiative'] ?? '', score: content.selfScores['2.1'] };
    return { id, before, fields };
  }

  it('shows old against new to reviewer, office and branch, and to the council nothing', async () => {
    const { id, before, fields } = await resubmitted();
    const changes = [
      { part: 'initiative', before: before.initiative, after: fields.initiative },
      { part: '2.1', before: before.score, after: 2 },
    ];
    // The branch sees what it changes; the ward only what was handed in.
    expect((await web.call(branch(), 'GET', `/nominations/${id}`)).body).toMatchObject({ changes });
    expect((await web.call(ward(), 'GET', `/nominations/${id}`)).body).toMatchObject({ changes: [] });
    await award.desk.nominations.submit(id, branch());
    for (const actor of [branch(), ward(), award.staff.secretariat])
      expect((await web.call(actor, 'GET', `/nominations/${id}`)).body).toMatchObject({ changes });
    expect((await web.call(award.staff.chair, 'GET', `/nominations/${id}`)).body).toMatchObject({ changes: [] });
  });

  it('shows beside each point the words that went and came, or that nothing changed', async () => {
    const { id, before, fields } = await resubmitted();
    await award.desk.nominations.submit(id, branch());
    const { html, text } = await web.page(ward(), `/nominations/${id}`);
    // In the order of the points: the self-score first.
    const [[oldScore, ...removed], [newScore, ...added]] = [words(html, 'del'), words(html, 'ins')];
    expect([oldScore, newScore]).toEqual([String(before.score), '2']);
    expect([removed.length > 0, added.length > 0]).toEqual([true, true]);
    for (const word of removed) expect(before.initiative).toContain(word);
    for (const word of added) expect(fields.initiative).toContain(word);
    expect(text).not.toContain('Chưa xong');
    expect(text).toMatch(/Nêu số lượt\. Đã sửa\. Nội dung mục này không đổi\./);
  });

  it('compares with the last of several returns, and not at all where nothing was sent back', async () => {
    const { id, fields } = await resubmitted();
    await award.desk.nominations.submit(id, branch());
    await award.desk.reviews.return(id, ward(), [{ field: 'volunteering', request: 'Nêu rõ hơn.' }]);
    const { content, revision } = await award.nomination(BRANCH);
    const again = { ...content, fields: { ...fields, volunteering: '12 lần ra quân.' } };
    await award.desk.nominations.save(id, branch(), again, revision);
    for (const point of await award.desk.nominations.openPoints(id)) await award.desk.nominations.answer(id, branch(), point.id, 'Đã sửa.');
    await award.desk.nominations.submit(id, branch());
    expect((await web.call(ward(), 'GET', `/nominations/${id}`)).body).toMatchObject({
      changes: [{ part: 'volunteering', before: content.fields['volunteering'], after: '12 lần ra quân.' }],
    });
    expect((await web.call(ward(), 'GET', `/nominations/${(await award.nomination('CD-AK-02')).id}`)).body).toMatchObject({ changes: [] });
  });
});

describe('a save that came late', () => {
  let id: string;
  const base = { members: '30', initiative: 'Bản đầu.', reason: 'Lý do đầu.' };
  const theirs = { ...base, initiative: 'Bản của người kia.', members: '31' };
  const mine = { ...base, initiative: 'Bản của tôi.', reason: 'Lý do của tôi.' };
  beforeEach(async () => {
    await start(anAward({ branches: 2, wards: 1 }));
    ({ id } = await award.desk.nominations.start(award.cycle.id, branch()));
    await award.desk.nominations.save(id, branch(), { fields: base, selfScores: { '2.1': 0 } }, 0);
    await award.desk.nominations.save(id, branch(), { fields: theirs, selfScores: { '2.1': 2 } }, 1);
  });
  const stored = async () => (await award.store.em.fork().findOneOrFail(Nomination, id)).content;
  const formOf = (revision: number, more: Record<string, string> = {}) => ({
    revision: String(revision),
    'fields.initiativeName': '',
    'fields.initiative': mine.initiative,
    'fields.video': '',
    ...more,
  });
  const save = (form: Record<string, string>, section = 'form-initiative') =>
    web.send(branch(), `/nominations/${id}/edit/${section}`, form);

  it('answers programs with both versions', async () => {
    const content = { fields: mine, selfScores: { '2.1': 0 } };
    const late = await web.call(branch(), 'PUT', `/nominations/${id}/content`, { revision: 1, content });
    expect(late).toMatchObject({
      status: 409,
      body: { yours: content, theirs: { fields: theirs, selfScores: { '2.1': 2 } }, revision: 2 },
    });
    expect((await stored()).fields).toEqual(theirs);
  });

  it('is kept beside what the other one changed elsewhere', async () => {
    expect((await save({ revision: '1', 'fields.reason': mine.reason }, 'form-reason')).status).toBe(303);
    expect((await stored()).fields).toEqual({ ...theirs, reason: mine.reason });
  });

  it('shows both side by side where both changed the same, with the person’s own text still in the form', async () => {
    const late = await save(formOf(1));
    expect(late.status).toBe(409);
    expect(late.text).toContain('Có 1 mục cả hai cùng sửa.');
    expect([...late.html.matchAll(/href="#conflict-([^"]+)"/g)].map(([, name]) => name)).toEqual(['fields.initiative']);
    expect(late.text).toMatch(/Bạn viết Bản của tôi\. Bản vừa lưu Bản của người kia\. Giữ của tôi/);
    expect(late.html).toMatch(/name="fields\.initiative"[^>]*>Bản của tôi\.<\/textarea>/);
    expect(late.html).toContain('<input type="hidden" name="revision" value="2">');
    expect((await stored()).fields).toEqual(theirs);
  });

  it.each([
    ['mine', mine.initiative],
    ['theirs', theirs.initiative],
  ])('saves what was chosen: %s', async (choice, initiative) => {
    expect((await save(formOf(2, { 'choice.fields.initiative': choice }))).status).toBe(303);
    expect((await stored()).fields).toEqual({ ...theirs, initiative });
  });

  it('shows a third version that came meanwhile, instead of taking what nobody has seen', async () => {
    await award.desk.nominations.save(id, branch(), { fields: { ...theirs, initiative: 'Bản thứ ba.' }, selfScores: {} }, 2);
    const late = await save(formOf(2, { 'choice.fields.initiative': 'mine' }));
    expect([late.status, late.text.includes('Bản thứ ba.')]).toEqual([409, true]);
    expect((await stored()).fields['initiative']).toBe('Bản thứ ba.');
  });

  it('that is sent again writes nothing', async () => {
    const form = formOf(2, { 'fields.initiative': 'Bản của tôi, sửa tiếp.' });
    const answers = [await save(form), await save(form), await save({ ...form, revision: '3' })];
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await award.nomination(BRANCH)).revision).toBe(3);
    expect(await award.store.em.fork().count(JournalEntry, { subjectId: id, type: 'nomination.saved' })).toBe(3);
  });

  it('keeps what was typed when the rules refuse the save', async () => {
    await award.goTo(-50, '09:00');
    const refused = await save(formOf(2));
    expect(refused.status).toBe(409);
    expect(refused.text).toMatch(/Hạn là 23:59, 04\/02\/2024, nay không làm được nữa\./);
    expect(refused.html).toMatch(/name="fields\.initiative"[^>]*>Bản của tôi\.<\/textarea>/);
  });
});
