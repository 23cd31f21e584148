import type { Page } from 'playwright-core';
import { Comment, Petition, ReturnPoint, Tick } from '#store';
import { anAwardInReview } from '#testing';
import { signedIn } from './browsing.js';
import { colleagueIn, siteOf } from './ward-desk.js';

const site = siteOf(() => anAwardInReview({ branches: 4, wards: 2, checked: false }));

const QUEUE = '/reviews/award/ward-review';
const reviewer = () => site.award.reviewer('DP-AK');
const idOf = async (branch: string) => (await site.award.nomination(branch)).id;
const em = () => site.award.store.em.fork();
const check = async (branch: string) => site.award.desk.checklists.check(await idOf(branch), reviewer(), ['DK2', 'DK3']);
const DECOMPOSED = 'Đề nghị nêu rõ số liệu 🌱 của tổ dân phố'.normalize('NFD');
const COMPOSED = DECOMPOSED.normalize('NFC');

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let left = 150; left > 0; left--) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
  }
  throw new Error(`The keyboard does not come to ${selector}`);
}

async function pressed(page: Page, selector: string, key: string): Promise<void> {
  await tabTo(page, selector);
  await page.keyboard.press(key);
}

it('is worked with the keyboard alone: the queue, the checklist, an endorsement, a return', async () => {
  const [first, second] = [await idOf('CD-AK-01'), await idOf('CD-AK-02')];
  const page = await signedIn(site.browser, site.base, site.award, reviewer());
  await page.goto(site.base + QUEUE);
  await pressed(page, `a[href*="${first}"]`, 'Enter');
  await page.waitForURL(`**/${first}`);
  for (const code of ['DK2', 'DK3']) await pressed(page, `input[value="${code}"]`, 'Space');
  await pressed(page, '#checklist button', 'Enter');
  await page.waitForFunction(`document.querySelectorAll('#checklist input:checked').length === 2`);
  await pressed(page, 'form[action*="/endorsement"] button', 'Enter');
  await page.getByText('Đã đồng ý đề nghị.').waitFor();
  expect((await site.award.nomination('CD-AK-01')).status).toBe('endorsed');

  await page.goto(`${site.base}${QUEUE}/${second}`);
  await pressed(page, '#return > summary', 'Enter');
  await tabTo(page, '#f-field-1');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, '#f-request-1');
  await page.keyboard.type('Bổ sung số liệu.');
  await pressed(page, '#return form button', 'Enter');
  await page.getByText('Đã trả lại để bổ sung.').waitFor();
  expect((await site.award.nomination('CD-AK-02')).status).toBe('returned');
});

it('keeps what is typed in pieces whole, and little pictures too', async () => {
  const id = await idOf('CD-AK-01');
  await site.web.send(reviewer(), `${QUEUE}/${id}/comments`, { part: 'reason', audience: 'branch', body: DECOMPOSED });
  expect((await em().find(Comment, {})).map(({ body }) => body)).toEqual([COMPOSED]);
  expect((await site.web.page(site.award.nominator('CD-AK-01'), `/nominations/${id}`)).html).toContain(COMPOSED);
  await site.web.send(reviewer(), `${QUEUE}/${id}/return`, { field: 'reason', request: DECOMPOSED });
  expect((await em().find(ReturnPoint, {})).map(({ request }) => request)).toEqual([COMPOSED]);
  const other = await idOf('CD-AK-02');
  await site.web.send(reviewer(), `${QUEUE}/${other}/decline`, { reason: DECOMPOSED });
  expect((await site.web.page(reviewer(), `/nominations/${other}`)).html).toContain(COMPOSED);
});

