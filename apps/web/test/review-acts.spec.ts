import { Endorsement, JournalEntry } from '#store';
import { type Award, anAwardInReview } from '#testing';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 6, wards: 2 });
  web = await visiting(award.url, award.store);
});
afterEach(async () => {
  await web.app.close();
  await award.close();
});

const idOf = async (branch: string) => (await award.nomination(branch)).id;
const reviewer = () => award.reviewer('DP-AK');
const em = () => award.store.em.fork();
const endorsed = () => em().count(Endorsement, {});

describe('endorsing several on the cycle’s page', () => {
  const send = (form: Record<string, string | string[]>) => web.send(reviewer(), '/cycles/award/endorsements', form);

  it('offers a reviewer the nominations that wait, and nobody else', async () => {
    const { text } = await web.page(reviewer(), '/cycles/award');
    expect(text).toContain('Đề nghị nhiều hồ sơ Còn 2 chỉ tiêu.');
    expect((await web.page(reviewer(), '/cycles/award')).html.match(/name="nominations"/g)).toHaveLength(3);
    for (const actor of [null, award.nominator('CD-AK-01'), award.staff.secretariat, award.staff.chair])
      expect((await web.page(actor, '/cycles/award')).text).not.toContain('Đề nghị nhiều hồ sơ');
  });

  it('puts all of them forward with one button, and offers what is left', async () => {
    const [first, second] = [await idOf('CD-AK-01'), await idOf('CD-AK-02')];
    const done = await send({ nominations: [first, second], [`rank.${first}`]: '2', [`rank.${second}`]: ' 1 ' });
    expect([done.status, done.location]).toEqual([303, '/cycles/award']);
    expect((await em().find(Endorsement, {}, { orderBy: { rank: 'asc' } })).map(({ rank, nomination }) => [rank, nomination.id])).toEqual([
      [1, second],
      [2, first],
    ]);
    // The quota is used up.
    expect((await web.page(reviewer(), '/cycles/award')).text).not.toContain('Đề nghị nhiều hồ sơ');
  });

  it('names the one that is refused, puts none forward, and loses nothing of what was typed', async () => {
    const [first, second] = [await idOf('CD-AK-01'), await idOf('CD-AK-02')];
    const refused = await send({ nominations: [first, second], [`rank.${first}`]: '7', [`rank.${second}`]: '7' });
    expect(refused.status).toBe(409);
    expect(refused.text).toMatch(/CD-AK-0[12]: Thứ tự ưu tiên này đã dùng cho hồ sơ khác\./);
    for (const id of [first, second]) {
      expect(refused.html.includes(`value="${id}" checked`)).toBe(true);
      expect(new RegExp(`name="rank.${id}"[^>]*value="7"`).test(refused.html)).toBe(true);
    }
    expect(await endorsed()).toBe(0);
  });

  it('says beside which one a rank cannot be read', async () => {
    const [first, second] = [await idOf('CD-AK-01'), await idOf('CD-AK-02')];
    const bad = await send({ nominations: [first, second], [`rank.${first}`]: 'nhất', [`rank.${second}`]: '2' });
    expect([bad.status, bad.html.includes(`href="#f-endorsements-rank.${first}"`)]).toEqual([422, true]);
    expect(bad.html.includes('value="nhất"')).toBe(true);
    expect((await send({})).text).toContain('Hãy chọn ít nhất một hồ sơ.');
    expect(await endorsed()).toBe(0);
  });
});

