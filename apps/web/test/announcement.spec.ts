import { Certificate, Decision, type Nomination } from '#store';
import { aSeason, type SeasonPlayed } from '#testing';
import { type Visiting, visiting } from './visiting.js';

const HERE = '/cycles/season/announcement';

let season: SeasonPlayed;
let web: Visiting;
const start = async (until?: number) => {
  season = await aSeason({ branches: 8, wards: 4, ...(until !== undefined && { until }) });
  web = await visiting(season.url, season.store);
};
afterEach(async () => {
  await web.app.close();
  await season.close();
});

const em = () => season.store.em.fork();
const decisions = () => em().find(Decision, { cycle: season.cycle }, { orderBy: { version: 'asc' } });

describe('before the publication', () => {
  beforeEach(() => start(-7));

  it('the chair takes the settled list back with a reason, and only the chair', async () => {
    const { chair, secretariat } = season.staff;
    const ticked = [...(await web.page(chair, HERE)).html.matchAll(/name="winners" value="([^"]+)"[^>]*checked/g)].map(([, id = '']) => id);
    expect((await web.send(chair, `${HERE}/winners`, { winners: ticked })).status).toBe(303);
    expect((await web.page(secretariat, HERE)).text).not.toContain('Mở lại danh sách');
    expect((await web.call(secretariat, 'POST', '/cycles/season/reopen', { reason: 'x' })).body).toMatchObject({
      status: 409,
      rule: 'chair',
    });
    const empty = await web.send(chair, `${HERE}/reopening`, { reason: ' ' });
    expect([empty.status, /href="#f-reopening-reason"/.test(empty.html)]).toEqual([422, true]);
    expect((await web.send(chair, `${HERE}/reopening`, { reason: 'Ghi nhầm một chi đoàn' })).location).toBe(HERE);
    expect(await decisions()).toEqual([]);
    expect((await web.call(chair, 'POST', '/cycles/season/reopen', { reason: 'x' })).body).toMatchObject({ rule: 'winnersFinalised' });
  });
});

