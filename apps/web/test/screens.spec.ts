import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Award, anAward, anAwardInReview, aSeason, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { visiting } from './visiting.js';
import { signedIn } from './ward-desk.js';

/** `npm run screens` writes there; without it nothing is taken, and only the README is checked. */
const FOLDER = process.env['SCREENS'];

type Place = Pick<Award, 'url' | 'store' | 'close'> & Partial<Pick<Award, 'filesDir'>>;
interface Picture {
  name: string;
  width: 390 | 1280;
  of: () => Promise<{ place: Place; path: string; actor: Actor | null }>;
}

const inReview = async () => anAwardInReview({ branches: 8, wards: 2 });

const PICTURES: Picture[] = [
  {
    name: 'dossier-phone',
    width: 390,
    of: async () => {
      const place = await anAward({ branches: 2, wards: 1 });
      const actor = place.nominator(place.roster.branches[0]?.code ?? '');
      const { id } = await place.desk.nominations.start(place.cycle.id, actor);
      return { place, path: `/nominations/${id}/edit`, actor };
    },
  },
  {
    name: 'queue-desktop',
    width: 1280,
    of: async () => {
      const place = await inReview();
      const [ward = ''] = place.roster.wards;
      await place.desk.reviews.endorse((await place.nomination('CD-AK-01')).id, place.reviewer(ward), 1);
      return { place, path: '/reviews/award/ward-review', actor: place.reviewer(ward) };
    },
  },
  {
    name: 'review-desktop',
    width: 1280,
    of: async () => {
      const place = await inReview();
      const { id } = await place.nomination('CD-AK-01');
      return { place, path: `/reviews/award/ward-review/${id}`, actor: place.reviewer(place.roster.wards[0] ?? '') };
    },
  },
  {
    name: 'board-desktop',
    width: 1280,
    of: async () => {
      const place = await inReview();
      return { place, path: '/cycles/award/board', actor: place.staff.secretariat };
    },
  },
  {
    name: 'result-desktop',
    width: 1280,
    of: async () => ({ place: await aSeason(), path: '/results/season', actor: null }),
  },
];

it('has a picture for every one that the README shows', () => {
  const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/docs\/screens\/([a-z-]+)\.png/g)].map(([, name]) => name);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((name) => !PICTURES.some((picture) => picture.name === name))).toEqual([]);
});

let browser: Browser | undefined;
afterAll(() => browser?.close());

(FOLDER ? it.each(PICTURES) : it.skip.each(PICTURES))('takes $name', async ({ name, width, of }) => {
  const { place, path, actor } = await of();
  const web = await visiting(place.url, place.store, place.filesDir);
  await web.app.listen(0, '127.0.0.1');
  const base = await web.app.getUrl();
  browser ??= await startBrowser();
  const page = actor ? await signedIn(browser, base, place, actor) : await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
  const answer = await page.goto(base + path);
  if (answer?.status() !== 200) throw new Error(`${path} answers with ${answer?.status()}`);
  await page.screenshot({ path: join(FOLDER ?? '', `${name}.png`) });
  await page.context().close();
  await web.app.close();
  await place.close();
});
