import { AwardDefinition, Cycle } from '#store';
import { anAward, type Award } from '#testing';
import type { Definition } from '#workflow';
import { attachSampleFiles, chance, dossierOf, type HeldNomination, makeSure, SETUP } from '../index.js';

/** The sample with rules of its own for the ward review. */
const version = (sample: Definition, number: number, rules: { quota: { perUnit: number }; maxReturns: number }): Definition => ({
  ...sample,
  version: number,
  pipeline: { stages: sample.pipeline.stages.map((stage) => (stage.code === 'ward-review' ? { ...stage, ...rules } : stage)) },
});

let award: Award;
let second: Cycle;
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  const { desk, definition, staff } = award;
  const published = await desk.definitions.publish(SETUP, version(definition, 2, { quota: { perUnit: 1 }, maxReturns: 1 }));
  const council = Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id]));
  second = await desk.cycles.prepare(staff.secretariat, {
    slug: 'second',
    definition: { code: published.code, version: published.version },
    council,
  });
  await desk.cycles.launch(second.id, staff.secretariat);
});
afterAll(() => award.close());

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { because?: string }) => error.because ?? error,
  );

async function submitted(cycle: Cycle, branch: string): Promise<HeldNomination> {
  const { desk, definition } = award;
  const actor = award.nominator(branch);
  const { id, revision } = await desk.nominations.start(cycle.id, actor);
  await desk.nominations.save(id, actor, dossierOf(definition, branch, 0.9, chance(7)), revision);
  await attachSampleFiles(desk, definition, id, actor);
  return desk.nominations.submit(id, actor);
}

/** Sends it back, lets the branch answer and hand it in again. */
async function roundTrip({ id, code }: HeldNomination, ward: string): Promise<void> {
  const { desk } = award;
  const [nominator, reviewer] = [award.nominator(code), award.reviewer(ward)];
  await desk.reviews.return(id, reviewer, [{ field: 'reason', request: 'Đề nghị nêu rõ hơn.' }]);
  for (const point of await desk.nominations.openPoints(id)) await desk.nominations.answer(id, nominator, point.id, 'Đã nêu rõ.');
  await desk.nominations.submit(id, nominator);
}

it('two cycles on different versions of one award run side by side, each by its own rules', async () => {
  const { desk, cycle, roster } = award;
  const [{ code: a, ward } = { code: '', ward: '' }, { code: b } = { code: '' }] = roster.branches;
  const answers = [];
  for (const one of [cycle, second]) {
    const [first, other] = [await submitted(one, a), await submitted(one, b)];
    await roundTrip(first, ward);
    const again = await refusal(roundTrip(first, ward));
    for (const { id } of [first, other]) await makeSure(desk, award.definition, { id, stage: 'ward-review' }, award.reviewer(ward));
    answers.push([
      again,
      await refusal(desk.reviews.endorse(first.id, award.reviewer(ward), 1)),
      await refusal(desk.reviews.endorse(other.id, award.reviewer(ward), 2)),
    ]);
  }
  expect(answers).toEqual([
    ['accepted', 'accepted', 'accepted'],
    ['returnsLeft', 'accepted', 'quotaLeft'],
  ]);
});

it('a version that is published stays as it is, and no cycle ever follows another', async () => {
  const { desk, store, cycle, definition } = award;
  const other = version(definition, 1, { quota: { perUnit: 9 }, maxReturns: 9 });
  await expect(desk.definitions.publish(SETUP, other)).rejects.toMatchObject({
    faults: [{ place: 'version', message: { vi: 'Quy chế “CDKDC-2023” đã có bản số 1.', en: '“CDKDC-2023” already has a version 1.' } }],
  });
  const em = store.em.fork();
  for (const attempt of [`update definition set version = 7`, 'delete from definition', 'truncate definition cascade'])
    await expect(store.em.fork().execute(attempt)).rejects.toThrow('only grows');
  const pinned = await em.find(Cycle, { id: { $in: [cycle.id, second.id] } }, { populate: ['definition'], orderBy: { slug: 'asc' } });
  expect(pinned.map((one) => one.definition.version)).toEqual([1, 2]);
  expect((await em.findOneOrFail(AwardDefinition, { version: 1 })).document).toEqual(definition);
});
