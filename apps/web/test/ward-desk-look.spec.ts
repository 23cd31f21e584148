import type { Browser } from 'playwright-core';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import { expectSound, signedIn } from './ward-desk.js';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
let browser: Browser;
let base: string;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 8, wards: 2 });
  web = await visiting(award.url, award.store);
  await web.app.listen(0, '127.0.0.1');
  base = await web.app.getUrl();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await web.app.close();
  await award.close();
});

const WARD = 'DP-AK';
const QUEUE = '/reviews/award/ward-review';
const reviewer = () => award.reviewer(WARD);
const idOf = async (branch: string) => (await award.nomination(branch)).id;

it('shows queue and dossier whole and accessible in every size and theme', async () => {
  const { desk } = award;
  const [first, second, third] = [await idOf('CD-AK-01'), await idOf('CD-AK-02'), await idOf('CD-AK-03')];
  await desk.reviews.endorse(first, reviewer(), 1);
  await desk.reviews.endorse(second, reviewer(), 2);
  await desk.reviews.return(third, reviewer(), [{ field: 'initiative', request: 'Nêu số liệu.' }]);
  const { content, revision } = await award.nomination('CD-AK-03');
  const branch = award.nominator('CD-AK-03');
  await desk.nominations.save(
    third,
    branch,
    { ...content, fields: { ...content.fields, initiative: 'Mười một điểm thu gom pin.' } },
    revision,
  );
  for (const point of await desk.nominations.openPoints(third)) await desk.nominations.answer(third, branch, point.id, 'Đã bổ sung.');
  await desk.nominations.submit(third, branch);
  await desk.comments.open(third, reviewer(), { part: 'volunteering', audience: 'branch', body: 'Đề nghị cho biết số lượt ra quân.' });
  await desk.comments.open(third, reviewer(), { part: 'HS2', audience: 'unit', body: 'Báo cáo chưa có xác nhận, hỏi lại Ban Chấp hành.' });
  const page = await signedIn(browser, base, award, reviewer());
  await page.goto(base + QUEUE);
  await expectSound(page, 'queue');
  await page.goto(`${base}${QUEUE}?q=khong+co+dau`);
  await expectSound(page, 'queue-nothing');
  await page.goto(`${base}${QUEUE}/${third}`);
  await page.locator('#versions button').click();
  await expectSound(page, 'dossier');
  await page.goto(`${base}${QUEUE}/forward`);
  await expectSound(page, 'forward');
  for (const [id, text] of Object.entries({ number: '05-TTr/ĐTN', signedOn: '2024-02-10', minutes: '07-BB/ĐTN', minutesOn: '2024-02-09' }))
    await page.fill(`#f-${id}`, text);
  await page.getByRole('button', { name: 'Xem lại trước khi gửi' }).click();
  await page.getByRole('button', { name: 'Gửi danh sách' }).waitFor();
  await expectSound(page, 'preview');
  await page.context().close();
  const theirs = await signedIn(browser, base, award, branch);
  await theirs.goto(`${base}/nominations/${third}`);
  await expectSound(theirs, 'branch');
  await theirs.context().close();
});
