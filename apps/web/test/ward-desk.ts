import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Membership } from '#store';
import type { Award } from '#testing';
import type { Actor } from '#workflow';

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
  { store }: Award,
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
