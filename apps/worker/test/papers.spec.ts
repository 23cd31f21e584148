import { SETUP } from '#awards';
import { PetitionPapers } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { readPdf, withoutSpaces } from '../src/certificates/test/read-pdf.js';
import { docxText } from '../src/papers/test/read-docx.js';
import { type RunningWorker, startWorker, until } from './bench.js';

let award: Award;
let worker: RunningWorker;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 4, wards: 2 });
  worker = await startWorker(award, {});
});
afterEach(async () => {
  await worker.stop();
  await award.close();
});

const reviewer = () => award.reviewer('DP-AK');
const FILES = ['petitionDocx', 'petitionPdf', 'listDocx', 'listPdf'] as const;

/** All that is kept of the papers, once the worker has made them. */
async function made(id: string): Promise<PetitionPapers> {
  const read = () => award.store.em.fork().findOneOrFail(PetitionPapers, id, { populate: [...FILES] });
  await until(async () => Boolean((await read()).renderedAt));
  return read();
}

const lettersIn = ({ petitionDocx, petitionPdf, listDocx, listPdf }: PetitionPapers) => ({
  petition: [withoutSpaces(docxText(petitionDocx ?? new Uint8Array())), readPdf(Buffer.from(petitionPdf ?? [])).letters],
  list: [withoutSpaces(docxText(listDocx ?? new Uint8Array())), readPdf(Buffer.from(listPdf ?? [])).letters],
});

it('makes petition and list of a forwarded list, each to print and to change, and a draft before', async () => {
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.reviews.endorse(id, reviewer(), 1);
  const draft = await made((await award.desk.petitions.draft(award.cycle.id, 'ward-review', reviewer(), {})).id);
  for (const letters of lettersIn(draft).petition) expect(letters).toContain(withoutSpaces('Số: -TTr/ĐTN'));

  const wanted = { number: '05-TTr/ĐTN', signedOn: '2024-02-20', minutes: '07-BB/ĐTN', minutesOn: '2024-02-19' };
  await award.desk.petitions.forward(award.cycle.id, 'ward-review', reviewer(), wanted);
  const forwarded = await award.store.em.fork().findOneOrFail(PetitionPapers, { number: '05-TTr/ĐTN' });
  const { petition, list } = lettersIn(await made(forwarded.id));
  for (const letters of petition) {
    expect(letters).toContain(withoutSpaces('Số: 05-TTr/ĐTN'));
    expect(letters).toContain(withoutSpaces('Biên bản số 07-BB/ĐTN ngày 19/02/2024'));
  }
  for (const letters of list) expect(letters).toContain(withoutSpaces('Chi đoàn 4 Đông Xuân (CD-AK-01)'));
  // The draft has given way.
  expect(await award.store.em.fork().count(PetitionPapers, {})).toBe(1);
});

it('makes them again, with the pseudonym, when somebody in the list is erased', async () => {
  const name = 'Trần Thị Hoàng Yến Canary';
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.memberships.change(SETUP, award.nominator('CD-AK-01').id, {
    name,
    email: 'a@example.vn',
    phone: '0987654321',
  });
  await award.store.em
    .fork()
    .execute(`update nomination set content = jsonb_set(content, '{fields,initiativeName}', to_jsonb(?::text)) where id = ?`, [name, id]);
  await award.desk.reviews.endorse(id, reviewer(), 1);
  const { id: papers } = await award.desk.petitions.draft(award.cycle.id, 'ward-review', reviewer(), {});
  for (const letters of lettersIn(await made(papers)).list) expect(letters).toContain(withoutSpaces(name));
  const pseudonym = await award.desk.dataRequests.erase(SETUP, award.nominator('CD-AK-01').id);
  for (const letters of lettersIn(await made(papers)).list) {
    expect(letters).not.toContain(withoutSpaces(name));
    expect(letters).toContain(withoutSpaces(pseudonym));
  }
});
