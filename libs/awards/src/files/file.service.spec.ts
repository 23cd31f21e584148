import { Archive, type Kept } from '#files';
import { EvidenceFile, JournalEntry, Nomination, Revision } from '#store';
import { type Award, anAward, submit } from '#testing';
import { attachSampleFiles, chance, dossierOf, fileFor, nominationView, sweepFiles } from '../index.js';
import { ON_THE_WAY, QUOTA } from './limits.js';

let award: Award;
let branches: string[];
beforeAll(async () => {
  award = await anAward({ branches: 12, wards: 2 });
  branches = award.roster.branches.map(({ code }) => code);
});
afterAll(() => award.close());

/** The n-th file of the spec: as if its bytes had been checked and kept. */
const kept = (n: number, bytes = 1000): Kept => {
  const sha256 = String(n).padStart(64, '0');
  return { sha256, source: sha256, type: 'application/pdf', bytes, width: null, height: null, pages: null, thumbnail: null };
};
const added = (n: number, name = `Tệp ${n}.pdf`) => ({ name, kept: kept(n) });

async function draft(index: number) {
  const branch = branches[index] ?? '';
  const actor = award.nominator(branch);
  const { id } = await award.desk.nominations.start(award.cycle.id, actor);
  return { branch, actor, id, files: award.desk.files, at: async (part: string) => (await award.nomination(branch)).files[part] ?? [] };
}
const journalOf = async (id: string) =>
  (await award.store.em.fork().find(JournalEntry, { subjectId: id }, { orderBy: { id: 'asc' } })).map(({ type }) => type);
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { faults?: { place: string }[]; because?: string; name: string }) => error.faults?.[0]?.place ?? error.because ?? error.name,
  );

it('puts files in their order, with names in NFC, and says so in the journal and in a revision', async () => {
  const { id, actor, files, at } = await draft(0);
  const [first = '', second = ''] = await files.add(id, actor, 'HS3', [added(1, 'Biên bản'.normalize('NFD') + '.pdf'), added(2)]);
  await files.move(id, actor, second, 'up');
  await files.move(id, actor, second, 'up');
  await files.caption(id, actor, first, ' Trang 1\u0007 ', '');
  expect(await at('HS3')).toEqual([
    { id: second, caption: '' },
    { id: first, caption: 'Trang 1' },
  ]);
  const em = award.store.em.fork();
  expect((await em.findOneOrFail(EvidenceFile, first)).name).toBe('Biên bản.pdf'.normalize('NFC'));
  expect(await journalOf(id)).toEqual([
    'nomination.started',
    'nomination.files-added',
    'nomination.file-moved',
    'nomination.file-captioned',
  ]);
  const revisions = await em.find(Revision, { nomination: id }, { orderBy: { number: 'asc' } });
  expect(revisions.map(({ number, files: own }) => [number, own['HS3']?.map((place) => place.id)])).toEqual([
    [1, [first, second]],
    [2, [second, first]],
    [3, [second, first]],
  ]);
});

it('takes a file out once, however often it is asked to, and keeps it for earlier revisions', async () => {
  const { id, actor, files, at } = await draft(1);
  const [file = ''] = await files.add(id, actor, '2.1', [added(1)]);
  await Promise.all([files.remove(id, actor, file), files.remove(id, actor, file)]);
  expect([await at('2.1'), await journalOf(id)]).toEqual([[], ['nomination.started', 'nomination.files-added', 'nomination.file-removed']]);
  expect(await award.store.em.fork().count(EvidenceFile, { id: file })).toBe(1);
});

it('never doubles a file that is sent again, from one tab or two', async () => {
  const { id, actor, files, at } = await draft(2);
  const { id: upload } = await files.announce(id, actor, { part: 'HS3', name: 'a.pdf', bytes: 10 });
  const again = () => files.add(id, actor, 'HS3', [{ id: upload, ...added(1) }]);
  expect(await Promise.all([again(), again(), files.add(id, actor, 'HS3', [added(1), added(1)])])).toHaveLength(3);
  expect((await at('HS3')).length).toBe(1);
  expect((await journalOf(id)).filter((type) => type === 'nomination.files-added')).toHaveLength(1);
});

