import type { Browser, Page } from 'playwright-core';
import { Decision } from '#store';
import { type Award, anAward, anAwardInReview, aSeason, startBrowser } from '#testing';
import type { Actor, Definition } from '#workflow';
import { device, expectSound, signIn } from './browsing.js';
import { visiting } from './visiting.js';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

type Place = Pick<Award, 'url' | 'store'>;

/** What a test has opened; closed the last first, whatever became of it. */
let open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.toReversed()) await close();
  open = [];
});

async function kept<T extends { close(): Promise<void> }>(place: Promise<T>): Promise<T> {
  const found = await place;
  open.push(() => found.close());
  return found;
}

/** Looks at pages of an award in every size and theme; `opened` puts each into the state that is looked at. */
async function look(place: Place, name: string, views: { path: string; actor: Actor | null; opened?: (page: Page) => Promise<void> }[]) {
  const { app } = await visiting(place.url, place.store);
  open.push(() => app.close());
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  for (const [index, { path, actor, opened }] of views.entries()) {
    const page = await device(browser);
    if (actor) await signIn(page, base, place, actor);
    await page.goto(base + path);
    await opened?.(page);
    await expectSound(page, `${name}-${index}`);
    await page.context().close();
  }
}

const blind = (sample: Definition): Definition => ({
  ...sample,
  pipeline: { stages: sample.pipeline.stages.map((stage) => (stage.kind === 'scoring' ? { ...stage, blind: true } : stage)) },
});

const waits = (sample: Definition): Definition => ({
  ...sample,
  pipeline: {
    stages: sample.pipeline.stages.map((stage) => (stage.code === 'eligibility' ? { ...stage, opens: { days: -29, at: '08:00' } } : stage)),
  },
});

