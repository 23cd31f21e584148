import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepSampleFiles } from '#awards';
import { Archive } from '#files';
import type { Browser } from 'playwright-core';
import { aSeason, type SeasonPlayed, startBrowser } from '#testing';
import { type Visiting, visiting } from '../visiting.js';
import { expectSound, signedIn } from '../browsing.js';

let season: SeasonPlayed;
let web: Visiting;
let browser: Browser;
let base: string;
const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-sheet-'));
beforeAll(async () => {
  season = await aSeason({ branches: 4, wards: 2, until: -24 });
  await keepSampleFiles(new Archive(folder));
  web = await visiting(season.url, season.store, folder);
  await web.app.listen(0, '127.0.0.1');
  base = await web.app.getUrl();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  web?.app.getHttpServer().closeAllConnections();
  await web?.app.close();
  await season?.close();
  rmSync(folder, { recursive: true });
});

it('shows a scorer the evidence on the sheet on which it is scored', async () => {
  const [open] = await season.store.em.fork().execute<{ id: string; person: string }[]>(
    `select n.id, s.person_id as person from nomination n join council_seat s on s.cycle_id = n.cycle_id
      where n.status = 'scoring' and not exists (select 1 from recusal r where r.nomination_id = n.id and r.scorer_id = s.person_id)
        and not exists (select 1 from score_sheet t where t.nomination_id = n.id and t.scorer_id = s.person_id) limit 1`,
  );
  const scorer = [...season.staff.council.values()].find(({ id }) => id === open?.person);
  if (!open || !scorer) throw new Error('All sheets are in');
  const page = await signedIn(browser, base, season, scorer);
  await page.goto(`${base}/nominations/${open.id}/sheet`);
  const photo = page.locator('.file', { hasText: 'Ảnh 1.png' });
  await photo.locator('summary').click();
  await photo.locator('img.sheet').waitFor();
  expect(await page.locator('.file').count()).toBe(7);
  // What is below the bar that stays at the top cannot be hit.
  await page.evaluate('scrollTo(0, 0)');
  await expectSound(page, 'evidence-sheet');
});
