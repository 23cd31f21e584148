import { readTable } from '#tables';
import { type Award, anAwardInReview, aSeason, manyWaiting } from '#testing';
import type { Actor, Definition } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 8, wards: 2 });
  web = await visiting(award.url, award.store);
});
afterAll(async () => {
  await web.app.close();
  await award.close();
});

const codesIn = (html: string) => [...html.matchAll(/<small class="muted num">(CD-[\w-]+)/g)].map(([, code]) => code);
const found = async (actor: Actor, query: string) => codesIn((await web.page(actor, `/cycles/award?${query}`)).html);
const rename = (code: string, name: string) => award.store.em.fork().execute('update unit set name = ? where code = ?', [name, code]);

it('finds a branch by any part of its name, its code or its ward, without marks and with đ as d', async () => {
  const { secretariat } = award.staff;
  await rename('CD-AK-01', 'Chi đoàn Đồng Đình');
  await rename('DP-CG', 'Đoàn phường Chính Giữa');
  for (const q of ['dong+dinh', 'ĐỒNG+đình', encodeURIComponent('đồng đình'.normalize('NFD')), 'cd-ak-01'])
    expect([q, await found(secretariat, `q=${q}`)]).toEqual([q, ['CD-AK-01']]);
  expect(await found(secretariat, 'q=chinh+giua')).toEqual(['CD-CG-01', 'CD-CG-02', 'CD-CG-03', 'CD-CG-04']);
  for (const q of ['100%25', '_', 'khong+co']) expect([q, await found(secretariat, `q=${q}`)]).toEqual([q, []]);
});

it('finds for a ward and a branch no more than they see without a search', async () => {
  expect(await found(award.reviewer('DP-AK'), 'q=chi+doan')).toEqual(['CD-AK-01', 'CD-AK-02', 'CD-AK-03', 'CD-AK-04']);
  expect(await found(award.reviewer('DP-AK'), 'q=CD-CG-01')).toEqual([]);
  expect(await found(award.nominator('CD-AK-02'), 'q=chi+doan')).toEqual(['CD-AK-02']);
  expect(await found(award.nominator('CD-AK-02'), 'q=CD-AK-01')).toEqual([]);
});

it('keeps search, status and page in the address, in the files and in the API', async () => {
  const { secretariat } = award.staff;
  await manyWaiting(award, 120);
  const { html, text } = await web.page(secretariat, '/cycles/award?q=cd-n-&status=submitted&page=2');
  expect(text).toContain('51–100 trong 120');
  expect(html).toContain('/cycles/award?status&#x3D;submitted&amp;q&#x3D;cd-n-&amp;page&#x3D;3');
  expect(html).toContain('nominations.csv?status&#x3D;submitted&amp;q&#x3D;cd-n-"');
  expect(html).toContain('<input type="hidden" name="status" value="submitted">');
  const { body } = await web.call(secretariat, 'GET', '/cycles/award/nominations?q=dong%20dinh');
  expect([body['total'], (body['rows'] as { code: string }[]).map(({ code }) => code)]).toEqual([1, ['CD-AK-01']]);
  const [membership] = await award.store.em
    .fork()
    .execute<{ id: string }[]>('select id from membership where person_id = ?', [secretariat.id]);
  const signedIn = await web.app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: membership?.id } });
  const headers = { authorization: `Bearer ${signedIn.json<{ token: string }>().token}` };
  const file = await web.app.inject({ url: '/cycles/award/nominations.csv?q=dong+dinh', headers });
  expect((await readTable(file.rawPayload)).rows.slice(1).map((row) => row[0]?.text)).toEqual(['CD-AK-01']);
});

it('says so when nothing fits, and shows ten thousand a page at a time', async () => {
  const { secretariat } = award.staff;
  expect((await web.page(secretariat, '/cycles/award?q=khong+co')).text).toContain('Không có hồ sơ nào phù hợp');
  await manyWaiting(award, 10_000 - 128, 'CD-M');
  const first = await web.page(secretariat, '/cycles/award');
  expect([first.text.includes('1–50 trong 10.000'), codesIn(first.html).length]).toEqual([true, 50]);
  const last = await web.page(secretariat, '/cycles/award?page=200');
  expect([last.text.includes('9.951–10.000 trong 10.000'), codesIn(last.html).length]).toEqual([true, 50]);
  expect((await web.page(secretariat, '/cycles/award?page=201')).status).toBe(200);
}, 120_000);

it('tells the council nothing by a search while it scores by number', async () => {
  const blind = (sample: Definition): Definition => ({
    ...sample,
    pipeline: { stages: sample.pipeline.stages.map((stage) => (stage.kind === 'scoring' ? { ...stage, blind: true } : stage)) },
  });
  const season = await aSeason({ until: -20, definition: blind });
  const site = await visiting(season.url, season.store);
  try {
    const scored = (await season.nominations()).filter(({ status }) => status === 'scoring');
    const [one] = scored;
    const { chair, secretariat } = season.staff;
    const shown = async (actor: Actor, q: string) => {
      const page = await site.page(actor, `/cycles/season?q=${encodeURIComponent(q)}`);
      // What was typed stands in its field again.
      return { status: page.status, text: page.text.replaceAll(q, '…'), total: Number(/Hồ sơ đề cử \((\d+)\)/.exec(page.text)?.[1]) };
    };
    const nothing = await shown(chair, 'không có đâu');
    expect([nothing.status, nothing.total]).toEqual([200, 0]);
    for (const q of [one?.code ?? '', one?.unit.name ?? '', 'chi doan', '%', one?.id ?? '']) expect(await shown(chair, q)).toEqual(nothing);
    expect((await shown(chair, String(one?.number))).total).toBe(1);
    expect((await shown(chair, `№ ${one?.number}`)).total).toBe(1);
    expect((await shown(secretariat, one?.code ?? '')).total).toBe(1);
  } finally {
    await site.app.close();
    await season.close();
  }
});
