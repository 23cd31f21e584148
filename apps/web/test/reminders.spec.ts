import { JournalEntry } from '#store';
import { anAward, submit } from '#testing';
import { signedIn } from './browsing.js';
import { siteOf } from './ward-desk.js';

const site = siteOf(() => anAward({ branches: 6, wards: 2 }));

const REMINDERS = '/reviews/award/ward-review/reminders';
const reviewer = () => site.award.reviewer('DP-AK');
const unitOf = (branch: string) => site.award.nominator(branch).unit ?? '';
const reminded = () => site.award.store.em.fork().find(JournalEntry, { type: 'branch.reminded' }, { orderBy: { id: 'asc' } });

it('reminds all that were chosen after a look at each letter, without scripts', async () => {
  await submit(site.award, 'CD-AK-01');
  const page = await signedIn(site.browser, site.base, site.award, reviewer(), { javaScriptEnabled: false });
  await page.goto(`${site.base}/reviews/award/ward-review`);
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
  const preview = await site.web.send(reviewer(), `${REMINDERS}/preview`, {
    kind: 'submission',
    branches: [unitOf('CD-AK-01'), one],
    only: one,
  });
  expect([preview.status, preview.html.match(/<article class="letter/g)?.length]).toEqual([200, 1]);
  expect((await site.web.send(reviewer(), REMINDERS, { kind: 'submission', branches: one })).status).toBe(303);
  expect((await reminded()).map(({ data }) => data['units'])).toEqual([[one]]);
});

it('reminds a branch of what was returned, and writes it in the dossier', async () => {
  const { id } = await submit(site.award, 'CD-AK-01');
  await site.award.desk.reviews.return(id, reviewer(), [{ field: 'reason', request: 'Rõ hơn' }]);
  const preview = await site.web.send(reviewer(), `${REMINDERS}/preview`, { kind: 'answer', branches: id });
  expect(preview.text).toContain('đến nay chi đoàn chưa nộp lại hồ sơ');
  expect((await site.web.send(reviewer(), REMINDERS, { kind: 'answer', branches: id })).status).toBe(303);
  expect((await site.web.page(reviewer(), `/reviews/award/ward-review/${id}`)).text).toContain('nhắc chi đoàn bổ sung hồ sơ');
  expect((await site.web.page(site.award.nominator('CD-AK-01'), `/nominations/${id}`)).text).toContain('nhắc chi đoàn bổ sung hồ sơ');
});

it('says at the form what is wrong with it, and sends nothing twice', async () => {
  const form = { kind: 'submission', branches: unitOf('CD-AK-02') };
  expect((await site.web.send(reviewer(), REMINDERS, form)).status).toBe(303);
  const again = await site.web.send(reviewer(), REMINDERS, form);
  expect([again.status, again.text.includes('hoặc hôm nay đã được nhắc')]).toEqual([422, true]);
  for (const bad of [{ kind: 'submission' }, { kind: 'other', branches: form.branches }, { kind: 'submission', branches: 'x' }])
    expect((await site.web.send(reviewer(), `${REMINDERS}/preview`, bad)).status).toBe(422);
  expect(await reminded()).toHaveLength(1);
});

it('is for the unit above alone', async () => {
  const form = { kind: 'submission', branches: unitOf('CD-AK-02') };
  expect((await site.web.send(site.award.reviewer('DP-CG'), REMINDERS, form)).status).toBe(422);
  expect((await site.web.page(site.award.reviewer('DP-CG'), REMINDERS)).html).not.toContain(unitOf('CD-AK-02'));
  expect((await site.web.send(site.award.nominator('CD-AK-02'), REMINDERS, form)).status).toBe(403);
  expect(await reminded()).toEqual([]);
});
