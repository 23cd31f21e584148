import type { Page } from 'playwright-core';
import { Endorsement, PetitionPapers } from '#store';
import { anAwardInReview } from '#testing';
import { signedIn } from './browsing.js';
import { colleagueIn, siteOf } from './ward-desk.js';

const site = siteOf(() => anAwardInReview({ branches: 6, wards: 2, checked: false }));

const WARD = 'DP-AK';
const QUEUE = '/reviews/award/ward-review';
const reviewer = () => site.award.reviewer(WARD);
const idOf = async (branch: string) => (await site.award.nomination(branch)).id;
const check = async (branch: string) => site.award.desk.checklists.check(await idOf(branch), reviewer(), ['DK2', 'DK3']);
const opened = async (page: Page, path: string) => {
  await page.goto(site.base + path);
  return page;
};

it('returns without scripts, with a date; the branch answers; the ward sees the difference', async () => {
  const id = await idOf('CD-AK-01');
  const page = await opened(
    await signedIn(site.browser, site.base, site.award, reviewer(), { javaScriptEnabled: false }),
    `${QUEUE}?place=waiting`,
  );
  await page.getByRole('link', { name: 'Chi đoàn 4 Đông Xuân' }).click();
  await page.locator('#return > summary').click();
  await page.selectOption('#f-field-1', 'initiative');
  await page.fill('#f-request-1', 'Nêu số liệu có xác nhận.');
  await page.fill('#f-return-due', '2024-02-15');
  await page.locator('#return form button').click();
  // The queue it came from is still around it.
  expect(page.url()).toBe(`${site.base}${QUEUE}/${id}?place=waiting`);
  expect((await site.award.nomination('CD-AK-01')).supplementDue?.toISOString()).toBe('2024-02-15T10:00:00.000Z');

  const branch = site.award.nominator('CD-AK-01');
  const { content, revision } = await site.award.nomination('CD-AK-01');
  const text = `${content.fields['initiative']} Có 27 điểm thu gom.`;
  await site.award.desk.nominations.save(id, branch, { ...content, fields: { ...content.fields, initiative: text } }, revision);
  for (const point of await site.award.desk.nominations.openPoints(id))
    await site.award.desk.nominations.answer(id, branch, point.id, 'Đã bổ sung.');
  await site.award.desk.nominations.submit(id, branch);
  await opened(page, `${QUEUE}/${id}`);
  await page.locator('#versions button').click();
  expect(await page.locator('#versions ins').textContent()).toContain('Có 27 điểm thu gom.');
});

it('refuses a date that leaves less than the working days or more than the stage, and keeps what was typed', async () => {
  const id = await idOf('CD-AK-01');
  for (const due of ['2024-02-05', '2024-03-01']) {
    const refused = await site.web.send(reviewer(), `${QUEUE}/${id}/return`, { field: 'reason', request: 'Viết rất lâu', due });
    expect([due, refused.status]).toEqual([due, 409]);
    expect(refused.text).toContain('Hạn bổ sung phải từ số ngày làm việc tối thiểu');
    expect(refused.html).toContain('>Viết rất lâu</textarea>');
  }
  expect((await site.award.nomination('CD-AK-01')).status).toBe('submitted');
});

it('shows what the branch wrote, dates as people write them, and how it stands with the conditions', async () => {
  const { content } = await site.award.nomination('CD-AK-01');
  const { text } = await site.web.page(reviewer(), `${QUEUE}/${await idOf('CD-AK-01')}`);
  expect(text).toContain(String(content.fields['founded']).split('-').toReversed().join('/'));
  expect(text).toContain('DK1. Chi đoàn khu dân cư trực thuộc Đoàn phường');
});

it('asks for the required checks before it endorses, and shows whose they are', async () => {
  const id = await idOf('CD-AK-01');
  const early = await site.web.send(reviewer(), `${QUEUE}/${id}/endorsement`, { rank: '1' });
  expect([early.status, early.text.includes('Còn mục bắt buộc trong danh mục kiểm tra chưa được đánh dấu.')]).toEqual([409, true]);
  expect((await site.web.send(reviewer(), `${QUEUE}/${id}/checks`, { checks: ['DK2', 'DK3'] })).status).toBe(303);
  const other = await colleagueIn(site.award, WARD);
  expect((await site.web.page(other, `${QUEUE}/${id}`)).text).toContain('Ban Thường vụ Đoàn phường An Khê');
  expect((await site.web.send(other, `${QUEUE}/${id}/checks`, { checks: ['DK2', 'NONE'] })).status).toBe(422);
  expect((await site.web.send(reviewer(), `${QUEUE}/${id}/endorsement`, { rank: '1' })).status).toBe(303);
});

