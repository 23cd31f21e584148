import { lettersFor, SETUP } from '#awards';
import { type Cycle, JournalEntry } from '#store';
import { anAwardInReview, type Award } from '#testing';

let award: Award;
beforeAll(async () => {
  award = await anAwardInReview({ branches: 2, wards: 1 });
});
afterAll(() => award.close());

it('writes to who has a role in all cycles or in this one, once each, and not to who has it in another', async () => {
  const { desk, definition, staff, cycle, store } = award;
  const { code, version } = definition;
  const council = Object.fromEntries([...staff.council].map(([seat, { id }]) => [seat, id]));
  const other: Cycle = await desk.cycles.prepare(staff.secretariat, { slug: 'other', definition: { code, version }, council });
  const branch = { unit: 'CD-AK-01', role: 'nominator' as const };
  const add = (phone: string, limit: string | null) =>
    desk.memberships.addPerson(SETUP, { name: 'Phó bí thư Chi đoàn 11', phone }, { ...branch, cycle: limit });
  const [both, here] = [await add('0903123451', null), await add('0903123452', cycle.id)];
  await add('0903123453', other.id);
  await desk.memberships.addMembership(SETUP, both.id, { ...branch, cycle: cycle.id });

  const { id } = await award.nomination('CD-AK-01');
  await desk.reviews.return(id, award.reviewer('DP-AK'), [{ field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' }]);
  const em = store.em.fork();
  const entry = await em.findOneOrFail(JournalEntry, { type: 'nomination.returned' });
  const letters = await lettersFor(em, entry.id, 'returned', 'http://awards.example');
  expect(letters.map(({ person }) => person.id).sort()).toEqual([award.nominator('CD-AK-01').id, both.id, here.id].sort());
});
