import { PetitionPapers } from '#store';
import { type Award, anAwardInReview } from '#testing';
import { type Visiting, visiting } from './visiting.js';

const PAGE = '/cycles/award/petitions';

let award: Award;
let web: Visiting;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
  web = await visiting(award.url, award.store);
});
afterAll(async () => {
  await web.app.close();
  await award.close();
});

/** As if the worker had made the files. */
async function made(): Promise<string> {
  const em = award.store.em.fork();
  await em.execute(`update petition_papers set petition_pdf = '\\x255044462d', rendered_at = now()`);
  return (await em.findOneOrFail(PetitionPapers, { cycle: award.cycle })).id;
}

it('shows the office what a ward has forwarded, and never a draft', async () => {
  const ward = award.reviewer('DP-AK');
  const { secretariat } = award.staff;
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.reviews.endorse(id, ward, 1);
  await award.desk.petitions.draft(award.cycle.id, 'ward-review', ward, { number: '07-TTr/DP' });
  const draft = `${PAGE}/${await made()}/petition.pdf`;
  expect((await web.page(secretariat, PAGE)).text).toContain('Chưa có đơn vị nào gửi danh sách.');
  expect((await web.page(secretariat, draft)).status).toBe(404);

  const wanted = { number: '08-TTr/DP', signedOn: '2024-01-20', minutes: '03-BB/DP', minutesOn: '2024-01-19' };
  await award.desk.petitions.forward(award.cycle.id, 'ward-review', ward, wanted);
  const sent = `${PAGE}/${await made()}/petition.pdf`;
  const { text, html } = await web.page(secretariat, PAGE);
  expect([text.includes('08-TTr/DP'), text.includes('20/01/2024'), html.includes(`href="${sent}"`)]).toEqual([true, true, true]);
  expect(await web.page(secretariat, sent)).toMatchObject({ status: 200, html: '%PDF-' });
  expect((await web.page(secretariat, sent.replace('petition.pdf', 'list.pdf'))).status).toBe(404);
  for (const actor of [ward, award.nominator('CD-AK-01'), award.staff.chair]) expect((await web.page(actor, sent)).status).toBe(403);
});