it('keeps what is said within the unit from the branch, and settles what is said', async () => {
  const id = await idOf('CD-AK-01');
  await site.web.send(reviewer(), `${QUEUE}/${id}/comments`, { part: 'reason', audience: 'unit', body: 'Hỏi lại Ban Chấp hành trước đã.' });
  await site.web.send(reviewer(), `${QUEUE}/${id}/comments`, { part: 'reason', audience: 'branch', body: 'Lý do rất thuyết phục.' });
  const { text, html } = await site.web.page(reviewer(), `${QUEUE}/${id}`);
  expect([text.includes('Hỏi lại Ban Chấp hành trước đã.'), text.includes('2 trao đổi')]).toEqual([true, true]);
  const branch = await site.web.page(site.award.nominator('CD-AK-01'), `/nominations/${id}`);
  expect([branch.text.includes('Hỏi lại'), branch.text.includes('Lý do rất thuyết phục.')]).toEqual([false, true]);
  const thread = /threads\/([0-9a-f-]{36})\/resolution/.exec(html)?.[1] ?? '';
  expect((await site.web.send(site.award.reviewer('DP-CG'), `${QUEUE}/${id}/threads/${thread}/resolution`)).status).toBe(404);
  expect(await site.web.send(reviewer(), `${QUEUE}/${id}/threads/${thread}/resolution`)).toMatchObject({ status: 303 });
  expect((await site.web.page(reviewer(), `${QUEUE}/${id}`)).text).toContain('Đã giải quyết');
  await site.web.send(reviewer(), `${QUEUE}/${id}/threads/${thread}/reopening`);
  expect((await site.web.page(reviewer(), `${QUEUE}/${id}`)).text).toContain('2 trao đổi');
});

it('tells two reviewers of one record of each other, and the one who comes late what changed', async () => {
  const id = await idOf('CD-AK-01');
  await check('CD-AK-01');
  const [first, second] = [
    await opened(await signedIn(site.browser, site.base, site.award, reviewer()), `${QUEUE}/${id}`),
    await opened(await signedIn(site.browser, site.base, site.award, await colleagueIn(site.award, WARD)), `${QUEUE}/${id}`),
  ];
  await first.getByText('Phó Bí thư Đoàn phường An Khê đang xem hồ sơ này.').waitFor();
  await second.locator('#return > summary').click();
  await second.selectOption('#f-field-1', 'reason');
  await second.fill('#f-request-1', 'Viết rất lâu, không được mất.');
  await first.locator('form[action*="/endorsement"] button').click();
  await first.getByText('Đã đồng ý đề nghị.').waitFor();
  // The record changed under the second: a hint while the page is open, and a clear answer to the act.
  await second.getByText('Hồ sơ vừa thay đổi.').waitFor();
  await second.locator('#return form button').click();
  await second.getByRole('alert').waitFor();
  const news = second.locator('#news');
  expect(await news.textContent()).toContain('Ban Thường vụ Đoàn phường An Khê đồng ý đề nghị');
  expect(await second.locator('main').textContent()).toContain('Viết rất lâu, không được mất.');
  expect(await site.award.nomination('CD-AK-01')).toMatchObject({ status: 'endorsed', returns: 0 });
  await first.context().close();
  await opened(second, `${QUEUE}/${id}`);
  await second.waitForFunction(`!document.querySelector('[data-presence]').textContent.includes('đang xem')`);
});

