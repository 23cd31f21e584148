import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { loadConfig } from '#config';
import { EvidenceFile, Membership } from '#store';
import { attachSampleFiles, chance, dossierOf } from '#awards';
import { type Award, anAward, gatewayTo, startBrowser, submit } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../../src/application.js';
import { faultsIn } from '../browsing.js';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
const SHOTS = process.env['SHOTS'];

let award: Award;
let app: NestFastifyApplication;
let browser: Browser;
let base: string;
beforeAll(async () => {
  award = await anAward({ branches: 6, wards: 2 });
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: award.url,
    FILES_DIR: award.filesDir,
    BASE_URL: 'http://127.0.0.1',
  });
  app = await webApplication(config);
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await award?.close();
});

/** A photo as a phone takes it: large, lying on its side, with the place where it was taken. */
const photo = (shade: number, width = 3000, height = 2000) =>
  sharp({
    create: { width, height, channels: 3, background: { r: shade, g: 120, b: 90 }, noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '16/1 4/1 0/1' } })
    .jpeg({ quality: 90 })
    .toBuffer();
const asFile = (name: string, buffer: Buffer, mimeType = 'image/jpeg') => ({ name, mimeType, buffer });
const pdf = (length = 100) =>
  Buffer.from(`%PDF-1.4\n1 0 obj << /Type /Catalog /Title (${'x'.repeat(length)}) >> endobj 2 0 obj << /Type /Page >> endobj\n%%EOF\n`);

async function open(actor: Actor, path: string, options: BrowserContextOptions = { viewport: PHONE }, site = base) {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  const { id } = await award.store.em.fork().findOneOrFail(Membership, { person: actor.id });
  await page.goto(`${site}/sign-in`);
  await page.locator(`button[value="${id}"]`).click();
  await page.waitForURL(`${site}/`);
  await page.goto(site + path);
  return { page, faults };
}

async function draft(branch: string) {
  const actor = award.nominator(branch);
  const { id, revision } = await award.desk.nominations.start(award.cycle.id, actor);
  await award.desk.nominations.save(id, actor, dossierOf(award.definition, branch, 0.9, chance(7)), revision);
  const rows = async (part: string) => {
    const places = (await award.nomination(branch)).files[part] ?? [];
    const found = await award.store.em.fork().find(EvidenceFile, { id: { $in: places.map((place) => place.id) } });
    return places.map((place) => found.find((row) => row.id === place.id));
  };
  return { actor, id, rows, path: `/nominations/${id}/files` };
}

/** Pages allow no code made of text, which is how waiting for a condition works: so it is asked again and again. */
async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(expression))) await pause(30);
}

const placeOf = (page: Page, part: string) => page.locator(`[id="place-${part}"]`);

it('makes photos smaller on the phone, sends several at once and shows them where they belong', async () => {
  const { actor, path, rows } = await draft('CD-AK-01');
  const { page, faults } = await open(actor, path);
  expect(await faultsIn(page)).toEqual([]);
  const sent: number[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(Number(request.headers()['upload-length'] ?? 0)));
  const photos = await Promise.all([10, 60, 110].map(async (shade, n) => asFile(`IMG_${n}.JPG`, await photo(shade))));
  await placeOf(page, 'HS5').locator('input[name=files]').setInputFiles(photos);
  await placeOf(page, 'HS5').getByRole('button', { name: 'Tải lên' }).click();
  await placeOf(page, 'HS5').locator('.shelf-file').nth(2).waitFor();
  const kept = await rows('HS5');
  // Turned upright, its longer side 2,000 pixels.
  expect(kept.map((row) => [row?.type, row?.width, row?.height])).toEqual(photos.map(() => ['image/jpeg', 1333, 2000]));
  expect(Math.max(...sent)).toBeLessThan(Math.min(...photos.map(({ buffer }) => buffer.length)));
  expect(await placeOf(page, 'HS5').locator('.chip').first().innerText()).toBe('3/10');
  expect(faults).toEqual([]);
  await page.context().close();
});

