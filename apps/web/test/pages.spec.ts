import { AxeBuilder } from '@axe-core/playwright';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { loadConfig } from '#config';
import { JournalEntry, Membership } from '#store';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let award: Award;
let app: NestFastifyApplication;
let browser: Browser;
let base: string;

beforeAll(async () => {
  award = await anAwardInReview();
  const config = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: award.url, BASE_URL: 'http://127.0.0.1' });
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

/** A browser in which that person has clicked on their persona. */
async function signedIn(
  actor: Actor,
  size: keyof typeof SIZES,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: SIZES[size], locale: 'vi-VN', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  const { id } = await award.store.em.fork().findOneOrFail(Membership, { person: actor.id });
  await page.goto(`${base}/sign-in`);
  await page.locator(`button[value="${id}"]`).click();
  await page.waitForURL(`${base}/`);
  return { context, page, faults };
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}

describe.each(['phone', 'desktop'] as const)('on a %s', (size) => {
  const branch = size === 'phone' ? 'CD-AK-01' : 'CD-CG-01';
  const ward = size === 'phone' ? 'DP-AK' : 'DP-CG';

  it('lets a ward reviewer find what waits, and return it with a point', async () => {
    const { context, page, faults } = await signedIn(award.reviewer(ward), size);
    await expectAccessible(page);
    await page.getByRole('link', { name: /3 hồ sơ chờ xét/ }).click();
    await expectAccessible(page);
    const { id, unit } = await award.nomination(branch);
    await page.getByRole('link', { name: unit.name, exact: true }).click();
    await page.waitForURL(`${base}/reviews/award/ward-review/${id}?place=waiting`);
    await expectAccessible(page);

    await page.getByText('Trả lại để bổ sung').first().click();
    await page.getByLabel('Mục', { exact: true }).first().selectOption('volunteering');
    await page.getByLabel('Yêu cầu').first().fill('Đề nghị bổ sung số lượt đoàn viên.');
    await page.getByRole('button', { name: 'Trả lại để bổ sung' }).click();
    await page.getByText('Đoàn phường trả lại để bổ sung').first().waitFor();
    await expectAccessible(page);
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
    await expectAccessible(page);
    expect(await page.locator('textarea[name="fields.reason"]').count()).toBe(0);
    await page.getByRole('textbox', { name: 'Trả lời' }).fill('Đã bổ sung xác nhận của tổ dân phố.');
    await page.locator('textarea[name="fields.volunteering"]').fill('12 lần ra quân, 240 lượt đoàn viên.');
    await page.getByRole('button', { name: 'Xem trước và sau khi sửa' }).click();
    await page.waitForURL(/\/submission$/);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Nộp hồ sơ' }).click();
    await page.getByRole('heading', { name: 'Đã nộp lại hồ sơ' }).waitFor();
    await expectAccessible(page);
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
  await page.goto(`${base}/nominations/${id}`);
  await page.getByRole('button', { name: 'Đồng ý đề nghị' }).click();
  await page.getByText('Đoàn phường đồng ý đề nghị').first().waitFor();
  expect((await award.nomination('CD-AK-02')).status).toBe('endorsed');
  await context.close();
});

it('tells the second of two reviewers what happened meanwhile, and changes nothing', async () => {
  const { id } = await award.nomination('CD-AK-03');
  const { context, page } = await signedIn(award.reviewer('DP-AK'), 'desktop');
  await page.goto(`${base}/nominations/${id}`);
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
  await expectAccessible(page);
  await context.close();
});
