import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { Membership, Person, Unit } from '#store';
import { type Award, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

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
