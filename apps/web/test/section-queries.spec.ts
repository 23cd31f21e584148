import { chance, dossierOf } from '#awards';
import { type Award, anAward, type BrokenLine, brokenLine } from '#testing';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let line: BrokenLine;
let web: Visiting;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  line = await brokenLine(award.url);
  web = await visiting(line.url, award.store);
});
afterAll(async () => {
  await web?.app.close();
  await line?.close();
  await award?.close();
});

const SECTIONS = ['conditions', 'form-branch', 'form-year', 'score-TC2', 'papers'];

it('asks the database as often for a full dossier as for an empty one, whatever the section', async () => {
  const branch = 'CD-AK-01';
  const actor = award.nominator(branch);
  const { id } = await award.desk.nominations.start(award.cycle.id, actor);
  const counted = async () => {
    const counts = [];
    for (const section of SECTIONS) {
      const before = line.asked;
      expect((await web.page(actor, `/nominations/${id}/edit/${section}`)).status).toBe(200);
      counts.push(line.asked - before);
    }
    return counts;
  };
  // Who signs in and the statements of a connection come once.
  await counted();
  const empty = await counted();
  const projects = Array.from({ length: 10 }, (_, index) => ({ name: `Công trình ${index + 1}` }));
  await award.desk.nominations.save(id, actor, { ...dossierOf(award.definition, branch, 0.9, chance(2)), tables: { projects } }, 0);
  expect(await counted()).toEqual(empty);
  // Those with parameters between a beginning, with who asks, and an end.
  expect(new Set(empty)).toEqual(new Set([22]));
});
