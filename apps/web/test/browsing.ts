import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Membership } from '#store';
import type { Award } from '#testing';
import type { Actor } from '#workflow';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };
const LOOKS: readonly [width: number, colorScheme: 'light' | 'dark'][] = [
  [390, 'light'],
  [320, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
];
/** A folder for pictures of all that is looked at; without it none are taken. */
const SHOTS = process.env['SHOTS'];

/** Clicks on the persona of that person. */
export async function signIn(page: Page, base: string, { store }: Pick<Award, 'store'>, { id, role }: Actor): Promise<void> {
  const membership = await store.em.fork().findOneOrFail(Membership, { person: id, role: role as never });
  await page.goto(`${base}/sign-in`);
  await page.locator(`button[value="${membership.id}"]`).click();
  await page.waitForURL(`${base}/`);
}

/** A device of somebody who speaks Vietnamese. */
export async function device(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', viewport: DESKTOP, ...options });
  return context.newPage();
}

/** A device on which that person is signed in. */
export async function signedIn(
  browser: Browser,
  base: string,
  award: Pick<Award, 'store'>,
  actor: Actor,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await device(browser, options);
  await signIn(page, base, award, actor);
  return page;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// In the page, which gives the few words that matter and not the megabytes they come from.
const LOOK = `(async () => {
  const { violations } = await axe.run({ runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] });
  const faults = violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '));
  const wider = document.documentElement.scrollWidth - innerWidth;
  return wider > 0 ? [...faults, wider + ' px wider than the screen'] : faults;
})()`;

/** What is not accessible in the page as it is shown now, or does not fit. */
export async function faultsIn(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  return page.evaluate<string[]>(LOOK);
}

/** Nothing is wrong with the page in any size and theme, with all that can be opened open. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await page.evaluate('document.querySelectorAll("main details").forEach((one) => { one.open = true; })');
  for (const [width, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height: PHONE.height });
    await page.emulateMedia({ colorScheme });
    // As high as all of it: what is fixed to an edge of the screen covers nothing then.
    await page.setViewportSize({ width, height: await page.evaluate<number>('document.documentElement.scrollHeight') });
    const faults = await faultsIn(page);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    expect([name, width, colorScheme, faults]).toEqual([name, width, colorScheme, []]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (size) await page.setViewportSize(size);
}
