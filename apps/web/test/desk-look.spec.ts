import { attachSampleFiles, chance, dossierOf } from '#awards';
import { type Award, anAward } from '#testing';
import { expectSound } from './browsing.js';
import { type Desk, deskOf } from './desk-browser.js';

let award: Award;
let desk: Desk;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  desk = await deskOf(award);
});
afterAll(async () => {
  await desk?.close();
  await award?.close();
});

it('shows every screen of a dossier accessibly, on phone and desktop, light and dark', async () => {
  const actor = award.nominator('CD-AK-01');
  const { id, revision } = await award.desk.nominations.start(award.cycle.id, actor);
  const { fields, ...dossier } = dossierOf(award.definition, 'CD-AK-01', 0.9, chance(7));
  const { reason, ...rest } = fields;
  const projects = [{ name: 'Vườn rau thanh niên', finishedOn: '2023-09-02', people: '1200' }];
  await award.desk.nominations.save(id, actor, { ...dossier, fields: rest, tables: { projects } }, revision);
  const { page, context } = await desk.device(actor);
  for (const screen of ['edit', 'edit/conditions', 'edit/form-branch', 'edit/form-year', 'edit/score-TC2', 'edit/papers', 'submission']) {
    await page.goto(`${desk.base}/nominations/${id}/${screen}`);
    await expectSound(page, screen.replace('/', '-'));
  }
  await award.desk.nominations.save(id, actor, { ...dossier, fields: { ...rest, reason: reason ?? '' } }, revision + 1);
  await attachSampleFiles(award.desk, award.definition, id, actor);
  await award.desk.nominations.submit(id, actor);
  await page.goto(`${desk.base}/nominations/${id}/receipt`);
  await expectSound(page, 'receipt');
  await context.close();
}, 600_000);
