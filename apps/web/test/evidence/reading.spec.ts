import type { Browser, Page } from 'playwright-core';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import { type Visiting, visiting } from '../visiting.js';
import { expectSound, signedIn } from '../browsing.js';
import { photo } from './site.js';

const BRANCH = 'CD-AK-01';
const PHOTO = 'Ảnh 1.png';

let award: Award;
let web: Visiting;
let browser: Browser;
let base: string;
let id: string;
let dossier: string;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 4, wards: 2 });
  web = await visiting(award.url, award.store, award.filesDir);
  await web.app.listen(0, '127.0.0.1');
  base = await web.app.getUrl();
  browser = await startBrowser();
  ({ id } = await award.nomination(BRANCH));
  dossier = `/reviews/award/ward-review/${id}`;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser.close();
  web.app.getHttpServer().closeAllConnections();
  await web.app.close();
  await award.close();
});

const ward = () => award.reviewer('DP-AK');
const branch = () => award.nominator(BRANCH);
const openAs = async (actor: ReturnType<typeof ward>, path: string, options = {}): Promise<Page> => {
  const page = await signedIn(browser, base, award, actor, options);
  page.setDefaultTimeout(20_000);
  await page.goto(base + path);
  return page;
};
const photoId = async () => (await award.nomination(BRANCH)).files['HS5']?.[0]?.id ?? '';
/** How wide what is shown of it has come out, in pixels. */
const drawnWidth = async (page: Page, within: string) => {
  const image = page.locator(`${within} img.sheet`).first();
  await image.scrollIntoViewIfNeeded();
  for (;;) {
    const width = await image.evaluate((shown) => (shown as unknown as { naturalWidth: number }).naturalWidth);
    if (width > 0) return width;
  }
};

it.each([true, false])(
  'opens photos and the pages of a PDF where they stand, with scripts (%s) or without, and fetches none of them before',
  async (javaScriptEnabled) => {
    const page = await openAs(ward(), dossier, { javaScriptEnabled });
    const fetched: string[] = [];
    page.on('request', (request) => request.url().includes('/pages/') && fetched.push(request.url()));
    await page.reload();
    expect(fetched).toEqual([]);
    const report = `#file-${(await award.nomination(BRANCH)).files['HS2']?.[0]?.id}`;
    await page.locator(`${report} summary`).first().click();
    if (javaScriptEnabled) {
      // A page of A4.
      expect(await drawnWidth(page, report)).toBe(1130);
      expect(await page.locator(`${report} img.sheet`).getAttribute('alt')).toBe('Báo cáo thành tích.pdf, trang 1');
      const shown = `#file-${await photoId()}`;
      await page.locator(`${shown} summary`).first().click();
      expect(await drawnWidth(page, shown)).toBe(320);
    } else {
      await page.locator(report).getByRole('link', { name: 'trang 1' }).click();
      await page.waitForURL(/\/pages\/1$/);
    }
    expect(fetched).toEqual([expect.stringMatching(/\/pages\/1$/)]);
  },
);

it('is commented on and sent back file by file, and shows what took a file’s place', async () => {
  const file = await photoId();
  const desk = await openAs(ward(), dossier);
  await desk.locator(`#file-${file} summary`).first().click();
  await desk.locator(`#file-${file} .ask summary`).click();
  await desk.locator(`#file-${file} textarea`).fill('Ảnh này chưa rõ ngày chụp.');
  await desk.locator(`#file-${file} .composer button`).click();
  await desk.locator('#part-HS5 .thread', { hasText: 'Ảnh này chưa rõ ngày chụp.' }).getByText(PHOTO).waitFor();
  await desk.locator('#return > summary').click();
  await desk.locator('#f-field-1').selectOption(`HS5/${file}`);
  await desk.locator('#f-request-1').fill('Thay bằng ảnh có ngày chụp.');
  await desk.locator('#return button').click();
  await desk.locator('#points').waitFor();
  expect(await desk.locator('section[aria-labelledby=points]').innerText()).toContain(PHOTO);

  const phone = await openAs(branch(), `/nominations/${id}/edit/points`);
  await phone.locator('.part .thread', { hasText: PHOTO }).getByText('Thay bằng ảnh có ngày chụp.').waitFor();
  await expectSound(phone, 'evidence-points');
  await phone.goto(`${base}/nominations/${id}/files`);
  const row = phone.locator('.shelf-file', { hasText: PHOTO });
  await row.getByText('Thay bằng ảnh có ngày chụp.').waitFor();
  await expectSound(phone, 'evidence-asked');
  await row.getByRole('button', { name: 'Bỏ tệp' }).click();
  await phone.locator('[id="f-files.HS5"]').setInputFiles({ name: 'Ảnh có ngày.jpg', mimeType: 'image/jpeg', buffer: await photo(99) });
  await phone.locator('#place-HS5 [data-send]').click();
  await phone.locator('.shelf-file', { hasText: 'Ảnh có ngày.jpg' }).waitFor();
  await phone.goto(`${base}/nominations/${id}/submission`);
  await phone.locator('.compared ins', { hasText: 'Ảnh có ngày.jpg' }).waitFor();
  await expectSound(phone, 'evidence-submission');
  for (const point of await award.desk.nominations.openPoints(id))
    await award.desk.nominations.answer(id, branch(), point.id, 'Đã thay ảnh.');
  await award.desk.nominations.submit(id, branch());

  await desk.goto(base + dossier);
  await desk.locator('#versions button').click();
  const compared = desk.locator('#versions .field', { hasText: 'Ảnh hoạt động' });
  expect(await compared.locator('del').innerText()).toContain(PHOTO);
  expect(await compared.locator('ins').innerText()).toContain('Ảnh có ngày.jpg');
  // What was there before can still be looked at by those who compare.
  expect((await web.page(ward(), `/nominations/${id}/files/${file}`)).status).toBe(200);
  expect((await web.page(award.staff.chair, `/nominations/${id}/files/${file}`)).status).toBe(404);
  await expectSound(desk, 'evidence-compared');
});

it('says at the form when the file of a point or a comment is no longer there', async () => {
  const { id: other } = await award.nomination('CD-AK-02');
  const gone = `HS5/${await photoId()}`;
  const seen = {};
  const returned = await web.send(ward(), `/reviews/award/ward-review/${other}/return`, {
    ...seen,
    field: gone,
    request: 'Thay ảnh.',
    due: '',
  });
  expect([returned.status, returned.text.includes('Tệp này không còn trong hồ sơ.'), returned.html.includes('Thay ảnh.')]).toEqual([
    422,
    true,
    true,
  ]);
  const form = { part: 'HS5', file: await photoId(), audience: 'unit', body: 'Ảnh mờ.' };
  const commented = await web.send(ward(), `/reviews/award/ward-review/${other}/comments`, form);
  expect([commented.status, commented.text.includes('Tệp này không còn trong hồ sơ.')]).toEqual([422, true]);
});

it('says at the place what was asked for, where it is about no single file', async () => {
  const { id: other } = await award.nomination('CD-AK-02');
  await award.desk.reviews.return(other, ward(), [{ field: 'HS5', request: 'Đề nghị bổ sung ảnh ra quân.' }]);
  const { html } = await web.page(award.nominator('CD-AK-02'), `/nominations/${other}/files`);
  const [, before = '', after = ''] = html.split(/id="place-(?:HS3|HS5)"/);
  expect([before.includes('ảnh ra quân'), after.includes('Đề nghị bổ sung ảnh ra quân.')]).toEqual([false, true]);
});
