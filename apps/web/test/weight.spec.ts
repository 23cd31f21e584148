import type { Page } from 'playwright-core';
import { attachSampleFiles, chance, dossierOf } from '#awards';
import { anAward, anAwardInReview, manyWaiting } from '#testing';
import { Membership } from '#store';
import { PHONE, signIn } from './browsing.js';
import { siteOf } from './ward-desk.js';

const KILOBYTE = 1000;
/** On the wire, with headers, fonts and scripts: what a first visit may cost, and what every page after it. */
const FIRST = 200 * KILOBYTE;
const LATER = 25 * KILOBYTE;

/** A picture or a document that somebody has put into a dossier. */
const PUT_IN = /\/nominations\/[^/]+\/files\/./;

/** What comes over the wire until the page is all there, and of what was put in; what the browser has kept weighs nothing. */
async function scales(page: Page) {
  const wire = await page.context().newCDPSession(page);
  const weights = { page: 0, putIn: 0 };
  const putIn = new Set<string>();
  wire.on('Network.requestWillBeSent', ({ requestId, request }) => PUT_IN.test(request.url) && putIn.add(requestId));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weights[putIn.has(requestId) ? 'putIn' : 'page'] += encodedDataLength;
  });
  await wire.send('Network.enable');
  return async (act: () => Promise<unknown>) => {
    Object.assign(weights, { page: 0, putIn: 0 });
    await act();
    await page.waitForLoadState('load');
    await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 200)))');
    return { ...weights };
  };
}

describe('who reviews', () => {
  const site = siteOf(() => anAwardInReview({ branches: 8, wards: 2 }));

  it('weighs no more than a phone on a slow network bears: at first, and on every page after it', async () => {
    const { award, base, browser } = site;
    // A full page of the queue, and a name with every letter of the alphabet that a font has to be fetched for.
    await manyWaiting(award, 100);
    const { id } = await award.nomination('CD-AK-01');
    const page = await (await browser.newContext({ locale: 'vi-VN', viewport: { width: 390, height: 844 } })).newPage();
    const weigh = await scales(page);
    const open = async (path: string) => (await weigh(() => page.goto(base + path))).page;
    const first = await open('/');
    const { id: membership } = await award.store.em.fork().findOneOrFail(Membership, { person: award.reviewer('DP-AK').id });
    const queue = '/reviews/award/ward-review';
    const later = {
      '/sign-in': await open('/sign-in'),
      signedIn: (
        await weigh(async () => {
          await page.locator(`button[value="${membership}"]`).click();
          await page.waitForURL(`${base}/`);
        })
      ).page,
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
});

describe('who writes a dossier', () => {
  const site = siteOf(() => anAward({ branches: 1, wards: 1 }));

  it('bears no more beside what was put in', async () => {
    const { award, base, browser } = site;
    const branch = award.roster.branches[0]?.code ?? '';
    const actor = award.nominator(branch);
    const { id, revision } = await award.desk.nominations.start(award.cycle.id, actor);
    await award.desk.nominations.save(id, actor, dossierOf(award.definition, branch, 0.9, chance(7)), revision);
    await attachSampleFiles(award.desk, award.definition, id, actor);
    const page = await (await browser.newContext({ locale: 'vi-VN', viewport: PHONE })).newPage();
    await signIn(page, base, award, actor);
    const weigh = await scales(page);
    const open = (path: string) => weigh(() => page.goto(`${base}/nominations/${id}/${path}`));
    const weighed = { edit: await open('edit'), files: await open('files'), 'edit/papers': await open('edit/papers') };
    const pages = Object.entries(weighed);
    expect(pages.filter(([, weight]) => weight.page > LATER || weight.page === 0)).toEqual([]);
    // There were pictures to be set aside.
    expect(pages.filter(([, { putIn }]) => putIn > 0).map(([path]) => path)).toEqual(['files', 'edit/papers']);
  });
});