it('does nothing twice when a form is sent once more, and says so', async () => {
  const id = await idOf('CD-AK-01');
  const twice = async (path: string, form: Record<string, string | string[]>) => {
    const first = await site.web.send(reviewer(), path, form);
    const again = await site.web.send(reviewer(), path, form);
    return { statuses: [first.status, again.status], text: again.text };
  };
  const said = await twice(`${QUEUE}/${id}/comments`, { part: 'reason', audience: 'unit', body: 'Hỏi lại.' });
  expect([said.statuses, said.text.includes('Nhận xét này đã được gửi rồi.')]).toEqual([[303, 422], true]);
  expect(await em().count(Comment, {})).toBe(1);
  await check('CD-AK-01');
  const endorsed = await twice(`${QUEUE}/${id}/endorsement`, { rank: '1' });
  expect([endorsed.statuses, endorsed.text.includes('Trạng thái đã thay đổi')]).toEqual([[303, 409], true]);
  const wanted = { number: '05-TTr/ĐTN', signedOn: '2024-02-10', minutes: '07-BB/ĐTN', minutesOn: '2024-02-09' };
  const forwarded = await twice(`${QUEUE}/forward`, wanted);
  expect([forwarded.statuses, forwarded.text.includes('Chưa có hồ sơ nào được đề nghị để gửi.')]).toEqual([[303, 422], true]);
  expect(await em().count(Petition, {})).toBe(1);
  const returned = await twice(`${QUEUE}/${await idOf('CD-AK-02')}/return`, { field: 'reason', request: 'Rõ hơn' });
  expect(returned.statuses).toEqual([303, 409]);
});

it('keeps what a colleague ticked while another tab was open', async () => {
  const id = await idOf('CD-AK-01');
  const colleague = await colleagueIn(site.award, 'DP-AK');
  const ticked = async () => (await em().find(Tick, {}, { orderBy: { code: 'asc' } })).map(({ code, by }) => [code, by.id]);
  // Both opened the page before anything was ticked.
  await site.web.send(colleague, `${QUEUE}/${id}/checks`, { checks: 'DK2' });
  await site.web.send(reviewer(), `${QUEUE}/${id}/checks`, { checks: 'DK3' });
  expect(await ticked()).toEqual([
    ['DK2', colleague.id],
    ['DK3', reviewer().id],
  ]);
  // Whoever saw it ticked can take it away.
  await site.web.send(reviewer(), `${QUEUE}/${id}/checks`, { seen: ['DK2', 'DK3'], checks: 'DK3' });
  expect(await ticked()).toEqual([['DK3', reviewer().id]]);
});

it('says what is wrong beside the form, and keeps what was typed', async () => {
  const id = await idOf('CD-AK-01');
  const long = await site.web.send(reviewer(), `${QUEUE}/${id}/comments`, { part: 'reason', audience: 'unit', body: 'x'.repeat(4001) });
  expect([long.status, long.text.includes('Hồ sơ')]).toEqual([422, true]);
  expect((await site.web.send(reviewer(), `${QUEUE}/${id}/comments`, { part: 'nowhere', audience: 'unit', body: 'Ở đâu?' })).status).toBe(
    422,
  );
  const empty = await site.web.send(reviewer(), `${QUEUE}/${id}/return`, { field: 'reason', request: '' });
  expect([empty.status, /<option value="reason" selected>/.test(empty.html)]).toEqual([422, true]);
  expect((await site.web.send(reviewer(), `${QUEUE}/${id}/return`, { field: 'reason', request: 'Rõ hơn', due: '31/02/2024' })).status).toBe(
    422,
  );
  expect([await em().count(Comment, {}), (await site.award.nomination('CD-AK-01')).status]).toEqual([0, 'submitted']);
});

it('hands the papers to their own unit alone, as files to keep', async () => {
  await check('CD-AK-01');
  await site.award.desk.reviews.endorse(await idOf('CD-AK-01'), reviewer(), 1);
  const { id } = await site.award.desk.petitions.draft(site.award.cycle.id, 'ward-review', reviewer(), {});
  await em().execute(`update petition_papers set petition_docx = ?, rendered_at = now() where id = ?`, [Buffer.from('PK docx'), id]);
  const at = `${QUEUE}/papers/${id}`;
  const page = await signedIn(site.browser, site.base, site.award, reviewer());
  const file = await page.request.get(`${site.base}${at}/petition.docx`);
  const { 'content-type': type, 'content-disposition': disposition } = file.headers();
  expect([file.status(), type, disposition, await file.text()]).toEqual([
    200,
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'attachment; filename="petition.docx"',
    'PK docx',
  ]);
  expect((await site.web.page(reviewer(), `${QUEUE}/forward`)).html).toContain(`${at}/petition.docx`);
  for (const [actor, path] of [
    [reviewer(), `${at}/list.pdf`],
    [reviewer(), `${at}/petition.exe`],
    [site.award.reviewer('DP-CG'), `${at}/petition.docx`],
    [site.award.staff.secretariat, `/reviews/award/eligibility/papers/${id}/petition.docx`],
  ] as const)
    expect([path, (await site.web.page(actor, path)).status]).toEqual([path, 404]);
});