describe('after the publication', () => {
  let awarded: Nomination[];
  let passedOver: Nomination[];
  beforeEach(async () => {
    await start();
    const all = await season.nominations();
    const [decision] = await decisions();
    awarded = (decision?.winners ?? []).flatMap((id) => all.find((one) => one.id === id) ?? []);
    passedOver = all.filter(({ status }) => status === 'notAwarded');
  });

  const correction = (winners: string[]) => ({
    winners,
    ...Object.fromEntries(winners.map((id, index) => [`place.${id}`, String(index + 1)])),
    number: '12-QĐ/QĐTN-ĐC',
    signedOn: '2024-04-02',
    signer: 'Chủ tịch Hội đồng',
    reason: 'Ghi nhầm số phiếu của một chi đoàn',
  });

  it('the chair sees before and after first, can go back to what was typed, and only then issues a new version', async () => {
    const { chair, secretariat } = season.staff;
    expect((await web.page(secretariat, HERE)).location).toBe('/results/season');
    expect((await web.page(chair, HERE)).text).toContain('Bản 2 sẽ thay thế bản 1');
    // At most one of a ward: in the place of the first comes another of its ward.
    const other = passedOver.find(({ line }) => line['ward'] === awarded[0]?.line['ward']);
    const ids = [...awarded.slice(1), ...(other ? [other] : [])].map(({ id }) => id);
    const seen = await web.send(chair, `${HERE}/correction`, correction(ids));
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Chưa có gì thay đổi.');
    expect(seen.text).toMatch(/Thêm vào/);
    expect(seen.text).toMatch(/Đưa ra/);
    expect(await decisions()).toHaveLength(1);

    const back = await web.send(chair, `${HERE}/correction`, { ...correction(ids), step: 'edit' });
    expect(back.html.includes('value="12-QĐ/QĐTN-ĐC"')).toBe(true);
    const ticked = [...back.html.matchAll(/name="winners" value="([^"]+)" checked/g)].map(([, id = '']) => id);
    expect(new Set(ticked)).toEqual(new Set(ids));

    expect((await web.send(chair, `${HERE}/correction`, { ...correction(ids), step: 'final' })).location).toBe('/results/season');
    expect((await decisions()).map(({ version, winners }) => [version, winners.length])).toEqual([
      [1, awarded.length],
      [2, ids.length],
    ]);
    const result = await web.page(null, '/results/season');
    expect(result.text).toContain('Đây là bản 2, đã đính chính Lý do: Ghi nhầm số phiếu của một chi đoàn');
    const old = await web.page(null, '/results/season?version=1');
    expect(old.text).toContain('Bản 1 này đã được thay thế bởi bản 2 Lý do: Ghi nhầm số phiếu của một chi đoàn');
    expect(old.text).toContain(awarded[0]?.unit.name);
    expect((await web.page(null, '/results/season?version=3')).status).toBe(404);
    expect((await web.page(null, '/results/season?version=x')).status).toBe(422);
  });

  it('keeps the order of the places typed, in the API as on the page', async () => {
    const { chair } = season.staff;
    const ids = awarded.map(({ id }) => id).reverse();
    const { place, ...wanted } = { place: '', ...correction(ids) };
    expect(place).toBe('');
    const preview = await web.call(chair, 'POST', '/cycles/season/correction/preview', wanted);
    expect(preview.body).toMatchObject({ before: { version: 1 }, after: { version: 2, number: '12-QĐ/QĐTN-ĐC' } });
    expect((preview.body['rows'] as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    expect(await decisions()).toHaveLength(1);
    const shuffled = { ...correction(ids), winners: awarded.map(({ id }) => id), step: 'final' };
    await web.send(chair, `${HERE}/correction`, shuffled);
    expect((await decisions())[1]?.winners).toEqual(ids);
    expect((await web.call(null, 'GET', '/results/season?version=1')).body).toMatchObject({
      decision: { version: 1 },
      supersededBy: { version: 2, reason: 'Ghi nhầm số phiếu của một chi đoàn' },
      versions: [{ version: 2 }, { version: 1 }],
    });
  });

  it('says what cannot be accepted and keeps all that was typed', async () => {
    const { chair } = season.staff;
    const [first] = awarded;
    const wrong = { ...correction([first?.id ?? '']), [`place.${first?.id}`]: 'một' };
    const again = await web.send(chair, `${HERE}/correction`, wrong);
    expect(again.status).toBe(422);
    expect(again.text).toContain('Thứ tự trong danh sách: Cần một số từ 1 đến 999.');
    for (const kept of [`href="#f-correction-place.${first?.id}"`, 'value="một"', 'value="12-QĐ/QĐTN-ĐC"'])
      expect([kept, again.html.includes(kept)]).toEqual([kept, true]);
    const nameless = await web.send(chair, `${HERE}/correction`, { ...correction([first?.id ?? '']), reason: '' });
    expect([nameless.status, nameless.html.includes('href="#f-correction-reason"')]).toEqual([422, true]);
    const stranger = await web.send(chair, `${HERE}/correction`, correction([season.cycle.id]));
    expect([stranger.status, stranger.text.includes('Danh sách có hồ sơ không thuộc diện được chọn')]).toEqual([422, true]);
    expect((await web.send(season.staff.secretariat, `${HERE}/correction`, correction([]))).status).toBe(409);
    expect((await web.call(season.staff.secretariat, 'POST', '/cycles/season/correction', { ...correction([]), winners: [] })).status).toBe(
      409,
    );
    expect((await web.send([...season.staff.reviewers.values()][0] ?? null, `${HERE}/correction`, correction([]))).status).toBe(403);
    expect(await decisions()).toHaveLength(1);
  });

  it('a paper that was replaced says so and leads to the result; a revoked winner is shown as revoked', async () => {
    const { chair, secretariat } = season.staff;
    const [first, second] = awarded;
    const [paper] = await em().find(Certificate, { nomination: second?.id ?? '' });
    await web.call(chair, 'POST', '/cycles/season/correction', { ...correction([]), winners: awarded.map(({ id }) => id) });
    const old = await web.page(null, `/certificates/${paper?.code}`);
    expect(old.text).toContain('Giấy này đã được thay thế');
    expect(old.html.includes('<a href="/results/season">')).toBe(true);
    expect(old.text).not.toContain('có thật và còn hiệu lực');
    const form = await web.page(secretariat, `/nominations/${first?.id}`);
    expect(form.text).toContain('Thu hồi Giải thưởng');
    expect((await web.send(secretariat, `/nominations/${first?.id}/revocation`, { reason: 'Gian dối' })).status).toBe(422);
    expect((await web.send(chair, `/nominations/${first?.id}/revocation`, { reason: 'x', confirm: 'yes' })).status).toBe(409);
    expect((await web.send(secretariat, `/nominations/${first?.id}/revocation`, { reason: 'Gian dối', confirm: 'yes' })).status).toBe(303);
    const result = await web.page(null, '/results/season');
    expect(result.text).toContain(`${awarded.length - 1} chi đoàn được tặng Giải thưởng`);
    expect(result.text).toContain('Đã thu hồi');
    const { winners } = (await web.call(null, 'GET', '/results/season')).body as { winners: { revoked: boolean }[] };
    expect(winners.map(({ revoked }) => revoked)).toEqual(awarded.map((_, index) => index === 0));
    const { text } = await web.page(chair, HERE);
    expect(text).toContain('Đã thu hồi');
  });
});
