import type { Browser } from 'playwright-core';
import { JournalEntry } from '#store';
import { anAward, type Award, startBrowser, submit } from '#testing';
import { signedIn } from './ward-desk.js';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
let browser: Browser;
let base: string;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  award = await anAward({ branches: 6, wards: 2 });
  web = await visiting(award.url, award.store);
  await web.app.listen(0, '127.0.0.1');
  base = await web.app.getUrl();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await web.app.close();
  await award.close();
});

const REMINDERS = '/reviews/award/ward-review/reminders';
const reviewer = () => award.reviewer('DP-AK');
const unitOf = (branch: string) => award.nominator(branch).unit ?? '';
const reminded = () => award.store.em.fork().find(JournalEntry, { type: 'branch.reminded' }, { orderBy: { id: 'asc' } });

it('reminds all that were chosen after a look at each letter, without scripts', async () => {
  await submit(award, 'CD-AK-01');
  const page = await signedIn(browser, base, award, reviewer(), { javaScriptEnabled: false });
  await page.goto(`${base}/reviews/award/ward-review`);
  await page.getByRole('link', { name: 'Nhắc chi đoàn' }).click();
  expect(await page.locator('input[name="branches"]').count()).toBe(2);
  await page.getByRole('button', { name: 'Xem thư nhắc các chi đoàn đã chọn' }).click();
  expect(await page.locator('article.letter').count()).toBe(2);
  expect(await page.locator('article.letter').first().textContent()).toContain('Thời hạn nộp hồ sơ: trước 23:59 ngày 04/02/2024');
  expect(await reminded()).toEqual([]);
  await page.getByRole('button', { name: 'Gửi 2 thư' }).click();
  await page.getByText('Đã gửi thư nhắc.').waitFor();
  expect((await reminded()).map(({ data }) => data['units'])).toEqual([['CD-AK-02', 'CD-AK-03'].map(unitOf)]);
  expect(await page.getByText('Hôm nay đã nhắc').count()).toBe(2);
});

it('reminds one branch with the button beside it', async () => {
  const one = unitOf('CD-AK-02');
  const preview = await web.send(reviewer(), `${REMINDERS}/preview`, {
    kind: 'submission',
    branches: [unitOf('CD-AK-01'), one],
    only: one,
  });
  expect([preview.status, preview.html.match(/<article class="letter/g)?.length]).toEqual([200, 1]);
  expect((await web.send(reviewer(), REMINDERS, { kind: 'submission', branches: one })).status).toBe(303);
  expect((await reminded()).map(({ data }) => data['units'])).toEqual([[one]]);
});

it('says at the form what is wrong with it, and sends nothing twice', async () => {
  const form = { kind: 'submission', branches: unitOf('CD-AK-02') };
  expect((await web.send(reviewer(), REMINDERS, form)).status).toBe(303);
  const again = await web.send(reviewer(), REMINDERS, form);
  expect([again.status, again.text.includes('hoặc hôm nay đã được nhắc')]).toEqual([422, true]);
  for (const bad of [{ kind: 'submission' }, { kind: 'other', branches: form.branches }, { kind: 'submission', branches: 'x' }])
    expect((await web.send(reviewer(), `${REMINDERS}/preview`, bad)).status).toBe(422);
  expect(await reminded()).toHaveLength(1);
});

it('is for the unit above alone', async () => {
  const form = { kind: 'submission', branches: unitOf('CD-AK-02') };
  expect((await web.send(award.reviewer('DP-CG'), REMINDERS, form)).status).toBe(422);
  expect((await web.page(award.reviewer('DP-CG'), REMINDERS)).html).not.toContain(unitOf('CD-AK-02'));
  expect((await web.send(award.nominator('CD-AK-02'), REMINDERS, form)).status).toBe(403);
  expect(await reminded()).toEqual([]);
});
