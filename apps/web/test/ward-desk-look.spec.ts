import type { Browser } from 'playwright-core';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import { expectSound, signedIn } from './browsing.js';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
let browser: Browser;
let base: string;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 8, wards: 2 });
  web = await visiting(award.url, award.store, award.filesDir);
  await web.app.listen(0, '127.0.0.1');
  base = await web.app.getUrl();
  browser = await startBrowser();
  third = await prepare();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser.close();
  await web.app.close();
  await award.close();
});

/** Came back after a return. */
const BACK = 'CD-AK-03';
let third: string;

const WARD = 'DP-AK';
const QUEUE = '/reviews/award/ward-review';
const reviewer = () => award.reviewer(WARD);
const idOf = async (branch: string) => (await award.nomination(branch)).id;

/** Two in the list, one that came back after a return with something said about it. */
async function prepare(): Promise<string> {
  const { desk } = award;
  const [first, second, third] = [await idOf('CD-AK-01'), await idOf('CD-AK-02'), await idOf(BACK)];
  await desk.reviews.endorse(first, reviewer(), 1);
  await desk.reviews.endorse(second, reviewer(), 2);
  await desk.reviews.return(third, reviewer(), [{ field: 'initiative', request: 'Nêu số liệu.' }]);
  const { content, revision } = await award.nomination(BACK);
  const branch = award.nominator(BACK);
  const fields = { ...content.fields, initiative: 'Mười một điểm thu gom pin.' };
  await desk.nominations.save(third, branch, { ...content, fields }, revision);
  for (const point of await desk.nominations.openPoints(third)) await desk.nominations.answer(third, branch, point.id, 'Đã bổ sung.');
  await desk.nominations.submit(third, branch);
  await desk.comments.open(third, reviewer(), { part: 'volunteering', audience: 'branch', body: 'Đề nghị cho biết số lượt ra quân.' });
  await desk.comments.open(third, reviewer(), { part: 'HS2', audience: 'unit', body: 'Báo cáo chưa có xác nhận, hỏi lại Ban Chấp hành.' });
  await desk.reviews.return(await idOf('CD-AK-04'), reviewer(), [{ field: 'reason', request: 'Rõ hơn' }]);
  return third;
}

const opened = async (path: string, actor = reviewer()) => {
  const page = await signedIn(browser, base, award, actor);
  await page.goto(base + path);
  return page;
};

describe('is whole and accessible in every size and theme:', () => {
  it('the queue', async () => {
    await expectSound(await opened(QUEUE), 'queue');
  });

  it('a queue with nothing in it', async () => {
    await expectSound(await opened(`${QUEUE}?q=khong+co+dau`), 'queue-nothing');
  });

  it('the dossier, with two versions side by side', async () => {
    const page = await opened(`${QUEUE}/${third}`);
    await page.locator('#versions button').click();
    await expectSound(page, 'dossier');
  });

  it('the list to forward, and the last look at it', async () => {
    const page = await opened(`${QUEUE}/forward`);
    await expectSound(page, 'forward');
    const typed = { number: '05-TTr/ĐTN', signedOn: '2024-02-10', minutes: '07-BB/ĐTN', minutesOn: '2024-02-09' };
    for (const [id, text] of Object.entries(typed)) await page.fill(`#f-${id}`, text);
    await page.getByRole('button', { name: 'Xem lại trước khi gửi' }).click();
    await page.getByRole('button', { name: 'Gửi danh sách' }).waitFor();
    await expectSound(page, 'preview');
  });

  it('the branches to remind, and their letters', async () => {
    const page = await opened(`${QUEUE}/reminders`);
    await expectSound(page, 'reminders');
    await page.getByRole('button', { name: 'Xem thư nhắc các chi đoàn đã chọn' }).click();
    await page.getByRole('button', { name: 'Gửi 1 thư' }).waitFor();
    await expectSound(page, 'letters');
  });

  it('the dossier as its branch sees what was said', async () => {
    await expectSound(await opened(`/nominations/${third}`, award.nominator(BACK)), 'branch');
  });
});
