import { attachSampleFiles, chance, dossierOf } from '#awards';
import { Nomination, ReturnPoint } from '#store';
import { type Award, anAward } from '#testing';
import { expectSound } from './browsing.js';
import { type Desk, deskOf } from './desk-browser.js';
import { papers } from './evidence/site.js';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let desk: Desk;
let web: Visiting;
beforeAll(async () => {
  award = await anAward({ branches: 6, wards: 2 });
  desk = await deskOf(award);
  web = await visiting(award.url, award.store);
});
afterAll(async () => {
  await web?.app.close();
  await desk?.close();
  await award?.close();
});

const start = (branch: string) => award.desk.nominations.start(award.cycle.id, award.nominator(branch));
const contentOf = async (id: string) => (await award.store.em.fork().findOneOrFail(Nomination, id)).content;
const CONDITIONS = { 'eligibility.DK1': 'yes', 'eligibility.DK2': 'yes', 'eligibility.DK3': 'yes', 'eligibility.DK4': 'yes' };

it('fills, submits and answers a return without JavaScript', async () => {
  const actor = award.nominator('CD-AK-01');
  const { context, page } = await desk.device(actor, { javaScriptEnabled: false });
  const { id } = await start('CD-AK-01');
  await page.goto(`${desk.base}/nominations/${id}/edit`);
  for (const group of await page.locator('.condition .choices').all()) await group.getByLabel('Có, đáp ứng').check();
  await page.getByRole('button', { name: 'Tiếp tục' }).click();

  // What cannot be accepted comes back with all that was typed, and a sentence where it is wrong.
  await page.locator('[name="fields.founded"]').fill('31/02/2015');
  await page.locator('[name="fields.members"]').fill('ba mươi');
  await page.locator('[name="fields.rating"]').selectOption('good');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  expect(await page.locator('.errors li').allTextContents()).toEqual([
    'Ngày thành lập: Cần một ngày có thật, dạng ngày/tháng/năm, ví dụ 26/03/2015.',
    'Số đoàn viên: Cần một số nguyên từ 0.',
  ]);
  expect(await page.locator('[name="fields.members"]').inputValue()).toBe('ba mươi');
  await page.locator('[name="fields.founded"]').fill('26.03.2015');
  await page.locator('[name="fields.members"]').fill('30');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();

  await page.locator('[name="fields.achievements"]').fill('Sinh hoạt đủ 12 kỳ.');
  await page.locator('[name="fields.volunteering"]').fill('12 lần ra quân.');
  await page.locator('[name="tables.projects.0.name"]').fill('Vườn rau');
  await page.getByRole('button', { name: 'Thêm dòng' }).click();
  await page.locator('[name="tables.projects.1.name"]').fill('Sân chơi');
  await page.getByRole('button', { name: 'Bỏ dòng 1' }).click();
  expect(await page.locator('[name="tables.projects.0.name"]').inputValue()).toBe('Sân chơi');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.locator('[name="fields.initiativeName"]').fill('Pin');
  await page.locator('[name="fields.initiative"]').fill('Thu gom pin.');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();

  // Still missing: named, with a way to each.
  await page.goto(`${desk.base}/nominations/${id}/submission`);
  await page.getByRole('link', { name: 'Lý do đề cử' }).click();
  await page.locator('[name="fields.reason"]').fill('Kết quả rõ.');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  for (const { code } of award.definition.rubric.criteria) {
    expect(page.url()).toMatch(`/edit/score-${code}`);
    for (const group of await page.locator('.rated .choices').all()) await group.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
  }
  // Files come in through plain forms, too.
  expect(new URL(page.url()).pathname).toBe(`/nominations/${id}/edit/papers`);
  for (const [part, files] of await papers()) {
    await page.goto(`${desk.base}/nominations/${id}/edit/papers`);
    const place = page.locator(`[data-place="${part}"]`);
    await place.locator('input[name=files]').setInputFiles(files);
    await place.locator('[data-send]').click();
    await page
      .locator(`[data-place="${part}"] .shelf-file`)
      .nth(files.length - 1)
      .waitFor();
  }
  await page.goto(`${desk.base}/nominations/${id}/edit/papers`);
  await page.getByRole('button', { name: 'Xem lại và nộp' }).click();
  await page.getByRole('button', { name: 'Nộp hồ sơ' }).click();
  expect(new URL(page.url()).pathname).toBe(`/nominations/${id}/receipt`);

  await award.desk.reviews.return(id, award.reviewer('DP-AK'), [
    { field: 'volunteering', request: 'Nêu số lượt đoàn viên.' },
    { field: 'projects', request: 'Ghi ngày hoàn thành.' },
    { field: '2.1', request: 'Điểm này cao quá.' },
  ]);
  await page.goto(`${desk.base}/nominations/${id}/edit`);
  expect(await page.locator('[data-part]').evaluateAll((parts) => parts.map((part) => part.getAttribute('data-part')))).toEqual([
    'fields.volunteering',
    'tables.projects',
    'selfScores.2.1',
  ]);
  await page.locator('[name="fields.volunteering"]').fill('12 lần ra quân, 240 lượt.');
  await page.locator('[name="tables.projects.0.finishedOn"]').fill('2/9/2023');
  for (const answer of (await page.getByRole('textbox', { name: 'Trả lời' }).all()).slice(0, 2)) await answer.fill('Đã bổ sung.');
  await page.getByRole('button', { name: 'Xem trước và sau khi sửa' }).click();
  // The checks of accessibility are scripts themselves.
  const scripted = await desk.device(actor);
  for (const screen of ['edit/points', 'submission']) {
    await scripted.page.goto(`${desk.base}/nominations/${id}/${screen}`);
    await expectSound(scripted.page, `returned-${screen.replace('/', '-')}`);
  }
  await scripted.context.close();
  expect(await page.getByRole('button', { name: 'Nộp hồ sơ' }).count()).toBe(0);
  expect(await page.locator('.compared ins').allTextContents()).toEqual([
    'thêm: , 240 lượt',
    'thêm: Tên công trình, phần việc: Sân chơi; Ngày hoàn thành: 02/09/2023\n',
  ]);
  await page
    .getByRole('link', { name: /^2\.1 / })
    .last()
    .click();
  await page.getByRole('textbox', { name: 'Trả lời' }).last().fill('Điểm đúng theo nhật ký: 12 lần.');
  await page.getByRole('button', { name: 'Xem trước và sau khi sửa' }).click();
  await page.getByRole('button', { name: 'Nộp hồ sơ' }).click();
  expect((await award.nomination('CD-AK-01')).status).toBe('submitted');
  expect(await award.store.em.fork().count(ReturnPoint, { nomination: id, answeredAt: null })).toBe(0);
  await context.close();
}, 600_000);