it('loses nothing when two tabs work at once', async () => {
  const { id, actor, files, at } = await draft(3);
  const content = dossierOf(award.definition, 'Chi đoàn', 0.9, chance(1));
  await award.desk.nominations.save(id, actor, content, 0);
  await Promise.all([1, 2, 3, 4].map((n) => files.add(id, actor, 'HS3', [added(n)])));
  expect(await at('HS3')).toHaveLength(4);
  // The form was opened before the files came: what is typed there is no clash with them.
  const typed = { ...content, fields: { ...content.fields, reason: 'Viết tiếp.' } };
  await award.desk.nominations.save(id, actor, typed, 1);
  expect([await at('HS3'), (await award.nomination(branches[3] ?? '')).content.fields['reason']]).toMatchObject([
    { length: 4 },
    'Viết tiếp.',
  ]);
  const late = award.desk.nominations.save(id, actor, content, 1);
  await expect(late).rejects.toMatchObject({ name: 'Stale', yours: content, theirs: typed });
  // Two captions for one photo: the second person sees both.
  const [{ id: file } = { id: '' }] = await at('HS3');
  await files.caption(id, actor, file, 'Của tôi', '');
  await expect(files.caption(id, actor, file, 'Của bạn', '')).rejects.toMatchObject({ name: 'Stale', yours: 'Của bạn', theirs: 'Của tôi' });
});

it('counts and weighs before the first byte and again at the end', async () => {
  const { id, actor, files, at } = await draft(4);
  const announce = (bytes: number, part = 'HS5') => faultOf(files.announce(id, actor, { part, name: 'a.jpg', bytes }));
  expect([await announce(5 * 1024 ** 3), await announce(10 * 1024 * 1024), await announce(1, 'HS1'), await announce(1, 'HS7')]).toEqual([
    'files.HS5',
    'accepted',
    'part',
    'part',
  ]);
  const ten = Array.from({ length: 10 }, (_, n) => added(n));
  expect(await faultOf(files.add(id, actor, 'HS5', [...ten, added(10)]))).toBe('files.HS5');
  await files.add(id, actor, 'HS5', ten.slice(1));
  expect(await Promise.all([files.add(id, actor, 'HS5', [added(0)]), files.add(id, actor, 'HS5', [added(11)])].map(faultOf))).toEqual(
    expect.arrayContaining(['accepted', 'files.HS5']),
  );
  expect([(await at('HS5')).length, await announce(1)]).toEqual([10, 'files.HS5']);
});

it('lets nobody fill the disk', async () => {
  const { id, actor, files } = await draft(5);
  for (let n = 0; n < ON_THE_WAY; n += 1) await files.announce(id, actor, { part: 'HS3', name: 'a.pdf', bytes: 1 });
  expect(await faultOf(files.announce(id, actor, { part: 'HS3', name: 'a.pdf', bytes: 1 }))).toBe('files.HS3');
  await award.store.em.fork().execute(`update evidence_file set created_at = now() - interval '25 hours' where nomination_id = ?`, [id]);
  await sweepFiles(award.store.em, new Archive(award.filesDir));
  expect(await faultOf(files.announce(id, actor, { part: 'HS3', name: 'a.pdf', bytes: 1 }))).toBe('accepted');
  expect(await faultOf(files.add(id, actor, 'HS3', [{ name: 'a.pdf', kept: kept(1, QUOTA) }]))).toBe('files.HS3');
});

it('accepts files only while the dossier may be written, and by its branch', async () => {
  const { id, actor, files } = await draft(6);
  const other = award.nominator(branches[7] ?? '');
  expect(await faultOf(files.add(id, other, 'HS3', [added(1)]))).toBe('NotFound');
  expect(await faultOf(files.add(id, award.reviewer('DP-AK'), 'HS3', [added(1)]))).toBe('NotFound');
  const { id: upload } = await files.announce(id, actor, { part: 'HS3', name: 'a.pdf', bytes: 1 });
  expect(await faultOf(files.announced(id, other, upload))).toBe('NotFound');
  const submitted = await submit(award, branches[7] ?? '');
  expect(await faultOf(files.add(submitted.id, other, 'HS3', [added(1)]))).toBe('wrongStatus');
});

