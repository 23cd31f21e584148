import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { loadConfig } from '#config';
import { JournalEntry } from '#store';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';
import { DESKTOP, device, faultsIn, PHONE, signIn } from './browsing.js';

const SIZES = { phone: PHONE, desktop: DESKTOP };

let award: Award;
let app: NestFastifyApplication;
let browser: Browser;
let base: string;

beforeAll(async () => {
  award = await anAwardInReview();
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

/** A device on which that person is signed in, and the faults it tells of. */
async function signedIn(actor: Actor, size: keyof typeof SIZES, options: { javaScriptEnabled?: boolean } = {}) {
  const page = await device(browser, { viewport: SIZES[size], ...options });
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await signIn(page, base, award, actor);
  return { context: page.context(), page, faults };
}

describe.each(['phone', 'desktop'] as const)('on a %s', (size) => {
  const branch = size === 'phone' ? 'CD-AK-01' : 'CD-CG-01';
  const ward = size === 'phone' ? 'DP-AK' : 'DP-CG';

  it('lets a ward reviewer find what waits, and return it with a point', async () => {
    const { context, page, faults } = await signedIn(award.reviewer(ward), size);
    expect(await faultsIn(page)).toEqual([]);
    await page.getByRole('link', { name: /3 hồ sơ chờ xét/ }).click();
    expect(await faultsIn(page)).toEqual([]);
    const { id, unit } = await award.nomination(branch);
    await page.getByRole('link', { name: unit.name, exact: true }).click();
    await page.waitForURL(`${base}/reviews/award/ward-review/${id}?place=waiting`);
    expect(await faultsIn(page)).toEqual([]);

    await page.getByText('Trả lại để bổ sung').first().click();
    await page.getByLabel('Mục', { exact: true }).first().selectOption('volunteering');
    await page.getByLabel('Yêu cầu').first().fill('Đề nghị bổ sung số lượt đoàn viên.');
    await page.getByRole('button', { name: 'Trả lại để bổ sung' }).click();
    await page.getByText('Đoàn phường trả lại để bổ sung').first().waitFor();
    expect(await faultsIn(page)).toEqual([]);
    expect(await page.getByText('Đề nghị bổ sung số lượt đoàn viên.').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Đồng ý đề nghị' }).count()).toBe(0);
    expect((await award.nomination(branch)).status).toBe('returned');
    expect(await award.store.em.fork().count(JournalEntry, { subjectId: id, type: 'nomination.returned' })).toBe(1);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('lets the branch correct what was asked for, answer and submit again', async () => {
    const { context, page } = await signedIn(award.nominator(branch), size);
    await page.getByRole('link', { name: /Bổ sung hồ sơ được trả lại/ }).click();
    await page.getByRole('link', { name: 'Viết hồ sơ' }).first().click();
    expect(await faultsIn(page)).toEqual([]);
    expect(await page.locator('textarea[name="fields.reason"]').count()).toBe(0);
    await page.getByRole('textbox', { name: 'Trả lời' }).fill('Đã bổ sung xác nhận của tổ dân phố.');
    await page.locator('textarea[name="fields.volunteering"]').fill('12 lần ra quân, 240 lượt đoàn viên.');
    await page.getByRole('button', { name: 'Xem trước và sau khi sửa' }).click();
    await page.waitForURL(/\/submission$/);
    expect(await faultsIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Nộp hồ sơ' }).click();
    await page.getByRole('heading', { name: 'Đã nộp lại hồ sơ' }).waitFor();
    expect(await faultsIn(page)).toEqual([]);
    expect(await award.nomination(branch)).toMatchObject({
      status: 'submitted',
      content: { fields: { volunteering: '12 lần ra quân, 240 lượt đoàn viên.' } },
    });
    await context.close();
  });
});

it('works without JavaScript', async () => {
  const { context, page } = await signedIn(award.reviewer('DP-AK'), 'phone', { javaScriptEnabled: false });
  const { id } = await award.nomination('CD-AK-02');
  await page.goto(`${base}/reviews/award/ward-review/${id}`);
  await page.getByRole('button', { name: 'Đồng ý đề nghị' }).click();
  await page.getByText('Đoàn phường đồng ý đề nghị').first().waitFor();
  expect((await award.nomination('CD-AK-02')).status).toBe('endorsed');
  await context.close();
});

it('tells the second of two reviewers what happened meanwhile, and changes nothing', async () => {
  const { id } = await award.nomination('CD-AK-03');
  const { context, page } = await signedIn(award.reviewer('DP-AK'), 'desktop');
  await page.goto(`${base}/reviews/award/ward-review/${id}`);
  await award.desk.reviews.decline(id, award.reviewer('DP-AK'), 'Chưa đủ kết quả.');
  await page.getByRole('button', { name: 'Đồng ý đề nghị' }).click();
  await page.getByText('Trạng thái đã thay đổi từ khi bạn mở trang này').waitFor();
  expect((await award.nomination('CD-AK-03')).status).toBe('declined');
  await context.close();
});

it('shows another ward nothing', async () => {
  const { id } = await award.nomination('CD-AK-02');
  const { context, page } = await signedIn(award.reviewer('DP-CG'), 'phone');
  expect((await page.goto(`${base}/nominations/${id}`))?.status()).toBe(404);
  expect(await faultsIn(page)).toEqual([]);
  await context.close();
});