it('a cycle in review, with units that have more time, and its list to endorse at once', async () => {
  const award = await kept(anAwardInReview({ branches: 8, wards: 3 }));
  const { desk, cycle, staff } = award;
  for (const [unit, until] of [
    ['DP-AK', '2024-02-26T17:00'],
    ['DP-CG', '2024-02-27T17:00'],
  ] as const)
    await desk.cycles.extend(cycle.id, staff.secretariat, {
      stage: 'ward-review',
      unit,
      until,
      reason: 'Ngập lụt kéo dài ở nhiều tổ dân phố',
    });
  await look(award, 'review', [
    { path: '/cycles/award', actor: staff.secretariat },
    {
      path: '/cycles/award',
      actor: award.reviewer('DP-AK'),
      opened: async (page) => {
        for (const box of await page.locator('input[name=nominations]').all()) await box.check();
        for (const rank of await page.locator('.pick-rank input').all()) await rank.fill('1');
        await page.getByRole('button', { name: 'Đề nghị các hồ sơ đã chọn' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    { path: '/cycles/award/journal?role=secretariat', actor: staff.secretariat },
  ]);
});

it('the board of a cycle, the calendar, and what was written to somebody and to nobody', async () => {
  const award = await kept(anAwardInReview({ branches: 8, wards: 3 }));
  const { cycle, staff } = award;
  const branch = award.nominator(award.roster.branches[0]?.code ?? '');
  await award.store.em.fork().execute(
    `insert into delivery (key, cycle_id, entry_id, letter, person_id, recipient, subject, body, status, created_at)
     select n || '.returned.' || ?, ?, n, 'returned', ?, 'Bí thư', 'Hồ sơ của chi đoàn cần bổ sung ' || n, 'Mời xem http://127.0.0.1/cycles/award', 'noAddress', now()
       from generate_series(1, 40) n`,
    [branch.id, cycle.id, branch.id],
  );
  await look(award, 'office', [
    { path: '/cycles/award/board', actor: staff.secretariat },
    { path: '/calendar', actor: branch },
    { path: '/notifications', actor: branch },
    { path: '/notifications', actor: award.reviewer('DP-AK') },
  ]);
});

it('a cycle that waits, is suspended, is cancelled', async () => {
  const award = await kept(anAwardInReview({ branches: 4, wards: 2, definition: waits }));
  const { desk, cycle, staff } = award;
  await award.goTo(-32, '17:01');
  await desk.timers.run();
  await look(award, 'waiting', [{ path: '/cycles/award', actor: staff.secretariat }]);
  await award.goTo(-29, '08:01');
  await desk.timers.run();
  await desk.cycles.suspend(cycle.id, staff.secretariat, 'Bão số 5 đổ bộ');
  await look(award, 'suspended', [
    { path: '/cycles/award', actor: staff.secretariat },
    { path: '/', actor: null },
  ]);
  await desk.cycles.cancel(cycle.id, staff.secretariat, 'Không còn kinh phí');
  await look(award, 'cancelled', [
    { path: '/cycles/award', actor: null },
    { path: '/', actor: null },
  ]);
});

it('a council that scores by number', async () => {
  const season = await kept(aSeason({ until: -20, definition: blind, branches: 8, wards: 4 }));
  const { staff } = season;
  const { id } = await season.first('scoring');
  const scorer = staff.council.get('PCT') ?? null;
  await look(season, 'blind', [
    { path: '/cycles/season', actor: scorer },
    { path: `/nominations/${id}`, actor: scorer },
    { path: `/nominations/${id}/sheet`, actor: scorer },
    { path: '/cycles/season', actor: staff.chair },
    { path: '/cycles/season', actor: staff.secretariat },
    { path: `/nominations/${id}`, actor: staff.secretariat },
    { path: '/cycles/season/journal', actor: staff.chair },
  ]);
});

it('a dossier that came back, and one that two people wrote at once', async () => {
  const award = await kept(anAwardInReview({ branches: 2, wards: 1 }));
  const [actor, ward] = [award.nominator('CD-AK-01'), award.reviewer('DP-AK')];
  const { id, content } = await award.nomination('CD-AK-01');
  const points = ['initiative', 'volunteering', '2.1'].map((field) => ({ field, request: 'Đề nghị nêu số liệu có xác nhận.' }));
  await award.desk.reviews.return(id, ward, points);
  const { revision } = await award.nomination('CD-AK-01');
  const initiative = (content.fields['initiative'] ?? '').replace(/\d+/, '27');
  const changed = { ...content, fields: { ...content.fields, initiative }, selfScores: { ...content.selfScores, '2.1': 2 } };
  await award.desk.nominations.save(id, actor, changed, revision);
  await look(award, 'stale', [
    {
      path: `/nominations/${id}/edit/points`,
      actor,
      opened: async (page) => {
        await page.locator('[name="fields.initiative"]').fill('Bản của tôi, viết trên điện thoại.');
        await page.evaluate(`document.querySelector('input[name=revision]').value = ${revision}`);
        // As without scripts, which would have shown the other version before.
        await page.evaluate('document.querySelector("#draft").submit()');
        await page.getByRole('alert').waitFor();
      },
    },
  ]);
  for (const point of await award.desk.nominations.openPoints(id)) await award.desk.nominations.answer(id, actor, point.id, 'Đã bổ sung.');
  await award.desk.nominations.submit(id, actor);
  await look(award, 'resubmitted', [{ path: `/nominations/${id}`, actor: ward }]);
});

it('a result that is corrected, with a winner revoked', async () => {
  const season = await kept(aSeason({ branches: 8, wards: 4 }));
  const { desk, cycle, staff } = season;
  const [first] = await season.store.em.fork().find(Decision, { cycle });
  const winners = first?.winners ?? [];
  const wanted = { number: '16-QĐ/ĐTN', signedOn: '2024-04-02', signer: 'Chủ tịch Hội đồng', reason: 'Ghi nhầm thứ tự hai chi đoàn' };
  await look(season, 'correction', [
    { path: '/cycles/season/announcement', actor: staff.chair },
    {
      path: '/cycles/season/announcement?preview',
      actor: staff.chair,
      opened: async (page) => {
        await page.locator('.pick input[type=checkbox]').first().uncheck();
        await page.locator('#f-correction-number').fill('16-QĐ/ĐTN');
        await page.locator('#f-correction-signedOn').fill('2024-04-02');
        await page.locator('#f-correction-reason').fill('Ghi nhầm số phiếu');
        await page.getByRole('button', { name: 'Xem trước và sau' }).click();
        await page.getByText('Chưa có gì thay đổi').waitFor();
      },
    },
  ]);
  await desk.cycles.correct(cycle.id, staff.chair, { ...wanted, winners: winners.toReversed() });
  await desk.reviews.revoke(winners[0] ?? '', staff.secretariat, 'Gian dối');
  await look(season, 'result', [
    { path: '/results/season', actor: staff.chair },
    { path: '/results/season?version=1', actor: null },
    { path: `/nominations/${winners[1]}`, actor: staff.secretariat },
    { path: '/cycles/season/journal?group=cycle', actor: staff.secretariat },
    { path: '/cycles/season/journal?nomination=KHONG', actor: staff.secretariat },
  ]);
});

it('a cycle with nothing in it yet', async () => {
  const award = await kept(anAward({ branches: 2, wards: 1 }));
  await look(award, 'empty', [
    { path: '/cycles/award', actor: award.reviewer('DP-AK') },
    { path: '/cycles/award', actor: award.nominator('CD-AK-01') },
  ]);
});