it('refuses a decision about a dossier that was returned and came back since the page was opened', async () => {
  const id = await idOf('CD-AK-01');
  await check('CD-AK-01');
  const seen = /name="seen" value="([\d.]+)"/.exec((await site.web.page(reviewer(), `${QUEUE}/${id}`)).html)?.[1] ?? '';
  await site.award.desk.reviews.return(id, reviewer(), [{ field: 'reason', request: 'Rõ hơn' }]);
  const branch = site.award.nominator('CD-AK-01');
  for (const point of await site.award.desk.nominations.openPoints(id))
    await site.award.desk.nominations.answer(id, branch, point.id, 'Đã bổ sung.');
  await site.award.desk.nominations.submit(id, branch);
  const late = await site.web.send(reviewer(), `${QUEUE}/${id}/decline`, { reason: 'Không được mất', seen });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Hồ sơ đã thay đổi từ khi bạn mở trang này');
  expect(late.text).toMatch(/nộp lại hồ sơ.*trả lại để bổ sung/);
  expect(late.html).toContain('>Không được mất</textarea>');
});

it('ranks by number and by steps with the keyboard alone, and never gives a rank twice', async () => {
  for (const [index, branch] of ['CD-AK-01', 'CD-AK-02'].entries()) {
    await check(branch);
    await site.award.desk.reviews.endorse(await idOf(branch), reviewer(), index + 1);
  }
  const ranks = async () =>
    (await site.award.store.em.fork().find(Endorsement, {}, { orderBy: { nomination: { code: 'asc' } } })).map(({ rank }) => rank);
  const page = await opened(await signedIn(site.browser, site.base, site.award, reviewer()), QUEUE);
  await page.getByRole('button', { name: /^Đưa Chi đoàn 4 Đông Xuân xuống/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Đã đổi thứ tự ưu tiên.').waitFor();
  expect(await ranks()).toEqual([2, 1]);
  await page.getByLabel('Thứ tự ưu tiên của Chi đoàn 4 Đông Xuân').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await page.waitForFunction(`[...document.querySelectorAll('.rank .input')].some((one) => one.value === '7')`);
  expect(await ranks()).toEqual([7, 1]);
  const bad = await site.web.send(reviewer(), `${QUEUE}/rank`, { id: await idOf('CD-AK-01'), rank: 'nhất' });
  expect([bad.status, bad.text.includes('Cần một số từ 1 đến 999.')]).toEqual([422, true]);
});

it('forwards the list after a last look, and has its papers made', async () => {
  await check('CD-AK-01');
  await site.award.desk.reviews.endorse(await idOf('CD-AK-01'), reviewer(), 1);
  const wanted = { number: '05-TTr/ĐTN', signedOn: '2024-02-10', minutes: '07-BB/ĐTN', minutesOn: '2024-02-09' };
  const missing = await site.web.send(reviewer(), `${QUEUE}/preview`, { ...wanted, minutes: '' });
  expect([missing.status, missing.html.includes('value="05-TTr/ĐTN"')]).toEqual([422, true]);
  expect((await site.web.send(reviewer(), `${QUEUE}/papers`, { number: '' })).status).toBe(303);
  expect((await site.web.page(reviewer(), `${QUEUE}/forward`)).text).toContain('Dự thảo');
  const preview = await site.web.send(reviewer(), `${QUEUE}/preview`, wanted);
  expect([preview.status, preview.text.includes('Xem lại trước khi gửi')]).toEqual([200, true]);
  // Whoever finds a mistake there has everything to hand.
  expect(preview.html).toMatch(/id="f-number"[^>]*value="05-TTr\/ĐTN"/);
  expect((await site.award.nomination('CD-AK-01')).stage).toBe('ward-review');
  expect((await site.web.send(reviewer(), `${QUEUE}/forward`, wanted)).status).toBe(303);
  expect(await site.award.nomination('CD-AK-01')).toMatchObject({ stage: 'eligibility', status: 'submitted' });
  const papers = await site.award.store.em.fork().find(PetitionPapers, {});
  expect(papers.map(({ number, minutes, list }) => [number, minutes, list.map(({ code }) => code)])).toEqual([
    ['05-TTr/ĐTN', '07-BB/ĐTN', ['CD-AK-01']],
  ]);
  // Not made yet, and never another ward's.
  for (const actor of [reviewer(), site.award.reviewer('DP-CG')])
    expect((await site.web.page(actor, `${QUEUE}/papers/${papers[0]?.id}/petition.pdf`)).status).toBe(404);
});
