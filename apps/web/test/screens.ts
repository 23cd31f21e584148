import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '#testing';
import { DESKTOP, device, PHONE, signIn } from './browsing.js';
import { PICTURES } from './pictures.js';
import { visiting } from './visiting.js';

// No spec of the suite: `npm run screens` takes the pictures of the README anew.

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it.each(PICTURES)('takes $name', async ({ name, width, of }) => {
  const { place, path, actor } = await of();
  const { app } = await visiting(place.url, place.store, place.filesDir);
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  const page = await device(browser, { viewport: width === PHONE.width ? PHONE : DESKTOP });
  if (actor) await signIn(page, base, place, actor);
  const answer = await page.goto(base + path);
  if (answer?.status() !== 200) throw new Error(`${path} answers with ${answer?.status()}`);
  await page.screenshot({ path: join('docs/screens', `${name}.png`) });
  await page.context().close();
  await app.close();
  await place.close();
});