it('shows what is wrong accessibly, also where its script did not load', async () => {
  const { context, page } = await desk.device(award.nominator('CD-AK-02'));
  const { id } = await start('CD-AK-02');
  await page.route('**/draft.*.js', (route) => route.abort());
  await page.goto(`${desk.base}/nominations/${id}/edit/form-branch`);
  await page.locator('[name="fields.founded"]').fill('31/02/2015');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.locator('.errors li').first().waitFor();
  await expectSound(page, 'errors');
  await context.close();
});

it('says at once who is not eligible, what to do about it, and takes no nomination of theirs', async () => {
  const actor = award.nominator('CD-AK-02');
  const { id } = await written('CD-AK-02', { DK3: 'no' });
  const refused = await web.send(actor, `/nominations/${id}/submission`);
  expect([refused.status, refused.text.includes('Đơn vị chưa đủ điều kiện xét')]).toEqual([409, true]);
  const page = await web.page(actor, `/nominations/${id}/edit`);
  expect(page.text).toContain('Chưa đủ điều kiện nên hồ sơ không nộp được');
  expect(page.text).toMatch(/Bạn đã trả lời “Không”\. Nếu nhầm hãy sửa câu trả lời; nếu đúng, hãy báo Đoàn phường An Khê/);
});

/** A full dossier whose conditions are answered otherwise; not handed in. */
async function written(branch: string, answers: Record<string, string>) {
  const actor = award.nominator(branch);
  const { id, revision } = await start(branch);
  const dossier = dossierOf(award.definition, branch, 0.9, chance(7));
  await award.desk.nominations.save(id, actor, { ...dossier, eligibility: { ...dossier.eligibility, ...answers } }, revision);
  await attachSampleFiles(award.desk, award.definition, id, actor);
  return { id };
}

