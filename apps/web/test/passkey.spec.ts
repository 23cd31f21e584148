import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, Page } from 'playwright-core';
import { LinkService } from '#awards';
import { loadConfig } from '#config';
import { Passkey } from '#store';
import { type Award, anAward, startBrowser } from '#testing';
import { webApplication } from '../src/application.js';
import { DESKTOP, device as anyDevice, faultsIn, PHONE } from './browsing.js';

const SIZES = { phone: PHONE, desktop: DESKTOP };

let award: Award;
let app: NestFastifyApplication;
let browser: Browser;
let base: string;

/** Passkeys are bound to the address people type, so it is chosen before the server starts; and they want a name. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  const port = await freePort();
  base = `http://localhost:${port}`;
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: award.url, BASE_URL: base, SECOND_FACTOR: 'office' };
  app = await webApplication(loadConfig(env));
  await app.listen(port, '127.0.0.1');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await award?.close();
});

/** A browser with an authenticator in software, as Chromium's own tools make them. */
async function device(size: keyof typeof SIZES, isUserVerified = true) {
  const page = await anyDevice(browser, { viewport: SIZES[size] });
  page.setDefaultTimeout(10_000);
  const context = page.context();
  const tools = await context.newCDPSession(page);
  await tools.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified },
  });
  return { context, page, tools, authenticatorId };
}

const enterByLink = async (page: Page, person: string) => {
  const { link } = await app.get(LinkService, { strict: false }).invite(person);
  await page.goto(link);
  expect(await faultsIn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.waitForURL(`${base}/welcome`);
  await page.goto(`${base}/account`);
};
const addPasskey = async (page: Page, name: string) => {
  await page.getByLabel('Tên khóa').fill(name);
  await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click();
};

it.each(['phone', 'desktop'] as const)('leads the office from its invitation to a passkey, and in again by it, on a %s', async (size) => {
  const person = size === 'phone' ? award.staff.secretariat.id : award.staff.chair.id;
  const { context, page } = await device(size);
  await enterByLink(page, person);
  await page.getByText('Cần thêm bước xác nhận thứ hai').waitFor();
  expect(await faultsIn(page)).toEqual([]);
  await page.goto(`${base}/`);
  await page.waitForURL(`${base}/account`);
  await addPasskey(page, 'Máy của cơ quan');
  await page.getByText('Máy của cơ quan').waitFor();
  expect(await faultsIn(page)).toEqual([]);

  await context.clearCookies();
  await page.goto(`${base}/sign-in?next=%2Fcycles%2Faward`);
  expect(await faultsIn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click();
  await page.waitForURL(`${base}/cycles/award`);
  await page.goto(`${base}/account`);
  await page.getByText('Phiên này').waitFor();

  await page.getByRole('button', { name: /^Xóa: Máy của cơ quan/ }).click();
  await page.getByText('Máy của cơ quan').waitFor({ state: 'detached' });
  expect(await award.store.em.fork().count(Passkey, { person })).toBe(0);
  await context.close();
});

it('refuses a passkey without a finger, a face or a PIN', async () => {
  const person = award.nominator('CD-AK-01').id;
  const { context, page } = await device('desktop', false);
  await enterByLink(page, person);
  await addPasskey(page, 'Máy chung');
  await page.getByRole('alert').getByText('Chưa xác nhận được khóa truy cập').waitFor();
  expect(await award.store.em.fork().count(Passkey, { person })).toBe(0);
  await context.close();
});

it('refuses a copy: a key that counts on from an older number', async () => {
  const person = award.nominator('CD-AK-02').id;
  const { context, page, tools, authenticatorId } = await device('desktop');
  await enterByLink(page, person);
  await addPasskey(page, 'Máy của tôi');
  await page.getByText('Máy của tôi').waitFor();
  const { credentials } = await tools.send('WebAuthn.getCredentials', { authenticatorId });
  await context.clearCookies();
  const signIn = async () => {
    await page.goto(`${base}/sign-in`);
    await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click();
  };
  await signIn();
  await page.waitForURL(`${base}/`);
  const [copy] = credentials;
  if (!copy) throw new Error('The authenticator is empty');
  await tools.send('WebAuthn.removeCredential', { authenticatorId, credentialId: copy.credentialId });
  await tools.send('WebAuthn.addCredential', { authenticatorId, credential: copy });
  await context.clearCookies();
  await signIn();
  await page.getByRole('alert').getByText('Chưa xác nhận được khóa truy cập').waitFor();
  await context.close();
});

it('takes each answer of a passkey once, and only from the browser that was asked', async () => {
  const person = award.reviewer('DP-AK').id;
  const { context, page } = await device('desktop');
  await enterByLink(page, person);
  await addPasskey(page, 'Khóa của Hồng');
  await page.getByText('Khóa của Hồng').waitFor();
  await context.clearCookies();
  await page.goto(`${base}/sign-in`);
  const asked = page.waitForRequest(`${base}/sign-in/passkey`);
  await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click();
  const body = (await asked).postData() ?? '';
  await page.waitForURL(`${base}/`);
  const replay = async (cookie: string) =>
    (
      await app.inject({
        method: 'POST',
        url: '/sign-in/passkey',
        headers: { 'content-type': 'application/json', cookie, origin: base },
        payload: body,
      })
    ).statusCode;
  const fresh = await app.inject({ method: 'POST', url: '/sign-in/passkey/options' });
  const mine = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  expect([await replay(mine), await replay(''), await replay(`ceremony=${fresh.cookies[0]?.value}`)]).toEqual([422, 422, 422]);
  await context.close();
});

it('shows the other pages of signing in to everybody who reads them differently', async () => {
  const { context, page } = await device('phone');
  const { link } = await app.get(LinkService, { strict: false }).invite(award.nominator('CD-AK-01').id);
  await page.goto(link);
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.goto(`${base}/account/authenticator`);
  expect(await faultsIn(page)).toEqual([]);
  await page.goto(`${base}/account`);
  await page.getByText('Tạo mã mới').click();
  await page.getByLabel('Tên chương trình').fill('Bảng tính');
  await page.getByRole('button', { name: 'Tạo mã' }).click();
  await page.getByText('lần duy nhất').waitFor();
  expect(await faultsIn(page)).toEqual([]);
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('Tài khoản').fill('nobody');
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill('wrong');
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.getByText('Tài khoản hoặc mật khẩu chưa đúng.').first().waitFor();
  expect(await faultsIn(page)).toEqual([]);
  await context.close();
});