describe('endorsing several in the API', () => {
  const post = (actor: Parameters<Visiting['call']>[0], nominations: unknown) =>
    web.call(actor, 'POST', '/cycles/award/endorse', { nominations });

  it('is all or nothing, and names the one that is refused', async () => {
    const [first, second, third] = [await idOf('CD-AK-01'), await idOf('CD-AK-02'), await idOf('CD-AK-03')];
    const three = [first, second, third].map((id, index) => ({ id, rank: index + 1 }));
    expect((await post(reviewer(), three)).body).toMatchObject({
      status: 409,
      rule: 'quotaLeft',
      detail: expect.stringMatching(/^CD-AK-0\d: Đơn vị đã dùng hết chỉ tiêu/) as string,
      about: expect.stringMatching(/^CD-AK-0\d$/) as string,
    });
    expect(await endorsed()).toBe(0);
    expect((await post(reviewer(), three.slice(0, 2))).body).toMatchObject({ endorsed: [{ status: 'endorsed' }, { status: 'endorsed' }] });
  });

  it('is for reviewers of that ward, and for lists that can be read', async () => {
    const id = await idOf('CD-AK-01');
    expect((await post(null, [{ id, rank: 1 }])).status).toBe(401);
    expect((await post(award.reviewer('DP-CG'), [{ id, rank: 1 }])).status).toBe(404);
    expect((await post(award.nominator('CD-AK-01'), [{ id, rank: 1 }])).body).toMatchObject({ rule: 'reviewerOfUnit' });
    expect((await post(reviewer(), [])).body).toMatchObject({ status: 400, errors: [{ pointer: '#/nominations' }] });
    expect((await post(reviewer(), [{ id: 'x', rank: 0 }])).body).toMatchObject({
      errors: [{ pointer: '#/nominations/0/id' }, { pointer: '#/nominations/0/rank' }],
    });
  });
});

describe('reopening a decision', () => {
  it('is offered to the secretariat alone, with a reason', async () => {
    const id = await idOf('CD-AK-01');
    await award.desk.reviews.decline(id, reviewer(), 'Chưa đạt');
    expect((await web.call(award.staff.secretariat, 'GET', `/nominations/${id}`)).body['_actions']).toContain('REOPEN');
    expect((await web.page(award.staff.secretariat, `/nominations/${id}`)).text).toContain('Mở lại quyết định');
    expect((await web.page(reviewer(), `/nominations/${id}`)).text).not.toContain('Mở lại quyết định');
    expect((await web.send(reviewer(), `/nominations/${id}/reopening`, { reason: 'x' })).status).toBe(409);
    expect((await web.send(award.staff.secretariat, `/nominations/${id}/reopening`, { reason: '' })).status).toBe(422);
    expect((await web.send(award.staff.secretariat, `/nominations/${id}/reopening`, { reason: 'Bấm nhầm' })).status).toBe(303);
    expect(await award.nomination('CD-AK-01')).toMatchObject({ status: 'submitted', stage: 'ward-review' });
    expect(await em().count(JournalEntry, { type: 'nomination.reopened' })).toBe(1);
  });

  it('in the API answers with the nomination, or says why not', async () => {
    const id = await idOf('CD-AK-02');
    await award.desk.reviews.disqualify(id, reviewer(), 'Chưa đủ 12 tháng');
    const reopen = (actor: Parameters<Visiting['call']>[0]) => web.call(actor, 'POST', `/nominations/${id}/reopen`, { reason: 'Bấm nhầm' });
    expect((await reopen(null)).status).toBe(401);
    expect((await reopen(award.nominator('CD-AK-02'))).body).toMatchObject({ status: 409, rule: 'secretariat' });
    expect((await reopen(award.staff.secretariat)).body).toMatchObject({ status: 'submitted' });
    expect((await web.call(award.staff.secretariat, 'POST', `/nominations/${id}/revoke`, { reason: 'x' })).body).toMatchObject({
      status: 409,
      rule: 'wrongStatus',
    });
  });
});

it('a refused act says which rule and until when, whole, to programs and on pages', async () => {
  const id = await idOf('CD-AK-01');
  await award.goTo(-35, '17:01');
  const points = { points: [{ field: 'reason', request: 'Bổ sung' }] };
  const when = 'Hạn là 17:00, 20/02/2024, nay không làm được nữa.';
  expect((await web.call(reviewer(), 'POST', `/nominations/${id}/return`, points)).body).toMatchObject({
    status: 409,
    rule: 'returnInTime',
    detail: `Đã quá hạn trả lại để bổ sung; hãy đề nghị hoặc không đề nghị. ${when}`,
    when,
  });
  const page = await web.send(reviewer(), `/reviews/award/ward-review/${id}/return`, { field: 'reason', request: 'Bổ sung' });
  expect([page.status, page.text.includes(`không đề nghị. ${when}`)]).toEqual([409, true]);
});