it('shows and sends no draft of the person before to the next on the same device', async () => {
  const { context, page } = await desk.device(award.nominator('CD-AK-03'));
  const { id } = await start('CD-AK-03');
  const other = await start('CD-CG-01');
  await page.goto(`${desk.base}/nominations/${id}/edit/form-reason`);
  await context.setOffline(true);
  await page.locator('[name="fields.reason"]').fill('Chỉ của Bí thư chi đoàn.');
  await page.locator('[data-draft-note]').filter({ hasText: 'Mất mạng' }).waitFor();
  // Back in the network, and still nothing gets through until the next person is in.
  await page.route('**/draft', (route) => route.abort());
  await context.setOffline(false);
  const next = await context.newPage();
  await desk.signIn(next, award.nominator('CD-CG-01'));
  // The page of the person before is still open in this browser, and now has a network.
  await page.unroute('**/draft');
  await page.locator('[data-draft-note]').filter({ hasText: 'tên người khác' }).waitFor();
  await next.goto(`${desk.base}/nominations/${other.id}/edit/form-reason`);
  expect(await next.locator('[name="fields.reason"]').inputValue()).toBe('');
  expect([await contentOf(id), await contentOf(other.id)].map(({ fields }) => fields)).toEqual([{}, {}]);
  // Back again, the writer finds it.
  await desk.signIn(next, award.nominator('CD-AK-03'));
  await next.goto(`${desk.base}/nominations/${id}/edit/form-reason`);
  await next.locator('[data-draft-note]').filter({ hasText: 'đã lưu' }).waitFor();
  expect((await contentOf(id)).fields).toEqual({ reason: 'Chỉ của Bí thư chi đoàn.' });
  await context.close();
});

it('lets two tabs write beside each other, and choose where both wrote the same', async () => {
  const { context, page } = await desk.device(award.nominator('CD-CG-02'));
  const { id } = await start('CD-CG-02');
  const url = `${desk.base}/nominations/${id}/edit/form-year`;
  const second = await context.newPage();
  await page.goto(url);
  await second.goto(url);
  await page.locator('[name="fields.achievements"]').fill('Tab thứ nhất.');
  await page.locator('[data-draft-note]').filter({ hasText: 'đã lưu' }).waitFor();
  await second.locator('[name="fields.volunteering"]').fill('Tab thứ hai.');
  await second.locator('[data-draft-note]').filter({ hasText: 'đã lưu' }).waitFor();
  expect(await second.locator('[name="fields.achievements"]').inputValue()).toBe('Tab thứ nhất.');
  await page.locator('[name="fields.volunteering"]').fill('Cũng viết ở đây.');
  await page.getByText('Có 1 mục cả hai cùng sửa.').waitFor();
  await expectSound(page, 'conflict');
  await page.getByLabel('Lấy bản mới').check();
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.waitForURL(/form-initiative$/);
  expect((await contentOf(id)).fields).toEqual({ achievements: 'Tab thứ nhất.', volunteering: 'Tab thứ hai.' });
  await context.close();
});

it('takes text in NFD as NFC, offers to convert TCVN3, and counts an emoji as one', async () => {
  const actor = award.nominator('CD-CG-03');
  const { context, page } = await desk.device(actor);
  const { id } = await start('CD-CG-03');
  await page.goto(`${desk.base}/nominations/${id}/edit/form-initiative`);
  const nfd = 'Ngôi nhà của Pin'.normalize('NFD');
  await page.locator('[name="fields.initiativeName"]').fill(nfd);
  await page.locator('[name="fields.initiative"]').fill('Xin chµo tÊt c¶');
  await page.getByText('Chữ này giống bảng mã TCVN3').waitFor();
  await expectSound(page, 'legacy');
  await page.getByRole('button', { name: 'Chuyển sang Unicode' }).click();
  await expect(page.locator('[name="fields.initiative"]').inputValue()).resolves.toBe('Xin chào tất cả');
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.waitForURL(/form-reason$/);
  expect((await contentOf(id)).fields).toEqual({ initiativeName: 'Ngôi nhà của Pin', initiative: 'Xin chào tất cả' });
  // Without scripts the page comes back with the question.
  const form = { revision: '9', 'fields.reason': 'Xin chµo tÊt c¶' };
  const { revision } = await award.nomination('CD-CG-03');
  const asked = await web.send(actor, `/nominations/${id}/edit/form-reason`, { ...form, revision: String(revision) });
  expect([asked.status, asked.text.includes('chuyển sang Unicode sẽ là: “Xin chào tất cả”')]).toEqual([422, true]);
  expect(
    (await web.send(actor, `/nominations/${id}/edit/form-reason`, { ...form, revision: String(revision), legacy: 'convert' })).status,
  ).toBe(303);
  expect((await contentOf(id)).fields['reason']).toBe('Xin chào tất cả');
  await context.close();
});

it('is written with the keyboard alone', async () => {
  const { context, page } = await desk.device(award.nominator('CD-CG-01'));
  const { id } = await start('CD-CG-01');
  await page.goto(`${desk.base}/nominations/${id}/edit/conditions`);
  await page.locator('[name="eligibility.DK1"]').first().focus();
  for (let index = 0; index < Object.keys(CONDITIONS).length; index += 1) {
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
  }
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Tiếp tục');
  await page.keyboard.press('Enter');
  await page.waitForURL(/form-branch$/);
  expect((await contentOf(id)).eligibility).toEqual({ DK1: 'yes', DK2: 'yes', DK3: 'yes', DK4: 'yes' });
  await context.close();
});
