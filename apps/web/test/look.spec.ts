import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from '#testing';
import { faultsIn } from './browsing.js';
import { plumbing } from './plumbing.js';

const PHONE = { viewport: { width: 390, height: 844 } };
const DESK = { viewport: { width: 1280, height: 900 } };
const SHOTS = process.env['SHOTS'];

let app: NestFastifyApplication;
let address: string;
let browser: Browser;
beforeAll(async () => {
  app = await plumbing();
  await app.listen(0, '127.0.0.1');
  address = (await app.getUrl()).replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

async function open(path: string, options: BrowserContextOptions = DESK): Promise<{ page: Page; said: string[] }> {
  const context = await browser.newContext(options);
  await context.addCookies([{ name: 'sid', value: 'hong', url: address }]);
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(address + path);
  return { page, said };
}

const looks = [PHONE, DESK].flatMap((size) => (['light', 'dark'] as const).map((colorScheme) => ({ ...size, colorScheme })));

it.each(looks)('is accessible and fits at $viewport.width in $colorScheme', async (look) => {
  for (const path of ['/demo', '/nowhere', '/form']) {
    const { page, said } = await open(path, look);
    // Taking a picture puts a style into the page, which the policy reports: before that, nothing may be said.
    expect([path, said.filter((line) => !line.includes('404'))]).toEqual([path, []]);
    const faults = await faultsIn(page);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}${path}-${look.viewport.width}-${look.colorScheme}.png`, fullPage: true });
    expect([path, faults]).toEqual([path, []]);
    await page.context().close();
  }
});

it('keeps a chosen theme from the first paint on', async () => {
  const { page } = await open('/demo');
  await page.click('[data-theme-toggle]');
  await page.reload({ waitUntil: 'commit' });
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  await page.context().close();
});

it('opens a dialog over the page, and without scripts the page behind its link', async () => {
  const { page } = await open('/demo');
  await page.click('.only-wide [data-open=dlg-ok]');
  expect(await page.isVisible('#dlg-ok h2')).toBe(true);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/dialog.png` });
  expect(await faultsIn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.isVisible('#dlg-ok')).toBe(false);
  await page.context().close();
  const { page: plain } = await open('/demo', { ...DESK, javaScriptEnabled: false });
  await plain.click('.only-wide [data-open=dlg-ok]');
  expect(plain.url()).toBe(`${address}/demo?ask=ok`);
  expect(await plain.isVisible('[data-theme-toggle]')).toBe(false);
  await plain.context().close();
});

it('shows a refusal above what was typed, and loses none of it', async () => {
  const { page } = await open('/refusable');
  await page.fill('textarea', 'Đã viết rất lâu');
  await page.click('main form button');
  await page.waitForSelector('#alerts [role=alert]');
  expect(await page.textContent('#alerts')).toContain('Hồ sơ đã được trả lại đủ số lần cho phép.');
  expect([await page.inputValue('textarea'), await page.isEnabled('main form button')]).toEqual(['Đã viết rất lâu', true]);
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
  await page.context().close();
});

it('sends a form once, however often its button is pressed', async () => {
  const { page } = await open('/form');
  let sent = 0;
  await page.route('**/form', async (route) => {
    if (route.request().method() === 'POST') sent += 1;
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await page.fill('#f-name', 'An');
  await page.evaluate('for (let i = 0; i < 3; i += 1) document.querySelector("main form").requestSubmit()');
  await page.waitForSelector('h1:has-text("Saved An")');
  expect(sent).toBe(1);
  await page.context().close();
});

it('loads little', async () => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  let bytes = 0;
  const sizes: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    sizes.push(request.sizes().then(({ responseBodySize }) => void (bytes += responseBodySize)));
  });
  await page.goto(`${address}/demo`, { waitUntil: 'networkidle' });
  await Promise.all(sizes);
  if (SHOTS) process.stdout.write(`first load: ${bytes} bytes in ${sizes.length} requests\n`);
  expect(bytes).toBeLessThan(200_000);
  await context.close();
});
