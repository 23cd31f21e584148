import type { Page } from 'playwright-core';
import { JournalEntry, Revision } from '#store';
import { type Award, anAward } from '#testing';
import { type Desk, deskOf } from './desk-browser.js';
import { papers } from './evidence/site.js';

let award: Award;
let desk: Desk;
beforeAll(async () => {
  award = await anAward({ branches: 4, wards: 2 });
  desk = await deskOf(award);
});
afterAll(async () => {
  await desk?.close();
  await award?.close();
});

const BRANCH = 'CD-AK-01';
const stored = async () => (await award.nomination(BRANCH)).content;
const noted = (page: Page, text: string) => page.locator('[data-draft-note]').filter({ hasText: text }).waitFor();
const fill = (page: Page, code: string, text: string) => page.locator(`[name="fields.${code}"]`).fill(text);
const goOn = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click();

it('is one evening on a phone: the network cut twice, the browser closed, another device; nothing lost, nothing doubled', async () => {
  const { context, page, faults } = await desk.device(award.nominator(BRANCH));
  await page
    .getByRole('link', { name: /Bắt đầu hồ sơ|đề cử/i })
    .first()
    .click();
  await page.getByRole('button', { name: /đề cử/i }).click();

  // The conditions come first.
  await page.waitForURL(/edit\/conditions$/);
  for (const group of await page.locator('.condition .choices').all()) await group.getByLabel('Có, đáp ứng').check();
  await goOn(page);
  await page.waitForURL(/edit\/form-branch$/);

  // Vietnamese ways to write a date and a number.
  await fill(page, 'founded', '26/3/2015');
  await fill(page, 'members', '1.234');
  await page.locator('[name="fields.rating"]').selectOption('excellent');
  await noted(page, 'đã lưu');
  expect((await stored()).fields).toEqual({ founded: '2015-03-26', members: '1234', rating: 'excellent' });
  await goOn(page);
  await page.waitForURL(/edit\/form-year$/);

  // The network goes while the person writes, and comes back.
  await fill(page, 'achievements', 'Sinh hoạt đủ 12 kỳ.');
  await noted(page, 'đã lưu');
  await context.setOffline(true);
  await fill(page, 'volunteering', '12 lần ra quân, 240 lượt đoàn viên. 🌱');
  await noted(page, 'Mất mạng');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  expect([page.url().endsWith('form-year'), await page.locator('[name="fields.volunteering"]').inputValue()]).toEqual([
    true,
    '12 lần ra quân, 240 lượt đoàn viên. 🌱',
  ]);
  expect((await stored()).fields['volunteering']).toBeUndefined();
  await context.setOffline(false);
  await noted(page, 'đã lưu');
  expect((await stored()).fields['volunteering']).toBe('12 lần ra quân, 240 lượt đoàn viên. 🌱');

  // A table.
  await page.locator('[name="tables.projects.0.name"]').fill('Vườn rau thanh niên');
  await page.locator('[name="tables.projects.0.people"]').fill('1.200');
  await page.getByRole('button', { name: 'Thêm dòng' }).click();
  await page.locator('[name="tables.projects.1.name"]').fill('Sân chơi kiệt 12');
  await page.locator('[name="tables.projects.1.finishedOn"]').fill('02/09/2023');
  await noted(page, 'đã lưu');
  expect((await stored()).tables).toEqual({
    projects: [
      { name: 'Vườn rau thanh niên', people: '1200' },
      { name: 'Sân chơi kiệt 12', finishedOn: '2023-09-02' },
    ],
  });
  await goOn(page);
  await page.waitForURL(/edit\/form-initiative$/);

  // The browser is closed while there is no network: what was typed is on the device.
  await context.setOffline(true);
  await fill(page, 'initiativeName', '“Ngôi nhà của Pin”');
  await fill(page, 'initiative', 'Thu gom pin cũ tại 11 điểm.');
  await noted(page, 'Mất mạng');
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  const { id } = await award.nomination(BRANCH);
  await again.goto(`${desk.base}/nominations/${id}/edit/form-initiative`);
  expect(await again.locator('[name="fields.initiative"]').inputValue()).toBe('Thu gom pin cũ tại 11 điểm.');
  await noted(again, 'đã lưu');
  expect((await stored()).fields).toMatchObject({ initiativeName: '“Ngôi nhà của Pin”', initiative: 'Thu gom pin cũ tại 11 điểm.' });

  // Another device goes on where this one stopped.
  const laptop = await desk.device(award.nominator(BRANCH), { viewport: { width: 1280, height: 900 } });
  await laptop.page.goto(`${desk.base}/nominations/${id}/edit`);
  await laptop.page
    .getByRole('link', { name: /Lý do đề cử/ })
    .first()
    .click();
  await fill(laptop.page, 'reason', 'Kết quả rõ, số liệu đối chiếu được.');
  await goOn(laptop.page);
  await laptop.page.waitForURL(/score-TC1$/);
  for (const { code } of award.definition.rubric.criteria) {
    await laptop.page.waitForURL(new RegExp(`score-${code}$`));
    for (const group of await laptop.page.locator('.rated .choices').all()) await group.getByRole('radio').first().check();
    if (code === 'TC2') {
      await laptop.page.locator('[name="selfScores.2.2"][value=other]').check();
      await laptop.page.locator('[name="other.2.2"]').fill('7,5');
    }
    await goOn(laptop.page);
  }
  await laptop.page.waitForURL(/papers$/);
  for (const [part, files] of await papers()) {
    const place = laptop.page.locator(`[data-place="${part}"]`);
    await place.locator('input[name=files]').setInputFiles(files);
    await place.getByRole('button', { name: 'Tải lên' }).click();
    await place
      .locator('.shelf-file')
      .nth(files.length - 1)
      .waitFor();
  }
  await laptop.page.getByRole('button', { name: 'Xem lại và nộp' }).click();
  await laptop.page.waitForURL(/submission$/);
  await laptop.page.getByText('Hồ sơ đã đủ các mục bắt buộc.').waitFor();
  expect((await stored()).selfScores['2.2']).toBe(7.5);

  // Back on the phone: handing it in, and the receipt.
  await again.goto(`${desk.base}/nominations/${id}/submission`);
  await again.getByRole('button', { name: 'Nộp hồ sơ' }).click();
  await again.waitForURL(/receipt$/);
  const em = award.store.em.fork();
  const [entry] = await em.find(JournalEntry, { subjectId: id, type: 'nomination.submitted' });
  await again.getByText(`${BRANCH}-${String(entry?.id).padStart(6, '0')}`, { exact: true }).waitFor();
  expect(await again.locator('#zalo-text').textContent()).toContain(`/nominations/${id}`);

  // Nothing doubled: every revision says something else than the one before it.
  const revisions = await em.find(Revision, { nomination: id }, { orderBy: { number: 'asc' } });
  expect(revisions.map(({ number }) => number)).toEqual(revisions.map((_, index) => index + 1));
  const texts = revisions.map(({ content, files }) => JSON.stringify([content, files]));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  expect([...faults, ...laptop.faults]).toEqual([]);
  await laptop.context.close();
  await context.close();
});
