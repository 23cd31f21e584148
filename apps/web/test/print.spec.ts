import type { Page } from 'playwright-core';
import { anAwardInReview, manyWaiting } from '#testing';
import type { Actor } from '#workflow';
import { signedIn } from './browsing.js';
import { siteOf } from './ward-desk.js';

const SHOTS = process.env['SHOTS'];
const QUEUE = '/reviews/award/ward-review';

const site = siteOf(() => anAwardInReview({ branches: 8, wards: 2 }));

/** What is wrong with a page on paper, as the browser lays it out. */
const FAULTS = `(() => {
  const shown = (one) => one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && one.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (one) => one.tagName + '.' + one.className + ' ' + (one.textContent ?? '').trim().slice(0, 40);
  const light = (color) => { const [r, g, b, a = 1] = (color.match(/[\\d.]+/g) ?? []).map(Number); return a === 0 || r + g + b > 690; };
  const texts = all('main *').filter((one) => shown(one) && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return {
    controls: all('nav, button, input:not(#checklist input), select, textarea, .btn, footer, [role=search]').filter(shown).map(name),
    closed: all('main details:not(.menu)').filter((one) => [...one.children].some((part) => part.tagName !== 'SUMMARY' && !shown(part) && !part.matches('form, form *'))).map(name),
    dark: texts.filter((one) => { for (let up = one; up; up = up.parentElement) if (!light(getComputedStyle(up).backgroundColor)) return true; return false; }).map(name),
    pale: texts.filter((one) => light(getComputedStyle(one).color)).map(name),
    torn: all('main tr, main .timeline > li').filter((one) => shown(one) && getComputedStyle(one).breakInside !== 'avoid').map(name),
  };
})()`;

async function expectPaper(page: Page, path: string): Promise<void> {
  await page.goto(site.base + path);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  if (SHOTS) {
    const name = path.replaceAll(/[^\w]+/g, '-').slice(0, 40);
    await page.screenshot({ path: `${SHOTS}/print${name}.png`, fullPage: true });
    await page.pdf({ path: `${SHOTS}/print${name}.pdf`, format: 'A4' });
  }
  const { closed, ...faults } = await page.evaluate<Record<string, string[]>>(FAULTS);
  expect([path, faults, closed]).toEqual([path, { controls: [], dark: [], pale: [], torn: [] }, []]);
  await page.emulateMedia({ media: null });
}

it('prints what a page says: everything open, black on white, no buttons, no row torn in two', async () => {
  const { award, base, browser } = site;
  await manyWaiting(award, 60);
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'reason', request: 'Đề nghị ghi rõ kết quả.' }]);
  const visit = async (actor: Actor, paths: readonly string[]) => {
    const page = await signedIn(browser, base, award, actor);
    for (const path of paths) await expectPaper(page, path);
  };
  await visit(award.reviewer('DP-AK'), [QUEUE, `${QUEUE}/${id}`, '/cycles/award']);
  await visit(award.staff.secretariat, ['/cycles/award', '/cycles/award/board', '/cycles/award/journal', '/notifications']);
  await visit(award.nominator('CD-AK-01'), [`/nominations/${id}`, '/']);
});
