import { Nomination, Revision } from '#store';
import { anAward, type Award, submit } from '#testing';
import { attachSampleFiles, chance, dossierOf } from '../index.js';

let award: Award;
beforeAll(async () => {
  award = await anAward();
});
afterAll(() => award.close());

const branches = ['CD-AK-01', 'CD-AK-02', 'CD-AK-03', 'CD-CG-01', 'CD-CG-02'] as const;
const draftOf = (branch: string) => award.desk.nominations.start(award.cycle.id, award.nominator(branch));

it('makes one nomination out of a double tap', async () => {
  const started = await Promise.all([draftOf(branches[0]), draftOf(branches[0])]);
  expect(new Set(started.map(({ id }) => id)).size).toBe(1);
  expect(await award.store.em.fork().count(Nomination, { code: branches[0] })).toBe(1);
});

it('stores text in NFC and every revision', async () => {
  const { id, revision } = await draftOf(branches[1]);
  const content = dossierOf(award.definition, 'Chi đoàn', 0.9, chance(1));
  const decomposed = { ...content, fields: { ...content.fields, reason: 'Tiếng Việt'.normalize('NFD') } };
  await award.desk.nominations.save(id, award.nominator(branches[1]), decomposed, revision);
  const saved = await award.nomination(branches[1]);
  expect(saved.content.fields['reason']).toBe('Tiếng Việt'.normalize('NFC'));
  expect((await award.store.em.fork().find(Revision, { nomination: id })).map(({ number }) => number)).toEqual([1]);
});

it('answers a stale save with both versions and loses neither', async () => {
  const actor = award.nominator(branches[2]);
  const { id, revision } = await draftOf(branches[2]);
  const first = dossierOf(award.definition, 'Chi đoàn', 0.9, chance(1));
  const second = dossierOf(award.definition, 'Chi đoàn', 0.8, chance(2));
  await award.desk.nominations.save(id, actor, first, revision);
  await expect(award.desk.nominations.save(id, actor, second, revision)).rejects.toMatchObject({
    name: 'Stale',
    yours: second,
    theirs: first,
    revision: 1,
  });
  expect((await award.nomination(branches[2])).content).toEqual(first);
});

it('names every field that cannot be accepted', async () => {
  const { id, revision } = await draftOf(branches[3]);
  const content = {
    fields: { members: '-3', founded: '2019-02-30', rating: 'best', video: 'javascript:alert(1)' },
    selfScores: { '1.1': 3, '1.2': 5.1 },
  };
  await expect(award.desk.nominations.save(id, award.nominator(branches[3]), content, revision)).rejects.toMatchObject({
    faults: ['fields.founded', 'fields.members', 'fields.rating', 'fields.video', 'selfScores.1.1', 'selfScores.1.2'].map((place) => ({
      place,
    })),
  });
});

it('submits nothing that lacks a required part or the minimum self-score', async () => {
  const actor = award.nominator(branches[3]);
  const { id, revision } = await draftOf(branches[3]);
  await expect(award.desk.nominations.submit(id, actor)).rejects.toMatchObject({ because: 'complete' });
  const content = dossierOf(award.definition, 'Chi đoàn', 0.9, chance(1));
  const low = Object.fromEntries(Object.keys(content.selfScores).map((code) => [code, 0]));
  await award.desk.nominations.save(id, actor, { ...content, selfScores: low }, revision);
  await expect(award.desk.nominations.submit(id, actor)).rejects.toMatchObject({ because: 'complete' });
  await attachSampleFiles(award.desk, award.definition, id, actor);
  await expect(award.desk.nominations.submit(id, actor)).rejects.toMatchObject({ because: 'selfScoreReached' });
});

it.each([
  ['a minute before the deadline', '23:58', 400, true],
  ['in the last second of the deadline', '23:59', 500, true],
  ['a second after it', '23:59', 1_500, false],
])('judges a submission %s by the database’s clock', async (_, time, plus, accepted) => {
  const own = await anAward({ branches: 1, wards: 1 });
  try {
    const branch = own.roster.branches[0]?.code ?? '';
    const { id, revision } = await own.desk.nominations.start(own.cycle.id, own.nominator(branch));
    await own.desk.nominations.save(id, own.nominator(branch), dossierOf(own.definition, branch, 0.9, chance(1)), revision);
    await attachSampleFiles(own.desk, own.definition, id, own.nominator(branch));
    await own.goTo(-51, time);
    await own.desk.clock.travel(own.store.em, new Date((await own.desk.clock.now(own.store.em)).getTime() + plus - 400));
    const outcome = await own.desk.nominations.submit(id, own.nominator(branch)).catch((error: unknown) => error);
    expect(outcome).toMatchObject(accepted ? { status: 'submitted' } : { because: 'inTime' });
  } finally {
    await own.close();
  }
});

it('shows a branch nothing of another branch', async () => {
  const { id } = await submit(award, branches[4]);
  await expect(award.desk.nominations.withdraw(id, award.nominator(branches[0]), 'x')).rejects.toMatchObject({ name: 'NotFound' });
});