it('says of each missing file what is missing, and then accepts the submission', async () => {
  const { id, actor, branch } = await draft(8);
  await award.desk.nominations.save(id, actor, dossierOf(award.definition, 'Chi đoàn', 0.9, chance(1)), 0);
  await award.desk.files.add(id, actor, 'HS5', [added(1), added(2)]);
  const refused = await award.desk.nominations.submit(id, actor).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    because: 'complete',
    details: [
      { vi: expect.stringMatching(/^Báo cáo thành tích .*: cần ít nhất 1 tệp, đã có 0\.$/) },
      { vi: expect.stringMatching(/^Biên bản họp chi đoàn .*: cần ít nhất 1 tệp, đã có 0\.$/) },
      { vi: expect.stringMatching(/^Ảnh hoạt động.*: cần ít nhất 5 ảnh, đã có 2\.$/) },
    ],
  });
  await attachSampleFiles(award.desk, award.definition, id, actor);
  await award.desk.nominations.submit(id, actor);
  expect((await award.nomination(branch)).status).toBe('submitted');
});

it('opens after a return the files of the points alone, and shows reviewers both versions', async () => {
  const branch = branches[9] ?? '';
  const actor = award.nominator(branch);
  const { id, line } = await submit(award, branch);
  const ward = [...award.staff.reviewers.values()].find(({ unit }) => unit === line['ward']);
  if (!ward) throw new Error('The branch has a ward');
  const [{ id: old } = { id: '' }] = (await award.nomination(branch)).files['HS3'] ?? [];
  await award.desk.reviews.return(id, ward, [{ field: 'HS3', request: 'Biên bản thiếu chữ ký.' }]);
  const { files, nominations } = award.desk;
  expect(await faultOf(files.add(id, actor, 'HS2', [added(1)]))).toBe('files.HS2');
  expect(await faultOf(files.remove(id, actor, ((await award.nomination(branch)).files['HS5'] ?? [])[0]?.id ?? ''))).toBe('files.HS5');
  const [fresh = ''] = await files.add(id, actor, 'HS3', [added(7, 'Biên bản có chữ ký.pdf')]);
  await files.remove(id, actor, old);
  for (const point of await nominations.openPoints(id)) await nominations.answer(id, actor, point.id, 'Đã thay.');
  await nominations.submit(id, actor);
  const em = award.store.em.fork();
  const view = await nominationView(em, id, ward, await award.desk.clock.now(em));
  expect(view.resubmission?.changes).toEqual([{ part: 'HS3', before: 'Biên bản họp chi đoàn.pdf', after: 'Biên bản có chữ ký.pdf' }]);
  expect(view.files['HS3']).toMatchObject([{ id: fresh, name: 'Biên bản có chữ ký.pdf' }]);
  expect([(await fileFor(em, id, old, ward)).name, (await fileFor(em, id, fresh, ward)).name]).toEqual([
    'Biên bản họp chi đoàn.pdf',
    'Biên bản có chữ ký.pdf',
  ]);
});

it('hands a file to nobody who may not see its dossier', async () => {
  const { id, actor, files } = await draft(10);
  const [file = '', gone = ''] = await files.add(id, actor, 'HS3', [added(1), added(2)]);
  const [chair] = award.staff.council.values();
  const strangers = [award.nominator(branches[11] ?? ''), award.reviewer('DP-AK'), award.reviewer('DP-CG'), award.staff.secretariat, chair];
  const em = award.store.em.fork();
  for (const person of strangers) if (person) expect(await faultOf(fileFor(em, id, file, person))).toBe('NotFound');
  expect((await fileFor(em, id, file, actor)).name).toBe('Tệp 1.pdf');
  await files.remove(id, actor, gone);
  await em.nativeUpdate(Nomination, { id }, { status: 'submitted', stage: 'ward-review', submittedAt: new Date() });
  const ward = award.staff.secretariat;
  // Taken out before anybody else saw it: nobody else ever will.
  expect([(await fileFor(em, id, file, ward)).name, await faultOf(fileFor(em.fork(), id, gone, ward))]).toEqual(['Tệp 1.pdf', 'NotFound']);
  const other = await draft(11);
  expect(await faultOf(fileFor(em.fork(), other.id, file, other.actor))).toBe('NotFound');
});
