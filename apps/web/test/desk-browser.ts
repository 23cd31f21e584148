import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { loadConfig } from '#config';
import { Membership } from '#store';
import { type Award, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';

export const PHONE = { width: 390, height: 844 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LOOKS: readonly [number, 'light' | 'dark'][] = [
  [390, 'light'],
  [390, 'dark'],
  [320, 'light'],
  [1280, 'light'],
  [1280, 'dark'],
];
const SHOTS = process.env['SHOTS'];

/** The site of an award, and devices on which its people open it. */
export interface Desk {
  base: string;
  /** A device with that person signed in; everything it says to the console that is a fault is collected. */
  device(actor: Actor, options?: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page; faults: string[] }>;
  signIn(page: Page, actor: Actor): Promise<void>;
  /** Fails when a page is not accessible or does not fit, at every size and in both themes. */
  look(page: Page, name: string): Promise<void>;
  close(): Promise<void>;
}

export async function deskOf(award: Award): Promise<Desk> {
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: award.url,
    FILES_DIR: award.filesDir,
    BASE_URL: 'http://127.0.0.1',
  });
  const app: NestFastifyApplication = await webApplication(config);
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  const browser: Browser = await startBrowser();
  const signIn = async (page: Page, actor: Actor) => {
    const { id } = await award.store.em.fork().findOneOrFail(Membership, { person: actor.id, role: actor.role as never });
    await page.goto(`${base}/sign-in`);
    await page.locator(`button[value="${id}"]`).click();
    await page.waitForURL(`${base}/`);
  };
  return {
    base,
    signIn,
    async device(actor, options = {}) {
      const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', reducedMotion: 'reduce', ...options });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await signIn(page, actor);
      return { context, page, faults };
    },
    async look(page, name) {
      const size = page.viewportSize();
      for (const [width, colorScheme] of LOOKS) {
        await page.setViewportSize({ width, height: 844 });
        await page.emulateMedia({ colorScheme });
        // As high as all of it: what is fixed to an edge of the screen covers nothing then.
        const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
        await page.setViewportSize({ width, height });
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect([name, width, colorScheme, Number(wide) <= 0, found]).toEqual([name, width, colorScheme, true, []]);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      if (size) await page.setViewportSize(size);
    },
    async close() {
      await browser.close();
      await app.close();
    },
  };
}
