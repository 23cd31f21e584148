import { randomUUID } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Membership, Person, Unit } from '#store';
import { type Award, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SHOTS = process.env['SHOTS'];
const LOOKS: readonly [number, 'light' | 'dark'][] = [
  [390, 'light'],
  [320, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
];

/** A browser in which that person has clicked on their persona. */
export async function signedIn(
  browser: Browser,
  base: string,
  { store }: Pick<Award, 'store'>,
  actor: Actor,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'vi-VN',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const { id } = await store.em.fork().findOneOrFail(Membership, { person: actor.id, role: actor.role as never });
  await page.goto(`${base}/sign-in`);
  await page.locator(`button[value="${id}"]`).click();
  await page.waitForURL(`${base}/`);
  return page;
}

/** No fault of accessibility and nothing wider than the screen, in every size and theme. */
export async function expectSound(page: Page, name: string): Promise<void> {
  // As people find it, before everything that can be opened is.
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await page.evaluate('document.querySelectorAll("main details").forEach((one) => { one.open = true; })');
  for (const [width, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect([name, width, wide, faults]).toEqual([name, width, 0, []]);
  }
}

export interface Site {
  award: Award;
  web: Visiting;
  browser: Browser;
  base: string;
}

/** For each test of a spec an award of its own with the web before it, and one browser for all of them. */
export function siteOf(begin: () => Promise<Award>): Site {
  const site = {} as Site;
  beforeAll(async () => {
    site.browser = await startBrowser();
  });
  afterAll(() => site.browser.close());
  beforeEach(async () => {
    site.award = await begin();
    site.web = await visiting(site.award.url, site.award.store, site.award.filesDir);
    await site.web.app.listen(0, '127.0.0.1');
    site.base = await site.web.app.getUrl();
  });
  afterEach(async () => {
    for (const context of site.browser.contexts()) await context.close();
    // A browser that is slow to go must not hold up the end of a test.
    site.web.app.getHttpServer().closeAllConnections();
    await site.web.app.close();
    await site.award.close();
  });
  return site;
}

/** Another person who reviews for the same ward. */
export async function colleagueIn({ store }: Award, ward: string): Promise<Actor> {
  const em = store.em.fork();
  const unit = await em.findOneOrFail(Unit, { code: ward });
  const person = em.create(Person, { id: randomUUID(), name: 'Phó Bí thư Đoàn phường An Khê', isSample: true });
  em.create(Membership, { person, unit, role: 'reviewer' });
  await em.flush();
  return { id: person.id, role: 'reviewer', unit: unit.id };
}
