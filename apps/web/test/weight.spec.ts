import type { Page } from 'playwright-core';
import { anAwardInReview, manyWaiting } from '#testing';
import { Membership } from '#store';
import { siteOf } from './ward-desk.js';

const KILOBYTE = 1000;
/** On the wire, with headers, fonts and scripts: what a first visit may cost, and what every page after it. */
const FIRST = 200 * KILOBYTE;
const LATER = 25 * KILOBYTE;

const site = siteOf(() => anAwardInReview({ branches: 8, wards: 2 }));

/** What comes over the wire until the page is all there; what the browser has kept weighs nothing. */
async function scales(page: Page): Promise<(act: () => Promise<unknown>) => Promise<number>> {
  const wire = await page.context().newCDPSession(page);
  let bytes = 0;
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await wire.send('Network.enable');
  return async (act) => {
    bytes = 0;
    await act();
    await page.waitForLoadState('load');
    await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 200)))');
    return bytes;
  };
}

it('weighs no more than a phone on a slow network bears: at first, and on every page after it', async () => {
  const { award, base, browser } = site;
  // A full page of the queue, and a name with every letter of the alphabet that a font has to be fetched for.
  await manyWaiting(award, 100);
  const { id } = await award.nomination('CD-AK-01');
  const page = await (await browser.newContext({ locale: 'vi-VN', viewport: { width: 390, height: 844 } })).newPage();
  const weigh = await scales(page);
  const open = (path: string) => weigh(() => page.goto(base + path));
  const first = await open('/');
  const { id: membership } = await award.store.em.fork().findOneOrFail(Membership, { person: award.reviewer('DP-AK').id });
  const queue = '/reviews/award/ward-review';
  const later = {
    '/sign-in': await open('/sign-in'),
    signedIn: await weigh(async () => {
      await page.locator(`button[value="${membership}"]`).click();
      await page.waitForURL(`${base}/`);
    }),
    '/': await open('/'),
    [queue]: await open(queue),
    [`${queue}/${id}`]: await open(`${queue}/${id}`),
    '/cycles/award': await open('/cycles/award'),
    '/cycles/award/journal': await open('/cycles/award/journal'),
    '/notifications': await open('/notifications'),
  };
  expect(first).toBeGreaterThan(10 * KILOBYTE);
  expect(first).toBeLessThanOrEqual(FIRST);
  expect(Object.entries(later).filter(([, bytes]) => bytes > LATER || bytes === 0)).toEqual([]);
});
