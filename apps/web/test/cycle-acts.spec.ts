import { JournalEntry } from '#store';
import { type Award, anAwardInReview } from '#testing';
import type { Definition } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
/** The sample, whose check of eligibility opens three days after the wards' review has closed. */
const definition = (sample: Definition): Definition => ({
  ...sample,
  pipeline: {
    stages: sample.pipeline.stages.map((stage) => (stage.code === 'eligibility' ? { ...stage, opens: { days: -29, at: '08:00' } } : stage)),
  },
});
beforeEach(async () => {
  award = await anAwardInReview({ branches: 4, wards: 2, definition });
  web = await visiting(award.url, award.store);
});
afterEach(async () => {
  await web.app.close();
  await award.close();
});

const office = () => award.staff.secretariat;
const journal = (type: string) => award.store.em.fork().count(JournalEntry, { type });
const api = (act: string, payload: object) => web.call(office(), 'POST', `/cycles/award/${act}`, payload);

describe('in the API', () => {
  it('a cycle is suspended, resumed and cancelled with a reason, and everybody can read why', async () => {
    expect(await api('suspend', { reason: 'Bão số 5' })).toMatchObject({
      status: 200,
      body: { status: 'suspended', suspended: { reason: 'Bão số 5' }, _actions: ['RESUME', 'CANCEL'] },
    });
    expect(await api('resume', {})).toMatchObject({ status: 200, body: { status: 'open', suspended: null } });
    expect((await api('cancel', { reason: 'Hết kinh phí' })).body).toMatchObject({ status: 'cancelled', _actions: [] });
    expect((await web.call(null, 'GET', '/cycles/award')).body).toMatchObject({
      cancelled: { reason: 'Hết kinh phí', stage: 'ward-review' },
      stages: [{ state: 'done' }, { state: 'stopped' }, { state: 'next' }, {}, {}, {}, {}],
    });
  });

  it('a stage is opened by hand while the cycle waits for it', async () => {
    await award.goTo(-32, '17:01');
    await award.desk.timers.run();
    const { body } = await web.call(office(), 'GET', '/cycles/award');
    expect(body).toMatchObject({ status: 'waiting', _actions: expect.arrayContaining(['OPEN']) as string[] });
    expect(await api('open', { stage: body['stage'], reason: 'Đã đủ hồ sơ' })).toMatchObject({ status: 200, body: { status: 'open' } });
    expect(await api('open', { stage: body['stage'], reason: 'Lần nữa' })).toMatchObject({ status: 409, body: { rule: 'wrongStatus' } });
  });

  it('one unit gets more time, and sees its own deadline; everybody sees that it did', async () => {
    const wanted = { stage: 'ward-review', unit: 'DP-AK', until: '2024-02-26T17:00', reason: 'Ngập lụt' };
    expect((await api('extend', wanted)).status).toBe(200);
    for (const [actor, due] of [
      [award.reviewer('DP-AK'), { at: '2024-02-26T10:00:00.000Z', isOwn: true }],
      [award.nominator('CD-AK-01'), { at: '2024-02-26T10:00:00.000Z', isOwn: true }],
      [award.reviewer('DP-CG'), { at: '2024-02-23T10:00:00.000Z', isOwn: false }],
      [null, { at: '2024-02-23T10:00:00.000Z', isOwn: false }],
    ] as const)
      expect((await web.call(actor, 'GET', '/cycles/award')).body).toMatchObject({
        due,
        extensions: [{ unit: { code: 'DP-AK' }, until: '2024-02-26T10:00:00.000Z', reason: 'Ngập lụt' }],
      });
    expect((await web.page(award.reviewer('DP-AK'), '/')).text).toContain('17:00, 26/02/2024');
    expect((await web.page(award.reviewer('DP-CG'), '/')).text).toContain('17:00, 23/02/2024');
  });

  it.each([
    ['suspend', { reason: ' ' }, '#/reason'],
    ['cancel', {}, '#/reason'],
    ['open', { reason: 'x' }, '#/stage'],
    ['extend', { stage: 'ward-review', unit: 'DP-XX', until: '2024-02-26T17:00', reason: 'x' }, '#/unit'],
  ])('%s with %j is bad input at %s', async (act, payload, pointer) => {
    expect(await api(act, payload)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it.each(['open', 'suspend', 'cancel', 'extend'])('nobody but the office may %s', async (act) => {
    const wanted = { stage: 'ward-review', until: '2024-02-26T17:00', reason: 'x' };
    expect((await web.call(null, 'POST', `/cycles/award/${act}`, wanted)).status).toBe(401);
    for (const actor of [award.reviewer('DP-AK'), award.nominator('CD-AK-01'), award.staff.chair])
      expect((await web.call(actor, 'POST', `/cycles/award/${act}`, wanted)).status).toBe(409);
    expect(await journal('cycle.suspended')).toBe(0);
  });
});

describe('on the page', () => {
  it('offers the office what can be done, and nobody else', async () => {
    const { text } = await web.page(office(), '/cycles/award');
    for (const label of ['Tạm dừng đợt xét', 'Hủy đợt xét', 'Gia hạn bước này', 'Tất cả các đơn vị']) expect(text).toContain(label);
    for (const actor of [null, award.reviewer('DP-AK'), award.staff.chair])
      expect((await web.page(actor, '/cycles/award')).text).not.toContain('Tạm dừng đợt xét');
  });

  it('says in words that it is suspended, since when, and that deadlines stand still', async () => {
    expect((await web.send(office(), '/cycles/award/suspension', { reason: 'Bão số 5' })).location).toBe('/cycles/award');
    const before = await web.page(null, '/cycles/award');
    expect(before.text).toContain('Đợt xét đang tạm dừng từ 09:00, 05/02/2024 Mọi thời hạn đứng yên');
    expect(before.text).toContain('Lý do: Bão số 5');
    await award.goTo(-48, '09:00');
    // Two days later just as much is left.
    const left = (text: string) => /Đoàn phường xét[^:]*: (còn [^·]+)·/.exec(text)?.[1];
    expect([left(before.text), left((await web.page(null, '/cycles/award')).text)]).toEqual(['còn 18 ngày ', 'còn 18 ngày ']);
    expect((await web.send(office(), '/cycles/award/resumption')).status).toBe(303);
    expect((await web.page(null, '/cycles/award')).text).toMatch(/Đoàn phường xét: còn [^·]+· (16:59|17:00), 25\/02\/2024/);
  });

  it('asks twice before it cancels, and keeps the reason that was typed', async () => {
    const once = await web.send(office(), '/cycles/award/cancellation', { reason: 'Hết kinh phí' });
    expect(once.status).toBe(422);
    expect(once.html).toMatch(/<a href="#f-cancellation-confirm"><b>Xác nhận:<\/b> Hãy đánh dấu xác nhận/);
    expect(once.html).toMatch(/<textarea[^>]+id="f-cancellation-reason"[^>]*>Hết kinh phí<\/textarea>/);
    expect(once.html).not.toMatch(/<textarea[^>]+id="f-suspension-reason"[^>]*>Hết kinh phí/);
    expect(await journal('cycle.cancelled')).toBe(0);
    expect((await web.send(office(), '/cycles/award/cancellation', { reason: 'Hết kinh phí', confirm: 'yes' })).status).toBe(303);
    expect((await web.page(null, '/cycles/award')).text).toMatch(/Đợt xét đã bị hủy lúc 09:00, 05\/02\/2024 .* Lý do: Hết kinh phí/);
    expect((await web.page(null, '/')).text).toContain('Đã hủy');
  });

  it('says for when a stage that waits is expected, and opens it by hand', async () => {
    await award.goTo(-32, '17:01');
    await award.desk.timers.run();
    const waiting = await web.page(null, '/cycles/award');
    expect(waiting.text).toMatch(/đang chờ mở Dự kiến mở lúc \d\d:\d\d, \d\d\/\d\d\/2024/);
    const stage = /name="stage" value="([\w-]+)"/.exec((await web.page(office(), '/cycles/award')).html)?.[1] ?? '';
    expect((await web.send(office(), '/cycles/award/open', { stage, reason: 'Đã đủ hồ sơ' })).status).toBe(303);
    expect((await web.page(null, '/cycles/award')).text).not.toContain('đang chờ mở');
  });

  it('gives one unit of the list more time; a deadline that is not later comes back with what was typed', async () => {
    const wanted = { stage: 'ward-review', unit: 'DP-AK', until: '2024-02-20T17:00', reason: 'Ngập lụt' };
    const early = await web.send(office(), '/cycles/award/extension', wanted);
    expect(early.status).toBe(422);
    expect(early.text).toContain('Hạn mới phải sau hạn hiện tại.');
    expect(early.html).toMatch(/<option value="DP-AK" selected>/);
    expect(early.html).toContain('value="2024-02-20T17:00"');
    await web.send(office(), '/cycles/award/extension', { ...wanted, until: '2024-02-26T17:00' });
    expect((await web.page(null, '/cycles/award')).text).toMatch(
      /Đơn vị được gia hạn riêng \(1\) Đoàn phường An Khê 17:00, 26\/02\/2024 Ngập lụt/,
    );
    expect((await web.page(award.reviewer('DP-AK'), '/cycles/award')).text).toContain('hạn chung là 17:00, 23/02/2024');
    await web.send(office(), '/cycles/award/extension', { ...wanted, unit: '', until: '2024-02-27T17:00' });
    expect((await web.page(null, '/cycles/award')).text).not.toContain('Đơn vị được gia hạn riêng');
  });

  it('refuses on the page itself, with the rule’s sentence', async () => {
    const late = await web.send(office(), '/cycles/award/open', { stage: 'ward-review', reason: 'x' });
    expect([late.status, late.text.includes('Trạng thái đã thay đổi từ khi bạn mở trang này')]).toEqual([409, true]);
    expect((await web.send(award.reviewer('DP-AK'), '/cycles/award/suspension', { reason: 'x' })).status).toBe(409);
    expect((await web.send(null, '/cycles/award/suspension', { reason: 'x' })).location).toBe('/sign-in');
  });
});