it('sends two photos from a phone although the line is cut in between, and goes on with what had come through', async () => {
  const { actor, path, rows } = await draft('CD-AK-02');
  const line = await gatewayTo(base);
  await line.open();
  const { page } = await open(actor, path, { viewport: PHONE }, line.url.replace(/\/$/, ''));
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const SLOW = { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 400_000 };
  await network.send('Network.emulateNetworkConditions', SLOW);
  const offsets: number[] = [];
  page.on('request', (request) => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])));
  const photos = await Promise.all([40, 160].map(async (shade, n) => asFile(`Ảnh ${n}.jpg`, await photo(shade))));
  await placeOf(page, 'HS5').locator('input[name=files]').setInputFiles(photos);
  await placeOf(page, 'HS5').getByRole('button', { name: 'Tải lên' }).click();
  await until(page, 'document.querySelector(".sending progress")?.value > 100000');
  await line.shut();
  await page.getByText('Mất kết nối, sẽ tự tải tiếp').waitFor();
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/evidence-paused.png`, fullPage: true });
  expect(await faultsIn(page)).toEqual([]);
  await network.send('Network.emulateNetworkConditions', { ...SLOW, uploadThroughput: -1 });
  await line.open();
  await placeOf(page, 'HS5').locator('.shelf-file').nth(1).waitFor({ timeout: 60_000 });
  // The first from its beginning, then from where it had come to, then the second.
  expect([offsets[0], (offsets[1] ?? 0) > 0, offsets.at(-1)]).toEqual([0, true, 0]);
  const kept = (await rows('HS5')).map((row) => [row?.name, row?.type, row?.height]);
  expect(kept).toEqual(photos.map(({ name }) => [name, 'image/jpeg', 2000]));
  await page.context().close();
  await line.shut();
});

it('says beside the item why a file is refused, keeps what was typed, and can be cancelled', async () => {
  const { actor, path, rows, id } = await draft('CD-AK-03');
  await attachSampleFiles(award.desk, award.definition, id, actor);
  const { page } = await open(actor, path);
  await placeOf(page, 'HS3').getByRole('textbox').fill('Đang viết');
  await placeOf(page, 'HS3')
    .locator('input[name=files]')
    .setInputFiles(asFile('giả.pdf', Buffer.from('<html>'), 'application/pdf'));
  await placeOf(page, 'HS3').getByRole('button', { name: 'Tải lên' }).click();
  await placeOf(page, 'HS3').getByText('giả.pdf: Nội dung tệp không đúng với phần đuôi của tên tệp.').waitFor();
  expect(await placeOf(page, 'HS3').getByRole('textbox').inputValue()).toBe('Đang viết');
  expect(await faultsIn(page)).toEqual([]);
  if (SHOTS) await placeOf(page, 'HS3').screenshot({ path: `${SHOTS}/evidence-refused.png` });
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 200_000 });
  await placeOf(page, 'HS2')
    .locator('input[name=files]')
    .setInputFiles(asFile('dài.pdf', pdf(5_000_000), 'application/pdf'));
  await placeOf(page, 'HS2').getByRole('button', { name: 'Tải lên' }).click();
  await until(page, 'document.querySelector(".sending progress")?.value > 100000');
  await page.getByRole('button', { name: 'Hủy: dài.pdf' }).click();
  await until(page, '!document.querySelector(".sending progress")');
  const { em } = award.store;
  while ((await em.fork().count(EvidenceFile, { nomination: id, state: 'receiving' })) > 0) await pause(30);
  expect((await rows('HS2')).map((row) => row?.name)).toEqual(['Báo cáo thành tích.pdf']);
  await page.context().close();
});

it('works as a plain form without JavaScript, from choosing to handing in', async () => {
  const { actor, path, rows, id } = await draft('CD-CG-01');
  const { page } = await open(actor, path, { viewport: PHONE, javaScriptEnabled: false });
  const send = async (part: string, ...files: ReturnType<typeof asFile>[]) => {
    await placeOf(page, part).locator('input[name=files]').setInputFiles(files);
    await placeOf(page, part).getByRole('button', { name: 'Tải lên' }).click();
    await page.waitForURL(/files#place-/);
  };
  await send('HS2', asFile('Báo cáo.pdf', pdf(), 'application/pdf'));
  await send('HS3', asFile('Biên bản.pdf', pdf(7), 'application/pdf'));
  await send('HS5', ...(await Promise.all([1, 2, 3, 4].map(async (n) => asFile(`${n}.jpg`, await photo(n * 40, 300, 200))))));
  await page.getByRole('link', { name: 'Xem trước khi nộp' }).click();
  await page.getByText('Ảnh hoạt động: từ 05 đến 10 ảnh, có chú thích ngày và nội dung: cần ít nhất 5 ảnh, đã có 4.').waitFor();
  await page.goto(base + path);
  await send('HS5', asFile('5.jpg', await photo(250, 300, 200)));
  const first = placeOf(page, 'HS5').locator('.shelf-file').first();
  await first.getByRole('textbox').fill('Chủ nhật xanh, 05/11/2023');
  await first.getByRole('button', { name: /Lưu chú thích/ }).click();
  await placeOf(page, 'HS5')
    .locator('.shelf-file')
    .first()
    .getByRole('button', { name: /Đưa xuống/ })
    .click();
  await placeOf(page, 'HS5')
    .locator('.shelf-file')
    .nth(4)
    .getByRole('button', { name: /Bỏ tệp/ })
    .click();
  await page.getByText('Còn thiếu 1 ảnh.').waitFor();
  expect((await rows('HS5')).map((row) => row?.name)).toEqual(['2.jpg', '1.jpg', '3.jpg', '4.jpg']);
  expect((await award.nomination('CD-CG-01')).files['HS5']?.[1]?.caption).toBe('Chủ nhật xanh, 05/11/2023');
  await send('HS5', asFile('6.jpg', await photo(90, 300, 200)));
  await page.goto(`${base}/nominations/${id}/submission`);
  await page.getByRole('button', { name: 'Nộp hồ sơ' }).click();
  await page.getByText('Đã nộp hồ sơ').first().waitFor();
  expect((await award.nomination('CD-CG-01')).status).toBe('submitted');
  await page.context().close();
});

it('lets no two tabs lose each other’s files', async () => {
  const { actor, path, rows } = await draft('CD-CG-02');
  const pngs = await Promise.all(
    [1, 2, 3, 4].map(async (n) =>
      sharp(await photo(n * 50, 60, 40))
        .png()
        .toBuffer(),
    ),
  );
  const tabs = [await open(actor, path), await open(actor, path, { viewport: DESK })];
  await Promise.all(
    tabs.map(async ({ page }, n) => {
      await placeOf(page, 'HS5')
        .locator('input[name=files]')
        .setInputFiles(pngs.slice(n * 2, n * 2 + 2).map((bytes, k) => asFile(`${n}${k}.png`, bytes, 'image/png')));
      await placeOf(page, 'HS5').getByRole('button', { name: 'Tải lên' }).click();
      await placeOf(page, 'HS5').locator('.shelf-file').nth(1).waitFor();
    }),
  );
  expect((await rows('HS5')).length).toBe(4);
  for (const { page } of tabs) await page.context().close();
});

it('shows files beside the text to whoever reviews, on phone and desk, by day and by night', async () => {
  const { id } = await submit(award, 'CD-CG-03');
  const reviewer = award.reviewer('DP-CG');
  for (const viewport of [PHONE, DESK])
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults } = await open(reviewer, `/nominations/${id}`, { viewport, colorScheme });
      expect(await page.locator('.files .file').count()).toBe(7);
      expect(await page.getByRole('link', { name: 'Thêm, sửa tệp' }).count()).toBe(0);
      await page.locator('.file .thumb img').first().scrollIntoViewIfNeeded();
      await until(page, 'document.querySelector(".file .thumb img").naturalWidth === 320');
      expect(await faultsIn(page)).toEqual([]);
      expect(faults).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/evidence-show-${viewport.width}-${colorScheme}.png`, fullPage: true });
      await page.context().close();
    }
  const { actor: branch, id: own } = await draft('CD-AK-01');
  for (const viewport of [PHONE, DESK])
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(branch, `/nominations/${own}/files`, { viewport, colorScheme });
      expect(await faultsIn(page)).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/evidence-edit-${viewport.width}-${colorScheme}.png`, fullPage: true });
      await page.context().close();
    }
});
