import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { loadConfig } from '#config';
import { type Award, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';
import { device, PHONE, signIn } from './browsing.js';

/** The site of an award, and devices on which its people open it. */
export interface Desk {
  base: string;
  /** A device with that person signed in; everything it says to the console that is a fault is collected. */
  device(actor: Actor, options?: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page; faults: string[] }>;
  signIn(page: Page, actor: Actor): Promise<void>;
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
  return {
    base,
    signIn: (page, actor) => signIn(page, base, award, actor),
    async device(actor, options) {
      const page = await device(browser, { viewport: PHONE, ...options });
      page.setDefaultTimeout(15_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await signIn(page, base, award, actor);
      return { context: page.context(), page, faults };
    },
    async close() {
      await browser.close();
      await app.close();
    },
  };
}
